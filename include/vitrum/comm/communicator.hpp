// SPDX-License-Identifier: Apache-2.0
// vitrum/comm/communicator.hpp: the ranks that work together, and the few collectives that vitrum needs.
#pragma once

#include <mpi.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace vitrum::comm {

/// A duplicate of an MPI communicator; copies share it and the last one frees it.
/// All member functions but rank(), size(), mpi(), is_root() are collective.
class Communicator {
 public:
  explicit Communicator(MPI_Comm comm = MPI_COMM_WORLD);
  int rank() const { return rank_; }
  int size() const { return size_; }
  bool is_root() const { return rank_ == 0; }
  MPI_Comm mpi() const { return *comm_; }

  void barrier() const;
  /// Ranks of one colour form a communicator, in the order of their ranks here.
  Communicator split(int colour) const;

  // Integer reductions are exact; there is none for floats on purpose (see reduce.hpp).
  std::int64_t sum(std::int64_t value) const;
  std::int64_t max(std::int64_t value) const;
  std::int64_t min(std::int64_t value) const;
  double max(double value) const;
  double min(double value) const;
  bool any(bool value) const;
  bool all(bool value) const;
  void sum_in_place(std::span<std::uint64_t> values) const;  // every rank gets the sums, modulo 2^64

  std::string broadcast(const std::string& text, int root = 0) const;
  template <class T>
  void broadcast_in_place(std::vector<T>& values, int root = 0) const {  // resized on the other ranks
    static_assert(std::is_trivially_copyable_v<T>);
    std::int64_t n = static_cast<std::int64_t>(values.size());
    broadcast_bytes(&n, sizeof n, root);
    values.resize(static_cast<std::size_t>(n));
    broadcast_bytes(values.data(), values.size() * sizeof(T), root);
  }
  /// Concatenates every rank's values in rank order: on root only, empty elsewhere.
  template <class T>
  std::vector<T> gather(std::span<const T> mine, int root = 0) const {
    static_assert(std::is_trivially_copyable_v<T>);
    std::vector<T> all;
    gather_bytes(mine.data(), mine.size(), sizeof(T), root, [&](std::size_t n) {
      all.resize(n);
      return static_cast<void*>(all.data());
    });
    return all;
  }
  /// The same on every rank.
  template <class T>
  std::vector<T> gather_everywhere(std::span<const T> mine) const {
    auto all = gather(mine);
    broadcast_in_place(all);
    return all;
  }

 private:
  void broadcast_bytes(void* data, std::size_t bytes, int root) const;
  template <class Allocate>
  void gather_bytes(const void* mine, std::size_t count, std::size_t item, int root, Allocate allocate) const {
    const auto counts = gather_counts(count, root);
    std::size_t total = 0;
    for (auto c : counts) total += static_cast<std::size_t>(c);
    void* where = rank_ == root ? allocate(total) : nullptr;
    gather_items(mine, count, item, root, counts, where);
  }
  std::vector<std::int64_t> gather_counts(std::size_t count, int root) const;
  void gather_items(const void* mine, std::size_t count, std::size_t item, int root,
                    const std::vector<std::int64_t>& counts, void* where) const;
  void gather_large(const void* mine, std::size_t bytes, std::size_t item, int root,
                    const std::vector<std::int64_t>& counts, void* where) const;

  std::shared_ptr<MPI_Comm> comm_;
  int rank_ = 0;
  int size_ = 1;
};

}  // namespace vitrum::comm
