// SPDX-License-Identifier: Apache-2.0
// vitrum/order/table_cache.hpp: the tables of the centres seen last, within a share of the memory budget.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include "order/table.hpp"

namespace vitrum::order {

/// Rounds centres to multiples of `step` px (0: exact) and keeps their tables, least recently used out first. What is
/// kept changes the time alone. The centre moves by e <= step / sqrt(2) px, step / sqrt(6) rms, and with it the sums by
/// e times the gradient of what is summed: a smooth ring of radius r leaks |delta A_n| <= e ((n + 1) A_(n+1) +
/// (n - 1) A_(n-1)) / (2 r), speckle of size L px moves F_n by a share of about 2 e / L of its rms (1/8 px and 5 px: 2
/// %; tests/verification/order/centre_rounding.cpp).
class TableCache {
 public:
  TableCache(TableShape shape, std::vector<std::uint8_t> mask, double step, std::size_t memory_bytes);
  /// What names a centre: equal keys share a table.
  struct Key {
    std::int64_t x = 0, y = 0;
    bool operator==(const Key&) const = default;
  };
  Key key(const pk::Frame& frame) const;
  /// The frame with the centre that its table is for.
  pk::Frame rounded(const pk::Frame& frame) const;
  /// From any thread.
  std::shared_ptr<const Table> get(const pk::Frame& frame);
  /// A table for a pattern whose own mask differs (values that are no numbers); never kept.
  std::unique_ptr<const Table> make(const pk::Frame& frame, const std::vector<std::uint8_t>& mask) const;

  const TableShape& shape() const { return shape_; }
  const std::vector<std::uint8_t>& mask() const { return mask_; }
  std::size_t built() const { return built_; }
  /// Largest condition numbers of the tables built, per band: all n, even n.
  const std::vector<double>& condition() const { return condition_; }
  const std::vector<double>& condition_even() const { return condition_even_; }

 private:
  struct Slot {
    Key key;
    std::shared_ptr<const Table> table;
  };
  std::shared_ptr<const Table> find(const Key& key);

  TableShape shape_;
  std::vector<std::uint8_t> mask_;
  double step_;
  std::size_t budget_, held_ = 0, built_ = 0;
  std::vector<double> condition_, condition_even_;
  std::list<Slot> slots_;  // last used first
  std::mutex mutex_;
};

}  // namespace vitrum::order
