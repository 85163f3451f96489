// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/recent.hpp: temporary softening of the few voxels whose last flip has not been forgotten.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vitrum::kmc {

/// Time since the leg began as (tick, seconds since it began), so that waits of 1e-13 s keep their digits at t = 300 s.
struct Clock {
  std::int64_t step = 0;
  double offset = 0.0;
};

/// A voxel's eta^t when it flipped, by its place in this rank's arrays.
struct Softened {
  std::size_t place = 0;
  double temporary = 0.0;
  Clock flipped;  // (0, 0) where it lies before the leg
};

/// Sorted lists of `block` places each, so that the list stays short where a flip goes in, though every voxel of a big
/// glass may be soft.
class Recent {
 public:
  static constexpr std::size_t block = 1024;

  explicit Recent(std::size_t places = 0) : lists_((places + block - 1) / block) {}

  /// The voxel's record, nullptr where it has none.
  const Softened* find(std::size_t place) const;
  /// Takes the place of the voxel's record. A block's records of which gone() is true go first; a softening of 0 has
  /// none.
  template <class Gone>
  void set(const Softened& record, const Gone& gone) {
    std::erase_if(lists_[record.place / block], [&](const Softened& r) { return r.place == record.place || gone(r); });
    if (record.temporary != 0.0) insert(record);
  }
  template <class Use>
  void for_each(const Use& use) const {
    for (const auto& list : lists_)
      for (const Softened& r : list) use(r);
  }
  /// change(record); those left without softening go.
  template <class Change>
  void change(const Change& change) {
    for (auto& list : lists_) {
      for (Softened& r : list) change(r);
      std::erase_if(list, [](const Softened& r) { return r.temporary == 0.0; });
    }
  }
  std::size_t bytes() const;

 private:
  void insert(const Softened& record);

  std::vector<std::vector<Softened>> lists_;
};

}  // namespace vitrum::kmc
