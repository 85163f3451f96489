// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/poisson.cpp: upper limits of a Poisson mean over a known background.
#include "domains/poisson.hpp"

#include <algorithm>
#include <cmath>

namespace vitrum::domains {

namespace {

/// ln P(N <= n | mean), summed from the largest term.
double log_tail(std::int64_t n, double mean) {
  if (!(mean > 0.0)) return 0.0;
  const double top = std::min(static_cast<double>(n), std::floor(mean));
  const auto log_term = [mean](double i) { return i * std::log(mean) - mean - std::lgamma(i + 1.0); };
  double sum = 0.0;
  for (std::int64_t i = n; i >= 0; --i) sum += std::exp(log_term(static_cast<double>(i)) - log_term(top));
  return log_term(top) + std::log(sum);
}

}  // namespace

double poisson_upper_limit(std::int64_t n, double background, double confidence) {
  const double level = std::log1p(-confidence) + log_tail(n, background);
  double lo = 0.0, hi = 1.0;
  while (log_tail(n, hi + background) > level) hi *= 2.0;
  while (hi - lo > 1e-12 * hi) {
    const double middle = 0.5 * (lo + hi);
    (log_tail(n, middle + background) > level ? lo : hi) = middle;
  }
  return hi;
}

}  // namespace vitrum::domains
