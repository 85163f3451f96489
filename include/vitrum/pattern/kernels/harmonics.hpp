// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/kernels/harmonics.hpp: pass B of a pattern: harmonic sums of a band on raw pixels, with exact noise.
#pragma once

#include "vitrum/pattern/kernels/profile.hpp"

namespace vitrum::pattern::kernels {

inline constexpr int harmonics = 12;  // n = 1 .. 12

/// Result for one band. The harmonic sum F_n = sum_p w_p (I_p - Ihat(r_p)) e^{-i n phi_p}, Ihat the radial mean
/// interpolated linearly, is itself a linear functional sum_q g_qn I_q of the raw counts, so its shot noise is exactly
/// noise_n = sum_q |g_qn|^2 (G I_q + sigma^2) (characterization 1.7 and D1).
struct Harmonics {
  double re[harmonics] = {};
  double im[harmonics] = {};
  double noise[harmonics] = {};
  double total = 0.0;        // F_0 = sum w I
  double total_noise = 0.0;  // sum w^2 (G I + sigma^2)
};

/// Doubles of scratch that band_harmonics needs for a band that ends at radius r2 (px).
inline std::size_t harmonics_scratch(double r2, double bin) {
  return (static_cast<std::size_t>((r2 + 1.0) / bin) + 3) * (4 * harmonics + 3);
}

namespace detail {

/// re[n-1] + i im[n-1] = ((x - i y) / r)^n.
KOKKOS_INLINE_FUNCTION void powers(double x, double y, double r, double* re, double* im) {
  re[0] = x / r;
  im[0] = -y / r;
  for (int n = 2; n <= harmonics; ++n) {
    const int a = n / 2 - 1;  // u^n = u^(n/2) u^(n - n/2)
    const int b = n - n / 2 - 1;
    re[n - 1] = re[a] * re[b] - im[a] * im[b];
    im[n - 1] = re[a] * im[b] + im[a] * re[b];
  }
}

/// Sums per radial bin j, of good pixels q with split weights s_qj, band weights w_q and variances v_q = G I + sigma^2:
/// w_re/w_im = sum w s u^n; q_re/q_im = sum w s v u^n; s00 = sum s_j^2 v, s01 = sum s_j s_(j+1) v.
struct RingSums {
  double* base;
  int bins;
  KOKKOS_INLINE_FUNCTION double* weights(int j) const { return base + static_cast<std::size_t>(j) * 4 * harmonics; }
  KOKKOS_INLINE_FUNCTION double* counts(int j) const { return weights(j) + 2 * harmonics; }
  KOKKOS_INLINE_FUNCTION double* own() const { return base + static_cast<std::size_t>(bins) * 4 * harmonics; }
  KOKKOS_INLINE_FUNCTION double* cross() const { return own() + bins; }
};

KOKKOS_INLINE_FUNCTION void add_scaled(double* to, double factor, const double* from) {
  for (int n = 0; n < 2 * harmonics; ++n) to[n] += factor * from[n];
}

/// noise_n += sum_q |w_q u_q^n - sum_j s_qj b_jn|^2 v_q - sum_q w_q^2 v_q with b_jn = W_jn / D_j, expanded in ring
/// sums.
KOKKOS_INLINE_FUNCTION void add_ring_noise(const RingSums& sums, const Profile& profile, int first, Harmonics& out) {
  const auto inverse = [&](int j) { return profile.den[first + j] > 0.0 ? 1.0 / profile.den[first + j] : 0.0; };
  for (int j = 0; j < sums.bins; ++j) {
    const double here = inverse(j);
    const double next = j + 1 < sums.bins ? inverse(j + 1) : 0.0;
    const double* w = sums.weights(j);
    const double* w1 = sums.weights(j + 1 < sums.bins ? j + 1 : j);
    const double* q = sums.counts(j);
    for (int n = 0; n < harmonics; ++n) {
      const double re = w[n] * here;
      const double im = w[harmonics + n] * here;
      const double pair = re * w1[n] * next + im * w1[harmonics + n] * next;
      out.noise[n] += (re * re + im * im) * sums.own()[j] + 2.0 * pair * sums.cross()[j] -
                      2.0 * (re * q[n] + im * q[harmonics + n]);
    }
  }
}

}  // namespace detail

/// Characterization 1.15, pass B, for the band of radii [r1, r2] (px), edges shared by pixel area. `profile` holds
/// pass A of the same pattern and frame with bins beyond r2 + 1. `scratch`: harmonics_scratch doubles.
template <class T>
KOKKOS_INLINE_FUNCTION void band_harmonics(const Pattern<T>& pattern, const Frame& frame, const Noise& noise,
                                           const Profile& profile, double r1, double r2, double* scratch,
                                           Harmonics& out) {
  const double scale = 1.0 / profile.bin;
  const double inner = r1 - 0.5 > 0.0 ? r1 - 0.5 : 0.0;
  const double outer = r2 + 0.5;
  // Bins that pixels of the band touch, and pixels beyond the band that touch the same bins.
  const int first = static_cast<int>(inner * scale);
  const int last =
      static_cast<int>(outer * scale) + 1 < profile.bins - 1 ? static_cast<int>(outer * scale) + 1 : profile.bins - 1;
  out = Harmonics{};
  if (last <= first) return;
  const detail::RingSums sums{scratch, last - first + 1};
  const std::size_t used = static_cast<std::size_t>(sums.bins) * (4 * harmonics + 2);
  for (std::size_t i = 0; i < used; ++i) scratch[i] = 0.0;
  const double from = (first - 1) * profile.bin;
  const double to = (last + 1) * profile.bin;
  const double from2 = from > 0.0 ? from * from : 0.0;
  double direct[2 * harmonics] = {};
  double u[2 * harmonics];
  for (int row = 0; row < pattern.qy; ++row) {
    const Columns columns = columns_within(frame, to, row, pattern.qx);
    for (int column = columns.begin; column < columns.end; ++column) {
      const Point p = corrected(frame, column, row);
      const double r2p = p.x * p.x + p.y * p.y;
      if (r2p < from2 || r2p >= to * to) continue;
      const std::size_t index = static_cast<std::size_t>(row) * pattern.qx + column;
      if (!good(pattern, index)) continue;
      const double r = std::sqrt(r2p);
      const double position = r * scale;
      if (position >= static_cast<double>(profile.bins - 1)) continue;
      const int j = static_cast<int>(position) - first;
      const double s1 = position - static_cast<int>(position);
      const double s0 = 1.0 - s1;
      const double counts = static_cast<double>(pattern.pixels[index]);
      const double variance = noise.gain * counts + noise.read_variance;
      const bool here = j >= 0 && j < sums.bins;
      const bool next = j + 1 >= 0 && j + 1 < sums.bins;
      if (here) sums.own()[j] += s0 * s0 * variance;
      if (next) sums.own()[j + 1] += s1 * s1 * variance;
      if (here && next) sums.cross()[j] += s0 * s1 * variance;
      const double w = band_weight(r, r1, r2);
      if (w <= 0.0) continue;
      out.total += w * counts;
      out.total_noise += w * w * variance;
      if (r <= 0.0) continue;
      detail::powers(p.x, p.y, r, u, u + harmonics);
      detail::add_scaled(direct, w * counts, u);
      detail::add_scaled(sums.weights(j), w * s0, u);
      detail::add_scaled(sums.weights(j + 1), w * s1, u);
      detail::add_scaled(sums.counts(j), w * s0 * variance, u);
      detail::add_scaled(sums.counts(j + 1), w * s1 * variance, u);
    }
  }
  for (int j = 0; j < sums.bins; ++j) {
    const double den = profile.den[first + j];
    if (den > 0.0) detail::add_scaled(direct, -profile.num[first + j] / den, sums.weights(j));
  }
  for (int n = 0; n < harmonics; ++n) {
    out.re[n] = direct[n];
    out.im[n] = direct[harmonics + n];
    out.noise[n] = out.total_noise;
  }
  detail::add_ring_noise(sums, profile, first, out);
}

}  // namespace vitrum::pattern::kernels
