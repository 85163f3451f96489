// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/axis_sums.cpp: direct sums for broad Gaussians, their Poisson transforms for narrow ones.
#include "elasticity/axis_sums.hpp"

#include <cmath>
#include <numbers>

namespace vitrum::elasticity {
namespace {

constexpr double pi = std::numbers::pi;

/// By Poisson's formula the sums are sum_n exp(i k n) (-i d/dx)^p [tent * Gaussian of variance 2 t](n); at small t
/// nothing but the kinks of the tent at n = -1, 0, 1 is left.
std::array<double, 5> narrow(double k, double t, double sin2) {
  const double width = std::sqrt(t / pi), peak = 0.5 / std::sqrt(pi * t);
  return {1.0 - sin2 * width, std::sin(k), sin2 * peak, 0.0, 0.5 * sin2 * peak / t};
}

}  // namespace

std::array<double, 5> axis_sums(double k, double t, bool nyquist) {
  if (k == 0.0) return {1.0, 0.0, 0.0, 0.0, 0.0};
  const double sine = std::sin(0.5 * k), sin2 = 4.0 * sine * sine;
  std::array<double, 5> sums{};
  if (t < small_t) {
    sums = narrow(k, t, sin2);
  } else {
    for (int m = -13; m <= 13; ++m) {  // the next is below exp(-t (25 pi)^2) = exp(-38)
      const double q = k + 2.0 * pi * m, g = sin2 * std::exp(-t * q * q);
      sums[0] += g / (q * q);
      sums[1] += g / q;
      sums[2] += g;
      sums[3] += g * q;
      sums[4] += g * q * q;
    }
  }
  if (nyquist) sums[1] = sums[3] = 0.0;
  return sums;
}

std::vector<Node> gauss(int n) {
  std::vector<Node> nodes;
  for (int i = 0; i < n; ++i) {
    double x = std::cos(pi * (i + 0.75) / (n + 0.5)), slope = 1.0;
    for (int step = 0; step < 8; ++step) {
      double p = 1.0, before = 0.0;
      for (int k = 1; k <= n; ++k) {
        const double next = ((2.0 * k - 1.0) * x * p - (k - 1.0) * before) / k;
        before = p, p = next;
      }
      slope = n * (x * p - before) / (x * x - 1.0);
      x -= p / slope;
    }
    nodes.push_back({0.5 * (1.0 - x), 1.0 / ((1.0 - x * x) * slope * slope)});
  }
  return nodes;
}

}  // namespace vitrum::elasticity
