// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/kernels/sectors.hpp: a band cut into sectors of azimuth: sums, weights, noise, variance over azimuth.
#pragma once

#include "vitrum/pattern/kernels/frame.hpp"

namespace vitrum::pattern::kernels {

/// Sums in sectors s = [s, s + 1) * 2 pi / count of phi = atan2(y, x). A pixel is an arc one pixel long and its
/// weight v is shared by overlap: sum = sum v I, weight = sum v, noise = sum v^2 (G I + sigma^2); cross1 and cross2 =
/// sum of v_s v_(s+1) and v_s v_(s+2) times the same (pixels that lie in two or three sectors).
struct Sectors {
  double* sum = nullptr;
  double* weight = nullptr;
  double* noise = nullptr;
  double* cross1 = nullptr;
  double* cross2 = nullptr;
  int count = 0;
};

/// Doubles that a Sectors of `count` needs.
KOKKOS_INLINE_FUNCTION std::size_t sectors_scratch(int count) { return 5 * static_cast<std::size_t>(count); }
KOKKOS_INLINE_FUNCTION Sectors sectors_in(double* scratch, int count) {
  return {scratch, scratch + count, scratch + 2 * count, scratch + 3 * count, scratch + 4 * count, count};
}

namespace detail {

inline constexpr double two_pi = 6.283185307179586476925;

/// Shares of the arc [position - half, position + half] (in sectors, half < 1) in sectors first, first + 1, first + 2.
struct Overlap {
  int first = 0;
  double share[3] = {};
};

KOKKOS_INLINE_FUNCTION Overlap overlap(double position, double half) {
  Overlap o;
  const double low = position - half;
  const double high = position + half;
  const double floor = std::floor(low);
  o.first = static_cast<int>(floor);
  double begin = low;
  for (int i = 0; i < 3; ++i) {
    const double end = floor + i + 1.0 < high ? floor + i + 1.0 : high;
    o.share[i] = end > begin ? (end - begin) / (2.0 * half) : 0.0;
    begin = end > begin ? end : begin;
  }
  return o;
}

KOKKOS_INLINE_FUNCTION int wrapped(int s, int count) { return s < 0 ? s + count : s >= count ? s - count : s; }

KOKKOS_INLINE_FUNCTION void add_to_sectors(const Sectors& out, const Overlap& o, double w, double counts,
                                           double variance) {
  const int s[3] = {wrapped(o.first, out.count), wrapped(o.first + 1, out.count), wrapped(o.first + 2, out.count)};
  for (int i = 0; i < 3; ++i) {
    const double v = w * o.share[i];
    if (v <= 0.0) continue;
    out.sum[s[i]] += v * counts;
    out.weight[s[i]] += v;
    if (out.noise == nullptr) continue;
    out.noise[s[i]] += v * v * variance;
    if (i < 2) out.cross1[s[i]] += v * w * o.share[i + 1] * variance;
    if (i < 1) out.cross2[s[i]] += v * w * o.share[i + 2] * variance;
  }
}

}  // namespace detail

/// Fills two sets of sectors at once (`fine` with noise; `coarse` may leave its noise members null) for the band
/// [r1, r2] (px). Both need count >= 3. Where an arc is longer than two sectors of `fine` (2 pi r < count / 2) it is
/// cut to two.
template <class T>
KOKKOS_INLINE_FUNCTION void band_sectors(const Pattern<T>& pattern, const Frame& frame, const Noise& noise, double r1,
                                         double r2, const Sectors& fine, const Sectors& coarse) {
  for (int s = 0; s < fine.count; ++s) {
    fine.sum[s] = fine.weight[s] = fine.noise[s] = fine.cross1[s] = fine.cross2[s] = 0.0;
  }
  for (int s = 0; s < coarse.count; ++s) coarse.sum[s] = coarse.weight[s] = 0.0;
  const double outer = r2 + 0.5;
  const double inner = r1 - 0.5 > 0.0 ? r1 - 0.5 : 0.0;
  for (int row = 0; row < pattern.qy; ++row) {
    const Columns columns = columns_within(frame, outer, row, pattern.qx);
    for (int column = columns.begin; column < columns.end; ++column) {
      const Point p = corrected(frame, column, row);
      const double square = p.x * p.x + p.y * p.y;
      if (square <= inner * inner || square >= outer * outer) continue;
      const std::size_t index = static_cast<std::size_t>(row) * pattern.qx + column;
      if (!good(pattern, index)) continue;
      const double r = std::sqrt(square);
      const double w = band_weight(r, r1, r2);
      if (w <= 0.0) continue;
      const double angle = std::atan2(p.y, p.x);
      const double turns = (angle < 0.0 ? angle + detail::two_pi : angle) / detail::two_pi;
      const double half_turns = 0.5 / (detail::two_pi * r);
      const double counts = static_cast<double>(pattern.pixels[index]);
      const double variance = noise.gain * counts + noise.read_variance;
      const double half_fine = half_turns * fine.count;
      const double half_coarse = half_turns * coarse.count;
      detail::add_to_sectors(fine, detail::overlap(turns * fine.count, half_fine < 1.0 ? half_fine : 1.0), w, counts,
                             variance);
      detail::add_to_sectors(coarse, detail::overlap(turns * coarse.count, half_coarse < 1.0 ? half_coarse : 1.0), w,
                             counts, variance);
    }
  }
}

/// V(x,y) of sector means (characterization 1.4 a), over the sectors whose weight is at least `least`.
struct AzimuthalVariance {
  double value = 0.0;  // shot noise removed, ratio-unbiased: <m_s^2 - noise_s> / (M^2 - noise_M) - 1
  double raw = 0.0;    // <m_s^2> / M^2 - 1
  int sectors = 0;     // how many took part; below 2, or without counts, value and raw are 0
};

KOKKOS_INLINE_FUNCTION AzimuthalVariance azimuthal_variance(const Sectors& sectors, double least) {
  AzimuthalVariance v;
  double mean = 0.0, square = 0.0, noise = 0.0, mean_noise = 0.0;
  for (int s = 0; s < sectors.count; ++s) {
    const double w = sectors.weight[s];
    if (w < least || w <= 0.0) continue;
    ++v.sectors;
    const double m = sectors.sum[s] / w;
    mean += m;
    square += m * m;
    noise += sectors.noise[s] / (w * w);
    mean_noise += sectors.noise[s] / (w * w);
    const int s1 = detail::wrapped(s + 1, sectors.count);
    const int s2 = detail::wrapped(s + 2, sectors.count);
    if (sectors.weight[s1] >= least && sectors.weight[s1] > 0.0)
      mean_noise += 2.0 * sectors.cross1[s] / (w * sectors.weight[s1]);
    if (sectors.weight[s2] >= least && sectors.weight[s2] > 0.0)
      mean_noise += 2.0 * sectors.cross2[s] / (w * sectors.weight[s2]);
  }
  if (v.sectors < 2 || mean == 0.0) return v;
  const double n = v.sectors;
  v.raw = n * square / (mean * mean) - 1.0;
  const double denominator = mean * mean - mean_noise;
  v.value = denominator > 0.0 ? n * (square - noise) / denominator - 1.0 : 0.0;
  return v;
}

}  // namespace vitrum::pattern::kernels
