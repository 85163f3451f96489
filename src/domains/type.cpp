// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/type.cpp: which n-fold pattern the powers P_2, P_4 .. P_12 of a hotspot speak for.
#include "domains/type.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace vitrum::domains {

namespace {

double log_likelihood(const std::vector<Evidence>& evidence, const std::vector<double>& under,
                      const std::vector<double>& shape, double strength) {
  double sum = 0.0;
  for (std::size_t i = 0; i < evidence.size(); ++i) {
    const Evidence& e = evidence[i];
    const double signal = under[i] + strength * shape[i];
    const double variance = e.sd * e.sd * (1.0 + 2.0 * signal / e.floor);
    const double rest = e.power - e.background - signal;
    sum -= 0.5 * (rest * rest / variance + std::log(variance));
  }
  return sum;
}

struct Template {
  double log_likelihood = -std::numeric_limits<double>::infinity();
  std::vector<double> signal;  // [evidence]
};

/// P_m of an n-fold pattern with spots of angular width s, 1 at the lowest m that it has.
std::vector<double> shape_of(const std::vector<Evidence>& evidence, int n, double s) {
  std::vector<double> shape;
  double lowest = 0.0;
  for (const Evidence& e : evidence) {
    const double order = static_cast<double>(e.m) / n;
    shape.push_back(e.m % n != 0 ? 0.0 : e.transfer * std::exp(-(order * order - 1.0) * n * n * s * s));
    if (!(lowest > 0.0)) lowest = shape.back();
  }
  if (lowest > 0.0) {
    for (double& value : shape) value /= lowest;
  }
  return shape;
}

/// The best n-fold template on top of the signal `under`.
Template fit_template(const std::vector<Evidence>& evidence, const std::vector<double>& under, int n) {
  double largest = 0.0;
  for (const Evidence& e : evidence) largest = std::max(largest, e.power - e.background);
  Template best;
  double strength_of_best = 0.0;
  std::vector<double> shape_of_best(evidence.size());
  for (int i = 0; i <= 16; ++i) {
    const double s = 0.02 * i;  // rad; at 0.32 the first harmonic of n = 4 is below 1 %
    const auto shape = shape_of(evidence, n, s);
    for (int j = 0; j <= 120; ++j) {
      const double strength = largest * std::pow(10.0, 0.0125 * j - 1.0);  // a tenth to three times the largest
      const double likelihood = log_likelihood(evidence, under, shape, strength);
      if (likelihood <= best.log_likelihood) continue;
      best.log_likelihood = likelihood;
      strength_of_best = strength;
      shape_of_best = shape;
    }
  }
  for (const double value : shape_of_best) best.signal.push_back(strength_of_best * value);
  return best;
}

}  // namespace

double template_log_likelihood(const std::vector<Evidence>& evidence, int n) {
  return fit_template(evidence, std::vector<double>(evidence.size()), n).log_likelihood;
}

double mixed_log_likelihood(const std::vector<Evidence>& evidence, int n, int m) {
  constexpr int rounds = 2;
  Template first = fit_template(evidence, std::vector<double>(evidence.size()), n), second;
  for (int i = 0; i < rounds; ++i) {
    second = fit_template(evidence, first.signal, m);
    first = fit_template(evidence, second.signal, n);
  }
  return std::max(first.log_likelihood, second.log_likelihood);
}

int most_likely_type(const std::vector<Evidence>& evidence, const std::vector<int>& candidates, double margin,
                     double mixed_margin) {
  int best = 0;
  double first = -std::numeric_limits<double>::infinity(), second = first;
  for (const int n : candidates) {
    const double likelihood = template_log_likelihood(evidence, n);
    if (likelihood > first) {
      second = first;
      first = likelihood;
      best = n;
    } else {
      second = std::max(second, likelihood);
    }
  }
  if (first - second < margin) return 0;
  for (const int n : candidates) {
    if (n != best && mixed_log_likelihood(evidence, best, n) - first > mixed_margin) return 0;
  }
  return best;
}

}  // namespace vitrum::domains
