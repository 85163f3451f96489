// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/statistics.hpp: Kolmogorov-Smirnov test of p-values that should be uniform.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace vitrum::domains::testing {

/// Probability of a distance at least as large from the uniform law (Kolmogorov's series with Stephens' correction).
inline double uniform_p(std::vector<double> p) {
  std::sort(p.begin(), p.end());
  const double n = double(p.size());
  double d = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) d = std::max({d, p[i] - double(i) / n, double(i + 1) / n - p[i]});
  const double x = d * (std::sqrt(n) + 0.12 + 0.11 / std::sqrt(n));
  double sum = 0.0;
  for (int j = 1; j <= 100; ++j) sum += (j % 2 ? 2.0 : -2.0) * std::exp(-2.0 * j * j * x * x);
  return x < 0.2 ? 1.0 : std::clamp(sum, 0.0, 1.0);
}

}  // namespace vitrum::domains::testing
