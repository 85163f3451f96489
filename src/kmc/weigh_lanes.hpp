// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/weigh_lanes.hpp: activation energies and rate bounds of a tile's entries, several at a time.
#pragma once

#include <cstddef>
#include <cstring>

#include "kmc/lanes.hpp"

namespace vitrum::kmc {

/// What is read and written, entry by entry. Arrays of entries hold a multiple of `entry_group`; those that fill up
/// have a barrier no rate overcomes.
struct Scales {
  std::size_t n;  // a multiple of entry_group
  const std::int32_t* voxel;
  const double *barrier, *e1, *e3;
  const double *s1, *s3;  // of the tile's voxels
  double u1, u3;          // uniform stress, GPa
  double fall1, fall3;    // V d(s) of the rest of the load step: Q falls by their product with e1, e3 at most
  double volume, kT, nu0;
  double limit;  // eV: no bound from here on, at most 700 kT
  double* q;
  double* bound;
};

/// Sum of the bounds, and the lowest Q (0 where there is none below). One after another: so the sum does not depend on
/// which modes without a bound are entries too, which depends on when their voxels were examined.
struct Weighed {
  double sum, lowest;
};

inline constexpr std::size_t entry_group = 4;

/// exp(-x) or at most 1e-6 more, 0 <= x <= 700, by sums and products alone. x = n ln 2 + r, |r| <= ln 2 / 2; Taylor's
/// series to r^6 (relative remainder 2e-7), raised by 4e-7.
template <class L>
[[gnu::always_inline]] inline void exp_minus_above(const typename L::Double& x, typename L::Double& out) {
  constexpr double to_integer = 6755399441055744.0;  // 1.5 2^52: the last bits of a sum with it are an integer
  const typename L::Double shifted = x * 1.4426950408889634 + to_integer;
  const typename L::Double r = (shifted - to_integer) * 0.6931471805599453 - x;
  typename L::Double sum = r * (1.0 / 720.0) + 1.0 / 120.0;
  sum = sum * r + 1.0 / 24.0;
  sum = sum * r + 1.0 / 6.0;
  sum = sum * r + 0.5;
  sum = sum * r + 1.0;
  sum = sum * r + 1.0;
  typename L::Bits bits;
  std::memcpy(&bits, &shifted, sizeof bits);
  bits = (1023 - bits) << 52;  // 2^-n
  std::memcpy(&out, &bits, sizeof out);
  out = out * (sum * 1.0000004);
}

/// The s of `width` voxels.
template <class L>
[[gnu::always_inline]] inline void pick(const double* s, const std::int32_t* voxel, typename L::Double& out) {
  if constexpr (L::width == 1)
    out = s[voxel[0]];
  else if constexpr (L::width == 2)
    out = typename L::Double{s[voxel[0]], s[voxel[1]]};
  else
    out = typename L::Double{s[voxel[0]], s[voxel[1]], s[voxel[2]], s[voxel[3]]};
}

template <class L>
[[gnu::always_inline]] inline Weighed weigh_entries(const Scales& w) {
  using V = typename L::Double;
  constexpr std::size_t width = L::width, parts = entry_group / width;
  const double beta = 1.0 / w.kT;
  V lowest[parts] = {};
  for (std::size_t k = 0; k < w.n; k += entry_group)
    for (std::size_t p = 0; p < parts; ++p) {
      const std::size_t i = k + p * width;
      const V e1 = doubles<L>(w.e1 + i);
      const V e3 = doubles<L>(w.e3 + i);
      V s1, s3, bound;
      pick<L>(w.s1, w.voxel + i, s1);
      pick<L>(w.s3, w.voxel + i, s3);
      const V q = doubles<L>(w.barrier + i) - w.volume * ((s1 + w.u1) * e1 + (s3 + w.u3) * e3);
      const V fall = w.fall1 * e1 + w.fall3 * e3;
      const V none = fall * 0.0;
      const V least = q - (fall > none ? fall : none);
      V x = least * beta;
      x = x > none ? x : none;
      exp_minus_above<L>(x < 700.0 ? x : none + 700.0, bound);
      bound = least < w.limit ? w.nu0 * bound : none;
      doubles<L>(w.q + i) = q;
      doubles<L>(w.bound + i) = bound;
      lowest[p] = q < lowest[p] ? q : lowest[p];
    }
  double least[entry_group];
  std::memcpy(least, lowest, sizeof least);
  Weighed out{0.0, 0.0};
  for (std::size_t k = 0; k < w.n; ++k) out.sum += w.bound[k];
  for (const double q : least) out.lowest = q < out.lowest ? q : out.lowest;
  return out;
}

/// With the widest vectors of this processor; `wide` false: the portable ones (for tests). The same bits.
Weighed weigh_entries(const Scales& w, bool wide = true);

}  // namespace vitrum::kmc
