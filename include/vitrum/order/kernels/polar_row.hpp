// SPDX-License-Identifier: Apache-2.0
// vitrum/order/kernels/polar_row.hpp: a finished radial bin of up to eight patterns enters the sums over the scan.
#pragma once

#include "vitrum/order/kernels/correlate.hpp"
#include "vitrum/order/kernels/table.hpp"
#include "vitrum/pattern/kernels/harmonics.hpp"

namespace vitrum::order::kernels {

/// Sums over scan positions; h = phi / 2. A bin of a position is its mean m with shot-noise variance v.
struct PolarSumsView {
  double* count = nullptr;      // (rows, phi): positions with data in the bin
  double* mean = nullptr;       // sum m
  double* square = nullptr;     // sum m^2
  double* noise = nullptr;      // sum v
  double* power = nullptr;      // (rows, h + 1): at 0 the positions whose bins are all good, at m > 0 the sum of P_m
  double* lag_count = nullptr;  // (rows, h + 1): positions with masked bins that have lag D
  double* lag_sum = nullptr;    // sum of their C(D)
  double* fold = nullptr;       // (rows, 13): positions, sum of P_n, n = 1 .. 12; most_leak
};

/// A finished row and what it needs on the way. `means`, `variance` (phi, lanes); `spectrum` (h + 1, lanes).
struct PolarRow {
  const double* sums = nullptr;  // (2, phi, lanes): sum w I, sum w^2 I
  const double* lags = nullptr;  // (2, lanes)
  double* means = nullptr;
  double* variance = nullptr;
  double* spectrum = nullptr;
  double* scratch = nullptr;  // ring_scratch
};

/// Lanes that enter sums over the scan, in the order of their positions.
struct Chosen {
  int count = 0;
  int lane[lanes] = {};
};

namespace detail {

/// sum + x[lane] for each chosen lane in turn: the association is the order of positions, whatever the block.
KOKKOS_FORCEINLINE_FUNCTION double add_in_order(double sum, const double* x, const Chosen& chosen) {
  if (chosen.count == lanes) return (((((((sum + x[0]) + x[1]) + x[2]) + x[3]) + x[4]) + x[5]) + x[6]) + x[7];
  for (int i = 0; i < chosen.count; ++i) sum += x[chosen.lane[i]];
  return sum;
}

KOKKOS_FORCEINLINE_FUNCTION void add_bins(const double* inverse, int phi, const PolarRow& row, const Chosen& chosen,
                                          std::ptrdiff_t at, const PolarSumsView& to) {
  for (int p = 0; p < phi; ++p) {
    if (!(inverse[p] > 0.0)) continue;
    const double* m = row.means + static_cast<std::ptrdiff_t>(p) * lanes;
    alignas(lane_alignment) double square[lanes];
    for (int l = 0; l < lanes; ++l) square[l] = m[l] * m[l];
    to.count[at + p] += chosen.count;
    to.mean[at + p] = add_in_order(to.mean[at + p], m, chosen);
    to.square[at + p] = add_in_order(to.square[at + p], square, chosen);
    to.noise[at + p] = add_in_order(to.noise[at + p], row.variance + static_cast<std::ptrdiff_t>(p) * lanes, chosen);
  }
}

/// P_n of the masked ring from its correlation, (1 / N) sum_D C(D) cos: all lags are there.
KOKKOS_FORCEINLINE_FUNCTION void fold_of(const FourierView& f, const double* correlation, int n, double* out) {
  const int h = f.n / 2;
  for (int l = 0; l < lanes; ++l) out[l] = 0.0;
  int turn = 0;  // d n modulo the number of bins
  for (int d = 0; d <= h; ++d) {
    const double c = (d == 0 || d == h ? 1.0 : 2.0) * f.cosine[turn] / f.n;
    for (int l = 0; l < lanes; ++l) out[l] += c * correlation[static_cast<std::ptrdiff_t>(d) * lanes + l];
    turn += n;
    if (turn >= f.n) turn -= f.n;
  }
}

}  // namespace detail

/// Is there a lag D of this row? (characterization 1.6)
KOKKOS_INLINE_FUNCTION bool has_lag(double pairs, int phi) { return pairs >= least_pairs * phi && pairs >= 1.0; }

/// Leak above which a masked row has no P_n of its own.
inline constexpr double most_leak = 0.02;

/// About the share of one harmonic's power that the mask of a row lends to another, 2 max_m |M_m|^2 / M_0^2, m > 0, M
/// the Fourier transform of the good bins. (Wedges and pairs of wedges of 1 to 15 % of the turn, one harmonic of any
/// azimuth, power from the masked correlation: the largest rms leak is .8 to 1.2 times this, that of the mean over
/// azimuths about half.)
KOKKOS_INLINE_FUNCTION double leak_of(const double* mask_transform, int h) {
  double most = 0.0;
  for (int m = 1; m <= h; ++m) {
    const double re = mask_transform[m], im = mask_transform[h + 1 + m], lobe = re * re + im * im;
    most = lobe > most ? lobe : most;
  }
  return 2.0 * most / (mask_transform[0] * mask_transform[0]);
}

/// Adds row j of a block of patterns to the sums of `to`.
template <class V>
KOKKOS_FORCEINLINE_FUNCTION void add_row(const FourierView& f, const PolarView& polar, int j, int active,
                                         const pk::Noise& noise, const PolarRow& row, const Chosen& chosen,
                                         const PolarSumsView& to) {
  const int phi = polar.phi, h = phi / 2;
  if (polar.good[j] == 0 || chosen.count == 0) return;
  const std::ptrdiff_t at_bins = static_cast<std::ptrdiff_t>(j) * phi,
                       at_lags = static_cast<std::ptrdiff_t>(j) * (h + 1);
  const double* inverse = polar.inverse + at_bins;
  const double* weight2 = polar.weight2 + at_bins;
  const double* second = row.sums + static_cast<std::ptrdiff_t>(phi) * lanes;
  alignas(lane_alignment) double lag_noise[3 * lanes] = {};
  for (int c = 0; c < active; c += width<V>) {
    V total = {};
    for (int p = 0; p < phi; ++p) {
      const std::ptrdiff_t i = static_cast<std::ptrdiff_t>(p) * lanes + c;
      at<V>(row.means + i) = at<V>(row.sums + i) * inverse[p];
      const V v = (at<V>(second + i) * noise.gain + noise.read_variance * weight2[p]) * (inverse[p] * inverse[p]);
      at<V>(row.variance + i) = v;
      total += v;
    }
    at<V>(lag_noise + c) = total;
    for (int d = 0; d < 2; ++d)
      at<V>(lag_noise + (d + 1) * lanes + c) =
          at<V>(row.lags + d * lanes + c) * noise.gain + noise.read_variance * polar.lag_constant[2 * j + d];
  }
  detail::add_bins(inverse, phi, row, chosen, at_bins, to);
  alignas(lane_alignment) double valid[lanes];
  RingBins ring{row.means, lag_noise, polar.good[j], nullptr, nullptr};
  double* fold = to.fold + static_cast<std::ptrdiff_t>(j) * (pk::harmonics + 1);
  if (polar.slot[j] < 0) {
    ring_power<V>(f, ring, active, row.spectrum, valid, row.scratch);
    for (int m = 0; m <= h; ++m)
      to.power[at_lags + m] =
          detail::add_in_order(to.power[at_lags + m], row.spectrum + static_cast<std::ptrdiff_t>(m) * lanes, chosen);
    for (int n = 0; n <= pk::harmonics && n <= h; ++n)
      fold[n] = detail::add_in_order(fold[n], row.spectrum + static_cast<std::ptrdiff_t>(n) * lanes, chosen);
    return;
  }
  const std::ptrdiff_t slot = static_cast<std::ptrdiff_t>(polar.slot[j]) * 2 * (h + 1);
  ring.pairs = polar.pairs + slot;
  ring.mask_transform = polar.mask_transform + slot;
  ring_correlation<V>(f, ring, active, row.spectrum, valid, row.scratch);
  bool all = true;
  for (int d = 0; d <= h; ++d) {
    if (!has_lag(ring.pairs[d], phi)) {
      all = false;
      continue;
    }
    to.lag_count[at_lags + d] = detail::add_in_order(to.lag_count[at_lags + d], valid, chosen);
    to.lag_sum[at_lags + d] =
        detail::add_in_order(to.lag_sum[at_lags + d], row.spectrum + static_cast<std::ptrdiff_t>(d) * lanes, chosen);
  }
  if (!all || leak_of(ring.mask_transform, h) > most_leak) return;
  fold[0] = detail::add_in_order(fold[0], valid, chosen);
  alignas(lane_alignment) double power[lanes];
  for (int n = 1; n <= pk::harmonics && n <= h; ++n) {
    detail::fold_of(f, row.spectrum, n, power);
    fold[n] = detail::add_in_order(fold[n], power, chosen);
  }
}

}  // namespace vitrum::order::kernels
