// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/type.cpp: which n-fold pattern the powers P_2, P_4 .. P_12 of a hotspot speak for.
#include "domains/type.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace vitrum::domains {

namespace {

double log_likelihood(const std::vector<Evidence>& evidence, const std::vector<double>& shape, double strength) {
  double sum = 0.0;
  for (std::size_t i = 0; i < evidence.size(); ++i) {
    const Evidence& e = evidence[i];
    const double signal = strength * shape[i];
    const double variance = e.sd * e.sd * (1.0 + 2.0 * signal / e.floor);
    const double rest = e.power - e.background - signal;
    sum -= 0.5 * (rest * rest / variance + std::log(variance));
  }
  return sum;
}

}  // namespace

double disk_transfer(int m, double aperture_inv_A, double k_inv_A) {
  const double x = m * aperture_inv_A / k_inv_A;
  if (!(x > 0.0)) return 1.0;
  const double amplitude = 2.0 * std::cyl_bessel_j(1.0, x) / x;
  return amplitude * amplitude;
}

double template_log_likelihood(const std::vector<Evidence>& evidence, int n, double aperture_inv_A, double k_inv_A) {
  double largest = 0.0;
  for (const Evidence& e : evidence) largest = std::max(largest, e.power - e.background);
  double best = -std::numeric_limits<double>::infinity();
  for (int i = 0; i <= 16; ++i) {
    const double s = 0.02 * i;  // rad; at 0.32 the first harmonic of n = 4 is below 1 %
    std::vector<double> shape;
    for (const Evidence& e : evidence) {
      const double order = static_cast<double>(e.m) / n;
      shape.push_back(e.m % n != 0 ? 0.0
                                   : disk_transfer(e.m, aperture_inv_A, k_inv_A) *
                                         std::exp(-(order * order - 1.0) * n * n * s * s));
    }
    for (int j = 0; j <= 120; ++j) {
      const double strength = largest * std::pow(10.0, 0.0125 * j - 1.0);  // a tenth to three times the largest
      best = std::max(best, log_likelihood(evidence, shape, strength));
    }
  }
  return best;
}

int most_likely_type(const std::vector<Evidence>& evidence, const std::vector<int>& candidates, double aperture_inv_A,
                     double k_inv_A, double margin) {
  int best = 0;
  double first = -std::numeric_limits<double>::infinity(), second = first;
  for (const int n : candidates) {
    const double likelihood = template_log_likelihood(evidence, n, aperture_inv_A, k_inv_A);
    if (likelihood > first) {
      second = first;
      first = likelihood;
      best = n;
    } else {
      second = std::max(second, likelihood);
    }
  }
  return first - second < margin ? 0 : best;
}

}  // namespace vitrum::domains
