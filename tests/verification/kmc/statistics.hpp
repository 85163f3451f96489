// SPDX-License-Identifier: Apache-2.0
// tests/verification/kmc/statistics.hpp: the tests that distributions are held against.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace vitrum::kmc::testing {

/// sqrt(n) D of Kolmogorov and Smirnov against the uniform distribution on (0, 1). Above 1.95 with probability 0.001.
inline double ks_uniform(std::vector<double> u) {
  std::sort(u.begin(), u.end());
  const auto n = static_cast<double>(u.size());
  double d = 0.0;
  for (std::size_t i = 0; i < u.size(); ++i)
    d = std::max({d, u[i] - static_cast<double>(i) / n, (static_cast<double>(i) + 1.0) / n - u[i]});
  return d * std::sqrt(n);
}

/// sqrt(nm/(n+m)) D of two samples; same critical value for large samples (conservative with ties).
inline double ks_two(std::vector<double> a, std::vector<double> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  double d = 0.0;
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    const double x = std::min(a[i], b[j]);
    while (i < a.size() && a[i] == x) ++i;
    while (j < b.size() && b[j] == x) ++j;
    d = std::max(d, std::abs(static_cast<double>(i) / a.size() - static_cast<double>(j) / b.size()));
  }
  return d * std::sqrt(static_cast<double>(a.size()) * b.size() / static_cast<double>(a.size() + b.size()));
}

/// Standard normal deviate of chi^2 with k degrees of freedom (Wilson and Hilferty 1931).
inline double chi_square_z(double chi2, double k) {
  return (std::cbrt(chi2 / k) - (1.0 - 2.0 / (9.0 * k))) / std::sqrt(2.0 / (9.0 * k));
}

}  // namespace vitrum::kmc::testing
