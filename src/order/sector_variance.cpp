// SPDX-License-Identifier: Apache-2.0
// vitrum/order/sector_variance.cpp: V(x,y) and symmetry coefficients of a band's sectors.
#include <cmath>
#include <limits>

#include "order/leaf.hpp"

namespace vitrum::order {

using kernels::lanes;

namespace {

/// S_n = mean over j = 1 .. n - 1 of C(2 pi j / n) = [n (sum over n | m of 2 P_m) - C(0)] / (n - 1), with P_{N/2} once
/// (characterization 1.6). `power`: P_m, m = 0 .. h (lanes).
void coefficients_of(const double* power, int h, SectorResult& out) {
  for (int l = 0; l < lanes; ++l) {
    const auto weighted = [&](int m) { return (m == h ? 1.0 : 2.0) * power[m * lanes + l]; };
    double zero = 0.0;
    for (int m = 1; m <= h; ++m) zero += weighted(m);
    for (int n = 2; n <= n_max; ++n) {
      double sum = 0.0;
      for (int m = n; m <= h; m += n) sum += weighted(m);
      out.coefficient[n - 2][l] = (n * sum - zero) / (n - 1);
    }
  }
}

/// P_m of a ring with masked sectors: the Fourier series of its C(D). False where a lag is missing.
bool power_of(const kernels::FourierView& f, const kernels::RingBins& ring, double* spectrum, double* scratch) {
  const int h = f.n / 2;
  for (int d = 0; d <= h; ++d) {
    if (!kernels::has_lag(ring.pairs[d], f.n)) return false;
  }
  alignas(kernels::lane_alignment) double valid[lanes];
  kernels::ring_correlation<kernels::Vector2>(f, ring, lanes, spectrum, valid, scratch);
  std::vector<double> power(static_cast<std::size_t>(h + 1) * lanes, 0.0);
  for (int m = 0; m <= h; ++m) {
    for (int d = 0, at = 0; d <= h; ++d, at = at + m < f.n ? at + m : at + m - f.n) {
      const double c = (d == 0 || d == h ? 1.0 : 2.0) * f.cosine[at] / f.n;
      for (int l = 0; l < lanes; ++l) power[static_cast<std::size_t>(m * lanes + l)] += c * spectrum[d * lanes + l];
    }
  }
  std::copy(power.begin(), power.end(), spectrum);
  return true;
}

}  // namespace

SectorResult sector_variance(Block& block, const BandTable& band, int phi, const pk::Noise& noise, const double* fine,
                             const double* lag, bool coefficients) {
  SectorResult out;
  alignas(kernels::lane_alignment) double lag_noise[3 * lanes], mean[lanes] = {}, square[lanes] = {};
  for (int d = 0; d < 3; ++d) {
    for (int l = 0; l < lanes; ++l)
      lag_noise[d * lanes + l] = noise.gain * lag[d * lanes + l] +
                                 noise.read_variance * band.constant[1 + n_max + static_cast<std::size_t>(d)];
  }
  double* means = block.means();
  for (int s = 0; s < phi; ++s) {
    for (int l = 0; l < lanes; ++l) {
      const double m = fine[s * lanes + l] * band.fine_inverse[static_cast<std::size_t>(s)];
      means[s * lanes + l] = m;
      mean[l] += m;
      square[l] += m * m;
    }
  }
  const double n = band.fine_good;
  for (int l = 0; l < lanes; ++l) {
    if (band.fine_good < 2 || mean[l] == 0.0) continue;
    out.variance_raw[l] = n * square[l] / (mean[l] * mean[l]) - 1.0;
    const double mean_noise = lag_noise[l] + 2.0 * (lag_noise[lanes + l] + lag_noise[2 * lanes + l]);
    const double denominator = mean[l] * mean[l] - mean_noise;
    out.variance[l] = denominator > 0.0 ? n * (square[l] - lag_noise[l]) / denominator - 1.0 : 0.0;
  }
  if (!coefficients) return out;
  kernels::RingBins ring{means, lag_noise, band.fine_good, band.pairs.data(), band.mask_transform.data()};
  bool known = band.fine_good > 0;
  if (band.fine_good == phi) {
    alignas(kernels::lane_alignment) double valid[lanes];
    kernels::ring_power<kernels::Vector2>(block.fourier(), ring, lanes, block.spectrum(), valid, block.scratch());
  } else if (known) {
    known = power_of(block.fourier(), ring, block.spectrum(), block.scratch());
  }
  if (known) {
    coefficients_of(block.spectrum(), phi / 2, out);
  } else {
    for (auto& row : out.coefficient) std::fill(row, row + lanes, std::numeric_limits<double>::quiet_NaN());
  }
  return out;
}

}  // namespace vitrum::order
