// SPDX-License-Identifier: Apache-2.0
// vitrum/order/table_cache.hpp: the tables of centres and bad pixels, within a share of the memory budget.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include "order/table.hpp"

namespace vitrum::order {

/// Rounds centres to multiples of `step` px (0: exact) and keeps their tables. Scan lines visit the same centres over
/// and over. The table used longest ago makes room; where a table comes back that went not long ago, more are in use
/// than fit, and the one used last goes instead, so that the others are there for the next line. What is kept changes
/// the time alone. The centre moves by e <= step / sqrt(2) px, step / sqrt(6) rms, and with it the sums by e times the
/// gradient of what is summed: a smooth ring of radius r leaks |delta A_n| <= e ((n + 1) A_(n+1) + (n - 1) A_(n-1)) /
/// (2 r), speckle of size L px moves F_n by a share of about 2 e / L of its rms (1/8 px and 5 px: 2
/// %; tests/verification/order/centre_rounding.cpp).
class TableCache {
 public:
  TableCache(TableShape shape, std::vector<std::uint8_t> mask, double step, std::size_t memory_bytes);
  /// What names a centre and the pixels that are no numbers: equal keys share a table.
  struct Key {
    std::int64_t x = 0, y = 0;
    std::vector<std::uint32_t> bad;
    bool operator==(const Key&) const = default;
  };
  Key key(const pk::Frame& frame) const;
  /// The frame with the centre that its table is for.
  pk::Frame rounded(const pk::Frame& frame) const;
  /// From any thread. `bad`: pixels that are masked for this pattern alone (its values that are no numbers), sorted.
  std::shared_ptr<const Table> get(const pk::Frame& frame, const std::vector<std::uint32_t>& bad = {});

  const TableShape& shape() const { return shape_; }
  const std::vector<std::uint8_t>& mask() const { return mask_; }
  std::size_t built() const { return built_; }
  /// Largest condition numbers of the tables built for no bad pixels, per band: all n, even n.
  const std::vector<double>& condition() const { return condition_; }
  const std::vector<double>& condition_even() const { return condition_even_; }

 private:
  struct Slot {
    Key key;
    std::shared_ptr<const Table> table;
    std::size_t bytes = 0;
  };
  std::shared_ptr<const Table> find(const Key& key);
  void make_room(bool too_many);

  TableShape shape_;
  std::vector<std::uint8_t> mask_;
  double step_;
  std::size_t budget_, held_ = 0, built_ = 0;
  std::vector<double> condition_, condition_even_;
  std::list<Slot> slots_;  // last used first
  std::deque<Key> gone_;   // lately, as many as are kept
  std::mutex mutex_;
};

}  // namespace vitrum::order
