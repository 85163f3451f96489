// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/kernels/profile.hpp: pass A of a pattern: sums over rings against radius.
#pragma once

#include "vitrum/pattern/kernels/frame.hpp"

namespace vitrum::pattern::kernels {

/// Sums of one pattern in radial bins j at radius j * bin (px); a pixel is split linearly between its two neighbours
/// with weights s: num = sum s I, den = sum s, sq = sum s I^2, noise = sum s^2 (G I + sigma^2), weight2 = sum s^2.
struct Profile {
  double* num = nullptr;
  double* den = nullptr;
  double* sq = nullptr;
  double* noise = nullptr;
  double* weight2 = nullptr;
  int bins = 0;
  double bin = 1.0;
};

/// Characterization 1.15, pass A. Fixed order; pixels beyond the last bin are left out.
template <class T>
KOKKOS_INLINE_FUNCTION void radial_profile(const Pattern<T>& pattern, const Frame& frame, const Noise& noise,
                                           const Profile& out) {
  for (int j = 0; j < out.bins; ++j) {
    out.num[j] = out.den[j] = out.sq[j] = out.noise[j] = out.weight2[j] = 0.0;
  }
  const double scale = 1.0 / out.bin;
  for (int row = 0; row < pattern.qy; ++row) {
    for (int column = 0; column < pattern.qx; ++column) {
      const std::size_t p = static_cast<std::size_t>(row) * pattern.qx + column;
      if (!good(pattern, p)) continue;
      const Point q = corrected(frame, column, row);
      const double position = std::sqrt(q.x * q.x + q.y * q.y) * scale;
      if (position >= static_cast<double>(out.bins - 1)) continue;
      const int j = static_cast<int>(position);
      const double s1 = position - j;
      const double s0 = 1.0 - s1;
      const double counts = static_cast<double>(pattern.pixels[p]);
      const double variance = noise.gain * counts + noise.read_variance;
      out.num[j] += s0 * counts;
      out.num[j + 1] += s1 * counts;
      out.den[j] += s0;
      out.den[j + 1] += s1;
      out.sq[j] += s0 * counts * counts;
      out.sq[j + 1] += s1 * counts * counts;
      out.noise[j] += s0 * s0 * variance;
      out.noise[j + 1] += s1 * s1 * variance;
      out.weight2[j] += s0 * s0;
      out.weight2[j + 1] += s1 * s1;
    }
  }
}

}  // namespace vitrum::pattern::kernels
