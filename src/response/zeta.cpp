// SPDX-License-Identifier: Apache-2.0
// vitrum/response/zeta.cpp: Hurwitz's zeta function, and draws of the law that it normalizes.
#include "response/zeta.hpp"

#include <cmath>

namespace vitrum::response {
namespace {

constexpr int direct_terms = 12;
/// B_2j / (2j)!
constexpr double bernoulli[] = {1.0 / 12, -1.0 / 720, 1.0 / 30240, -1.0 / 1209600, 1.0 / 47900160};

/// integral of y^-s from k to k + 1, times s - 1 and k^(s-1): 1 - (1 + 1/k)^(1-s).
double pareto_share(double s, double k) { return -std::expm1((1.0 - s) * std::log1p(1.0 / k)); }

}  // namespace

double hurwitz_zeta_value(double s, double a) {
  double sum = 0.0;
  for (int k = 0; k < direct_terms; ++k) sum += std::pow(a + k, -s);
  const double b = a + direct_terms, power = std::pow(b, -s);
  sum += power * (b / (s - 1.0) + 0.5);
  double rising = s, factor = power / b;  // s (s + 1) ... (s + 2 j - 2) b^-(s + 2 j - 1)
  for (int j = 0; j < 5; ++j) {
    sum += bernoulli[j] * rising * factor;
    rising *= (s + 2 * j + 1) * (s + 2 * j + 2);
    factor /= b * b;
  }
  return sum;
}

Zeta hurwitz_zeta(double s, double a) {
  Zeta z;
  const auto add = [&](double weight, double log_rate, double curvature) {
    // a term whose logarithm has the derivative log_rate, itself of derivative curvature, in s
    z.value += weight;
    z.first += weight * log_rate;
    z.second += weight * (log_rate * log_rate + curvature);
  };
  for (int k = 0; k < direct_terms; ++k) add(std::pow(a + k, -s), -std::log(a + k), 0.0);
  const double b = a + direct_terms, log_b = std::log(b), power = std::pow(b, -s);
  const double pole = 1.0 / (s - 1.0);
  add(power * b * pole, -log_b - pole, pole * pole);
  add(0.5 * power, -log_b, 0.0);
  double rising = s, inverse = 1.0 / s, squares = -1.0 / (s * s), factor = power / b;
  for (int j = 0; j < 5; ++j) {
    add(bernoulli[j] * rising * factor, -log_b + inverse, squares);
    for (double t : {s + 2 * j + 1, s + 2 * j + 2}) {
      rising *= t;
      inverse += 1.0 / t;
      squares -= 1.0 / (t * t);
    }
    factor /= b * b;
  }
  return z;
}

std::int64_t draw_zeta(Stream& stream, double s, std::int64_t k_min) {
  constexpr double largest = 9e18;
  const double lowest = static_cast<double>(k_min);
  const double top = 1.0 / (lowest * pareto_share(s, lowest));
  for (;;) {
    const double y = lowest * std::pow(stream.uniform(), -1.0 / (s - 1.0));
    const double k = std::floor(y < largest ? y : largest);
    if (stream.uniform() * top <= 1.0 / (k * pareto_share(s, k))) return static_cast<std::int64_t>(k);
  }
}

}  // namespace vitrum::response
