// SPDX-License-Identifier: Apache-2.0
// vitrum/order/kernels/correlate.hpp: power spectrum or angular correlation of azimuth bins, shot noise removed.
#pragma once

#include "vitrum/order/kernels/fourier.hpp"

namespace vitrum::order::kernels {

/// The azimuth bins of a ring, of all lanes: means (0 where a bin is masked) and the shot noise of their sum of squares
/// at lags 0, 1, 2: N_D = sum over pairs of good bins of cov(m_phi, m_phi+D).
struct RingBins {
  const double* means = nullptr;  // (phi, lanes)
  const double* noise = nullptr;  // (3, lanes)
  int good = 0;                   // bins that are not masked
  const double* pairs = nullptr;  // as PolarView::pairs, where good < phi
  const double* mask_transform = nullptr;
};

/// Doubles of scratch that ring_power and ring_correlation need.
KOKKOS_INLINE_FUNCTION std::size_t ring_scratch(int n) {
  return fourier_scratch(n) + (4 * static_cast<std::size_t>(n) + 8) * lanes;
}

/// 1 / (F_0^2 - noise_0) of a lane, or 0 where it would not be positive; F_0 the sum of the means.
KOKKOS_INLINE_FUNCTION double inverse_square(double sum, double noise) {
  const double square = sum * sum - noise;
  return sum > 0.0 && square > 0.0 ? 1.0 / square : 0.0;
}

/// All bins good: out[m] = (|F_m|^2 - noise_m) / (F_0^2 - noise_0), m = 1 .. n / 2 (out[0] = 1), with
/// noise_m = N_0 + 2 N_1 cos(2 pi m / n) + 2 N_2 cos(4 pi m / n) (characterization 1.6, 1.7). `valid` (lanes): 1, or 0
/// where the ring holds no counts (out is 0).
template <class V>
KOKKOS_FORCEINLINE_FUNCTION void ring_power(const FourierView& f, const RingBins& ring, int active, double* out,
                                            double* valid, double* scratch) {
  const int h = f.n / 2;
  double* x = scratch + fourier_scratch(f.n);
  real_transform<V>(f, active, ring.means, x, scratch);
  alignas(lane_alignment) double inverse[lanes];
  for (int l = 0; l < active; ++l) {
    const double noise = ring.noise[l] + 2.0 * (ring.noise[lanes + l] + ring.noise[2 * lanes + l]);
    inverse[l] = inverse_square(x[l], noise);
    valid[l] = inverse[l] > 0.0 ? 1.0 : 0.0;
    out[l] = valid[l];
  }
  for (int m = 1; m <= h; ++m) {
    const double c1 = 2.0 * f.cosine[m], c2 = 2.0 * f.cosine[2 * m % f.n];
    const double* a = x + static_cast<std::ptrdiff_t>(m) * 2 * lanes;
    double* to = out + static_cast<std::ptrdiff_t>(m) * lanes;
    for (int c = 0; c < active; c += width<V>) {
      const V noise =
          at<V>(ring.noise + c) + at<V>(ring.noise + lanes + c) * c1 + at<V>(ring.noise + 2 * lanes + c) * c2;
      at<V>(to + c) =
          (at<V>(a + c) * at<V>(a + c) + at<V>(a + lanes + c) * at<V>(a + lanes + c) - noise) * at<V>(inverse + c);
    }
  }
}

/// Least share of pairs that a lag needs (characterization 1.6).
inline constexpr double least_pairs = 0.2;

/// Masked bins: out[D] = (A(D) / M(D) - mu_1 mu_2 - noise) / (<I>^2 - noise), D = 0 .. n / 2, A the sum over the M(D)
/// pairs with both ends good, mu_1 and mu_2 the means over the same pairs (Pearson-exact), <I> the mean over good bins.
/// Noise: N_D / M(D) of the pairs; of the product of means and of <I>^2, that of equal bins, (N_0 + 2 N_1 + 2 N_2) /
/// good each. Lags with M(D) < least_pairs n give 0: the caller leaves them out.
template <class V>
KOKKOS_FORCEINLINE_FUNCTION void ring_correlation(const FourierView& f, const RingBins& ring, int active, double* out,
                                                  double* valid, double* scratch) {
  const int h = f.n / 2;
  double* x = scratch + fourier_scratch(f.n);                    // (h + 1, 2, lanes)
  double* y = x + static_cast<std::ptrdiff_t>(f.n + 2) * lanes;  // (n, lanes)
  alignas(lane_alignment) double inverse[lanes], each[lanes];
  real_transform<V>(f, active, ring.means, x, scratch);
  const double bins = ring.good;
  for (int l = 0; l < active; ++l) {
    const double noise = ring.noise[l] + 2.0 * (ring.noise[lanes + l] + ring.noise[2 * lanes + l]);
    each[l] = bins > 0.0 ? noise / bins : 0.0;
    inverse[l] = inverse_square(x[l], noise) * bins * bins;
    valid[l] = inverse[l] > 0.0 ? 1.0 : 0.0;
  }
  // The autocorrelation's spectrum is real and even: a forward transform inverts it.
  for (int m = 0; m < f.n; ++m) {
    const double* a = x + static_cast<std::ptrdiff_t>(m <= h ? m : f.n - m) * 2 * lanes;
    double* to = y + static_cast<std::ptrdiff_t>(m) * lanes;
    for (int c = 0; c < active; c += width<V>)
      at<V>(to + c) = at<V>(a + c) * at<V>(a + c) + at<V>(a + lanes + c) * at<V>(a + lanes + c);
  }
  // Correlation with the mask: spectrum a + i b of conj(X) M; the sequence a + b has the transform (even, -odd) part.
  for (int m = 0; m <= h; ++m) {
    const double mr = ring.mask_transform[m], mi = ring.mask_transform[h + 1 + m];
    double* p = x + static_cast<std::ptrdiff_t>(m) * 2 * lanes;
    for (int c = 0; c < active; c += width<V>) {
      const V re = at<V>(p + c), im = at<V>(p + lanes + c);
      at<V>(p + c) = re * mr + im * mi;
      at<V>(p + lanes + c) = re * mi - im * mr;
    }
  }
  const double scale = 1.0 / f.n;
  // out holds A(D) meanwhile.
  {
    double* spectrum = y + static_cast<std::ptrdiff_t>(f.n) * lanes;  // (h + 1, 2, lanes)
    real_transform<V>(f, active, y, spectrum, scratch);
    for (int d = 0; d <= h; ++d) {
      for (int c = 0; c < active; c += width<V>)
        at<V>(out + static_cast<std::ptrdiff_t>(d) * lanes + c) =
            at<V>(spectrum + static_cast<std::ptrdiff_t>(d) * 2 * lanes + c) * scale;
    }
    for (int m = 0; m < f.n; ++m) {
      const double* p = x + static_cast<std::ptrdiff_t>(m <= h ? m : f.n - m) * 2 * lanes;
      const double sign = m <= h ? 1.0 : -1.0;
      for (int c = 0; c < active; c += width<V>)
        at<V>(y + static_cast<std::ptrdiff_t>(m) * lanes + c) = at<V>(p + c) + at<V>(p + lanes + c) * sign;
    }
    real_transform<V>(f, active, y, spectrum, scratch);
    for (int d = 0; d <= h; ++d) {
      const double pairs = ring.pairs[d], triples = ring.pairs[h + 1 + d];
      double* to = out + static_cast<std::ptrdiff_t>(d) * lanes;
      const double* s = spectrum + static_cast<std::ptrdiff_t>(d) * 2 * lanes;
      if (pairs < least_pairs * f.n || pairs < 1.0) {
        for (int l = 0; l < active; ++l) to[l] = 0.0;
        continue;
      }
      for (int l = 0; l < active; ++l) {
        const double one = (s[l] + s[lanes + l]) * scale / pairs, two = (s[l] - s[lanes + l]) * scale / pairs;
        const double own = d <= 2 ? ring.noise[d * lanes + l] / pairs : 0.0;
        const double product = each[l] * triples / (pairs * pairs);
        to[l] = (to[l] / pairs - one * two - own + product) * inverse[l];
      }
    }
  }
}

}  // namespace vitrum::order::kernels
