// SPDX-License-Identifier: Apache-2.0
// vitrum/order/block.hpp: up to eight patterns of one centre through all rows of its table.
#pragma once

#include <memory>
#include <mutex>
#include <new>
#include <vector>

#include "order/table.hpp"
#include "vitrum/order/kernels/apply_table.hpp"
#include "vitrum/order/kernels/polar_row.hpp"

namespace vitrum::order {

/// std::allocator with the alignment of lanes.
template <class T>
struct LaneAllocator {
  using value_type = T;
  LaneAllocator() = default;
  template <class U>
  LaneAllocator(const LaneAllocator<U>&) {}
  T* allocate(std::size_t n) {
    return static_cast<T*>(::operator new(n * sizeof(T), std::align_val_t(kernels::lane_alignment)));
  }
  void deallocate(T* p, std::size_t) { ::operator delete(p, std::align_val_t(kernels::lane_alignment)); }
  template <class U>
  bool operator==(const LaneAllocator<U>&) const {
    return true;
  }
};
using LaneVector = std::vector<double, LaneAllocator<double>>;  // [item][lanes]

/// Works on a block at a time; one for each thread. After run(), the sums of the block's patterns, [..][lanes].
class Block {
 public:
  /// `halves`: thin the counts of the bands' pixels too, with streams of `seed`.
  Block(const TableShape& shape, const pk::Noise& noise, bool halves, std::uint64_t seed);

  /// `patterns`: `count` pointers to pixels of T; `streams`: numbers of their thinning streams; `chosen`: the lanes
  /// that enter `to`.
  template <class T>
  void run(const Table& table, const T* const* patterns, const std::uint64_t* streams, int count,
           const kernels::Chosen& chosen, const kernels::PolarSumsView& to);

  const double* profile() const { return profile_.data(); }  // (3, bins): num, sq, sum s^2 I
  const double* band(std::size_t b) const { return &band_[b * kernels::band_sums * kernels::lanes]; }
  const double* fine(std::size_t b) const { return &fine_[b * phi_ * kernels::lanes]; }
  const double* half_band(std::size_t b) const { return &half_band_[b * kernels::band_sums * kernels::lanes]; }
  const double* half_fine(std::size_t b) const { return &half_fine_[b * phi_ * kernels::lanes]; }
  const double* coarse(std::size_t b) const { return &coarse_[b * 2 * sectors_ * kernels::lanes]; }  // sum, noise
  const double* aperture(std::size_t a) const { return &aperture_[a * kernels::lanes]; }
  bool halves() const { return halves_; }  // false from the first count on that thin() refuses
  /// Use registers of the portable width from now on, as on any processor; results are the same to the bit.
  void use_portable_width() { portable_ = true; }
  /// Has this build wider registers to use, and the processor?
  static bool has_wide_registers();
  kernels::FourierView fourier() const { return fourier_.view(); }
  double* spectrum() { return spectrum_.data(); }  // free between runs: (phi / 2 + 1, lanes)
  double* means() { return means_.data(); }        // likewise: (phi, lanes)
  double* scratch() { return scratch_.data(); }    // kernels::ring_scratch

 private:
  void clear(const Table& table, std::size_t pixel_bytes);

  pk::Noise noise_;
  bool halves_, portable_ = false;
  std::uint64_t seed_;
  std::size_t pixels_, phi_, sectors_;
  kernels::Fourier fourier_;
  LaneVector tile_;  // holds pixels of T
  LaneVector values_, half_values_;
  LaneVector profile_, rows_, row_lags_, band_, fine_, half_band_, half_fine_, coarse_, aperture_;
  LaneVector means_, variance_, spectrum_, scratch_;
};

/// Blocks that wait for work: a thread takes one and gives it back.
class BlockPool {
 public:
  BlockPool(TableShape shape, const pk::Noise& noise, bool halves, std::uint64_t seed)
      : shape_(std::move(shape)), noise_(noise), halves_(halves), seed_(seed) {}
  std::unique_ptr<Block> take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) return std::make_unique<Block>(shape_, noise_, halves_, seed_);
    auto block = std::move(free_.back());
    free_.pop_back();
    return block;
  }
  void give(std::unique_ptr<Block> block) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(block));
  }

 private:
  TableShape shape_;
  pk::Noise noise_;
  bool halves_;
  std::uint64_t seed_;
  std::vector<std::unique_ptr<Block>> free_;
  std::mutex mutex_;
};

}  // namespace vitrum::order
