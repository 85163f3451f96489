// SPDX-License-Identifier: Apache-2.0
// vitrum/core/random.cpp: Poisson and fair-coin binomial deviates from a counter-based stream.
#include "vitrum/core/random.hpp"

#include <bit>

namespace vitrum {
namespace {

// ln k! by the series of Stirling from 10 on (error below 1e-12), from a table below. std::lgamma sets a global.
double log_factorial(double k) {
  static constexpr double table[] = {0.0,
                                     0.0,
                                     0.6931471805599453,
                                     1.791759469228055,
                                     3.1780538303479458,
                                     4.787491742782046,
                                     6.579251212010101,
                                     8.525161361065415,
                                     10.60460290274525,
                                     12.801827480081469};
  if (k < 10.0) return table[static_cast<int>(k)];
  constexpr double half_log_two_pi = 0.9189385332046727;
  const double x = k + 1.0;
  const double inverse = 1.0 / x;
  const double square = inverse * inverse;
  const double series = inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)));
  return (x - 0.5) * std::log(x) - x + half_log_two_pi + series;
}

std::uint64_t poisson_by_inversion(Stream& stream, double mean) {
  double left = stream.uniform();
  double probability = std::exp(-mean);
  std::uint64_t k = 0;
  while (left > probability && probability > 1e-20) {
    left -= probability;
    ++k;
    probability *= mean / static_cast<double>(k);
  }
  return k;
}

// Transformed rejection with squeeze, algorithm PTRS of W. Hoermann, Insur. Math. Econ. 12, 39 (1993).
std::uint64_t poisson_by_rejection(Stream& stream, double mean) {
  const double log_mean = std::log(mean);
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double v_r = 0.9277 - 3.6224 / (b - 2.0);
  for (;;) {
    const double u = stream.uniform() - 0.5;
    const double v = stream.uniform();
    const double us = 0.5 - std::abs(u);
    const double k = std::floor((2.0 * a / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= v_r) return static_cast<std::uint64_t>(k);
    if (k < 0.0 || (us < 0.013 && v > us)) continue;
    if (std::log(v * inverse_alpha / (a / (us * us) + b)) <= k * log_mean - mean - log_factorial(k))
      return static_cast<std::uint64_t>(k);
  }
}

}  // namespace

std::uint64_t Stream::poisson(double mean) {
  if (!(mean > 0.0)) return 0;
  return mean < 10.0 ? poisson_by_inversion(*this, mean) : poisson_by_rejection(*this, mean);
}

std::uint64_t Stream::half_binomial(std::uint64_t n) {
  std::uint64_t heads = 0;
  for (; n >= 64; n -= 64) heads += static_cast<std::uint64_t>(std::popcount(bits64()));
  if (n > 0) heads += static_cast<std::uint64_t>(std::popcount(bits64() >> (64 - n)));
  return heads;
}

}  // namespace vitrum
