// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/kernel_update.cpp: lays out the kernel, adds it row by row.
#include "kmc/kernel_update.hpp"

#include <algorithm>
#include <cmath>

#include "kmc/flip_lanes.hpp"

namespace vitrum::kmc {
namespace {

/// Is row ny - dy the mirror image of row dy, to the bit?
bool mirrors(const elasticity::FlipKernel& k) {
  for (std::size_t y = 1; y < k.ny; ++y)
    for (std::size_t x = 0; x < k.nx; ++x) {
      const std::size_t a = y * k.nx + x, b = (k.ny - y) * k.nx + x;
      if (k.k11[a] != k.k11[b] || k.k33[a] != k.k33[b] || k.k13[a] != -k.k13[b]) return false;
    }
  return true;
}

/// Is k11 + k33 the same at all offsets but the first, to rounding?
bool constant_trace(const elasticity::FlipKernel& k) {
  if (k.k11.size() < 2) return false;
  const double trace = k.k11[1] + k.k33[1];
  const double tolerance = 1e-14 * (std::abs(k.k11[0]) + std::abs(k.k33[0]));
  for (std::size_t i = 1; i < k.k11.size(); ++i)
    if (!(std::abs(k.k11[i] + k.k33[i] - trace) <= tolerance)) return false;
  return true;
}

}  // namespace

TileKernel::TileKernel(const elasticity::FlipKernel& k, bool wide)
    : ny_(k.ny),
      nx_(k.nx),
      stride_(k.nx + Tiling::edge),
      folded_(mirrors(k)),
      traceless_(constant_trace(k)),
      wide_(wide && has_avx2()) {
  if (traceless_) {
    trace_ = k.k11[1] + k.k33[1];
    own_ = k.k11[0] + k.k33[0] - trace_;
  }
  const std::size_t rows = folded_ ? ny_ / 2 + 1 : ny_;
  const auto append = [&](const std::vector<double>& from, std::size_t y) {
    for (std::size_t x = 0; x < stride_; ++x) words_.push_back(from[y * nx_ + x % nx_]);
  };
  words_.reserve(rows * stride_ * (traceless_ ? 2 : 3));
  for (std::size_t y = 0; y < rows; ++y) {
    append(k.k11, y);
    append(k.k13, y);
    if (!traceless_) append(k.k33, y);
  }
}

void TileKernel::find(const Tile& tile, const Proposal& flip, Places& places) const {
  const std::size_t fy = static_cast<std::size_t>(flip.voxel) / nx_;
  const std::size_t fx = static_cast<std::size_t>(flip.voxel) % nx_;
  const std::size_t dx = (tile.x0 + nx_ - fx) % nx_;
  const std::size_t row = stride_ * (traceless_ ? 2 : 3);
  std::size_t dy = (tile.y0 + ny_ - fy) % ny_;
  for (std::size_t y = 0; y < tile.ny; ++y, dy = dy + 1 < ny_ ? dy + 1 : 0) {
    const bool mirrored = folded_ && dy > ny_ / 2;
    places[y] = {(mirrored ? ny_ - dy : dy) * row + dx, mirrored ? -1.0 : 1.0};
  }
}

template <>
kernels::KernelRow TileKernel::row(const Place& p) const {
  const double* k = words_.data() + p.at;
  return {k, k + stride_, k + 2 * stride_, p.mirror};
}

template <>
kernels::TracelessRow TileKernel::row(const Place& p) const {
  const double* k = words_.data() + p.at;
  return {k, k + stride_, trace_, p.mirror};
}

/// Rows of the kernel lie far apart in memory, so the processor does not see the next one coming.
[[gnu::always_inline]] inline void TileKernel::fetch([[maybe_unused]] const Place& p,
                                                     [[maybe_unused]] std::size_t n) const {
#if defined(__GNUC__)
  constexpr std::size_t line = 64 / sizeof(double);
  for (std::size_t word = 0; word < (traceless_ ? 2u : 3u); ++word)
    for (std::size_t x = 0; x < n; x += line) __builtin_prefetch(words_.data() + p.at + word * stride_ + x);
#endif
}

template <class L, bool tested, class Row>
[[gnu::always_inline]] inline RowMask TileKernel::run(const Tile& tile, const Places& places, kernels::Strain e,
                                                      const TileStress& s) const {
  const int n = static_cast<int>(tile.nx);
  RowMask mask = 0;
  for (std::size_t y = 0; y < tile.ny; ++y) {
    const Row k = row<Row>(places[y]);
    if (y + 2 < tile.ny) fetch(places[y + 2], tile.nx);
    const std::size_t at = y * tile.nx;
    const kernels::Balls balls{s.balls.c1 + at, s.balls.c3 + at, s.balls.rho2 + at};
    if (RowLanes<L>::template add<tested>(s.s1 + at, s.s3 + at, n, k, e, balls, s.uniform.d1, s.uniform.d3))
      mask |= RowMask{1} << y;
  }
  return mask;
}

template <class L>
[[gnu::always_inline]] inline RowMask TileKernel::run(const Tile& tile, const Places& places, kernels::Strain e,
                                                      const TileStress& s, bool tested) const {
  if (traceless_)
    return tested ? run<L, true, kernels::TracelessRow>(tile, places, e, s)
                  : run<L, false, kernels::TracelessRow>(tile, places, e, s);
  return tested ? run<L, true, kernels::KernelRow>(tile, places, e, s)
                : run<L, false, kernels::KernelRow>(tile, places, e, s);
}

#if defined(VITRUM_AVX2)
VITRUM_AVX2 RowMask TileKernel::run_avx2(const Tile& tile, const Places& places, kernels::Strain e, const TileStress& s,
                                         bool tested) const {
  return run<Lane4>(tile, places, e, s, tested);
}
#else
RowMask TileKernel::run_avx2(const Tile& tile, const Places& places, kernels::Strain e, const TileStress& s,
                             bool tested) const {
  return run<PortableLanes>(tile, places, e, s, tested);
}
#endif

void TileKernel::own_site(const Tile& tile, const Proposal& flip, const TileStress& stress) const {
  const std::size_t y = static_cast<std::size_t>(flip.voxel) / nx_ - tile.y0;
  const std::size_t x = static_cast<std::size_t>(flip.voxel) % nx_ - tile.x0;
  if (traceless_ && y < tile.ny && x < tile.nx) stress.s3[y * tile.nx + x] += own_ * flip.e3;
}

RowMask TileKernel::change(const Tile& tile, const Proposal& flip, const TileStress& stress, bool tested) const {
  Places places;
  find(tile, flip, places);
  own_site(tile, flip, stress);
  const kernels::Strain e{flip.e1, flip.e3};
  return wide_ ? run_avx2(tile, places, e, stress, tested) : run<PortableLanes>(tile, places, e, stress, tested);
}

void TileKernel::add(const Tile& tile, const Proposal& flip, const TileStress& stress) const {
  change(tile, flip, stress, false);
}

RowMask TileKernel::add_and_test(const Tile& tile, const Proposal& flip, const TileStress& stress) const {
  return change(tile, flip, stress, true);
}

namespace {

template <class L>
[[gnu::always_inline]] inline RowMask test_rows(const Tile& tile, const TileStress& s) {
  RowMask mask = 0;
  for (std::size_t y = 0; y < tile.ny; ++y) {
    const std::size_t at = y * tile.nx;
    const kernels::Balls balls{s.balls.c1 + at, s.balls.c3 + at, s.balls.rho2 + at};
    if (RowLanes<L>::outside(s.s1 + at, s.s3 + at, static_cast<int>(tile.nx), balls, s.uniform.d1, s.uniform.d3))
      mask |= RowMask{1} << y;
  }
  return mask;
}

#if defined(VITRUM_AVX2)
VITRUM_AVX2 RowMask test_avx2(const Tile& tile, const TileStress& s) { return test_rows<Lane4>(tile, s); }
#endif

}  // namespace

RowMask test(const Tile& tile, const TileStress& s, [[maybe_unused]] bool wide) {
#if defined(VITRUM_AVX2)
  if (wide && has_avx2()) return test_avx2(tile, s);
#endif
  return test_rows<PortableLanes>(tile, s);
}

}  // namespace vitrum::kmc
