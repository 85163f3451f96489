// SPDX-License-Identifier: Apache-2.0
// tests/verification/order/direct_bins.hpp: polar bins and correlations of made-up patterns from their definition.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "verification/order/block_of_patterns.hpp"

namespace vitrum::order::testing {

/// Polar bins of one pattern, straight from the definition: means, masked bins (weight 0), covariance of the means.
struct Bins {
  std::vector<double> mean, weight;
  std::vector<double> covariance;  // (rows, 3): sum over good pairs at lags 0, 1, 2
  std::vector<double> variance;    // of each bin
};

inline Bins direct_bins(const Made& made, int i) {
  const int rows = made.shape.rows, phi = made.shape.phi;
  const auto cells = static_cast<std::size_t>(rows * phi);
  Bins out{std::vector<double>(cells, 0.0), std::vector<double>(cells, 0.0),
           std::vector<double>(3 * static_cast<std::size_t>(rows), 0.0), std::vector<double>(cells, 0.0)};
  struct Share {
    std::size_t cell;
    double w;
  };
  std::vector<std::vector<Share>> shares(made.mask.size());
  for (std::size_t p = 0; p < made.mask.size(); ++p) {
    if (made.mask[p] == 0) continue;
    const auto q = pk::corrected(made.frame, static_cast<double>(p % 72), static_cast<double>(p / 72));
    const double r = std::hypot(q.x, q.y), turns = std::atan2(q.y, q.x) / (2.0 * M_PI);
    const double at = (turns < 0.0 ? turns + 1.0 : turns) * phi;
    const auto arc = pk::detail::overlap(at, std::min(1.0, phi * 0.5 / (2.0 * M_PI * r)));
    for (int side = 0; side < 2; ++side) {
      const int j = static_cast<int>(r) + side;
      if (j >= rows) continue;
      const double s = side == 0 ? 1.0 - (r - std::floor(r)) : r - std::floor(r);
      for (int k = 0; k < 3; ++k) {
        if (arc.share[k] <= 0.0) continue;
        const auto cell = static_cast<std::size_t>(j * phi + (arc.first + k + phi) % phi);
        shares[p].push_back({cell, s * arc.share[k]});
        out.weight[cell] += s * arc.share[k];
        out.mean[cell] += s * arc.share[k] * made.pattern(i)[p];
      }
    }
  }
  for (int j = 0; j < rows; ++j) {
    const double full = 2.0 * M_PI * (j == 0 ? 1.0 / 6.0 : j) / phi;
    int good = 0;
    for (int p = 0; p < phi; ++p) {
      auto& w = out.weight[static_cast<std::size_t>(j * phi + p)];
      if (w < 0.5 * full) w = 0.0;
      good += w > 0.0;
    }
    if (2 * good < phi) std::fill_n(out.weight.begin() + j * phi, phi, 0.0);
  }
  for (std::size_t c = 0; c < cells; ++c) out.mean[c] = out.weight[c] > 0.0 ? out.mean[c] / out.weight[c] : 0.0;
  for (std::size_t p = 0; p < shares.size(); ++p) {
    const double v = made.noise.gain * made.pattern(i)[p] + made.noise.read_variance;
    for (const Share& a : shares[p]) {
      for (const Share& b : shares[p]) {
        if (a.cell / 60 != b.cell / 60 || out.weight[a.cell] <= 0.0 || out.weight[b.cell] <= 0.0) continue;
        const std::size_t lag = (b.cell % 60 + 60 - a.cell % 60) % 60;
        const double c = a.w * b.w * v / (out.weight[a.cell] * out.weight[b.cell]);
        if (lag <= 2) out.covariance[a.cell / 60 * 3 + lag] += c;
        if (lag == 0) out.variance[a.cell] += c;
      }
    }
  }
  return out;
}

/// C(D) of a row from its definition (characterization 1.6), noise as correlate.hpp says; NaN where pairs are too few.
inline std::vector<double> direct_correlation(const Bins& bins, int j, int phi) {
  const auto at = [&](int p) { return static_cast<std::size_t>(j * phi + (p % phi + phi) % phi); };
  const auto m = [&](int p) { return bins.weight[at(p)] > 0.0 ? 1.0 : 0.0; };
  double good = 0.0, sum = 0.0;
  for (int p = 0; p < phi; ++p) {
    good += m(p);
    sum += bins.mean[at(p)];
  }
  const double* cov = &bins.covariance[static_cast<std::size_t>(3 * j)];
  const double noise = cov[0] + 2.0 * (cov[1] + cov[2]);
  const double square = (sum * sum - noise) / (good * good);
  std::vector<double> out;
  for (int d = 0; d <= phi / 2; ++d) {
    double pairs = 0.0, triples = 0.0, product = 0.0, one = 0.0, two = 0.0;
    for (int p = 0; p < phi; ++p) {
      const double both = m(p) * m(p + d);
      pairs += both;
      triples += m(p - d) * both;
      product += both * bins.mean[at(p)] * bins.mean[at(p + d)];
      one += both * bins.mean[at(p)];
      two += both * bins.mean[at(p + d)];
    }
    if (pairs < 0.2 * phi) {
      out.push_back(std::nan(""));
      continue;
    }
    const double own = d <= 2 ? cov[d] / pairs : 0.0;
    out.push_back((product / pairs - one * two / (pairs * pairs) - own + noise / good * triples / (pairs * pairs)) /
                  square);
  }
  return out;
}

}  // namespace vitrum::order::testing
