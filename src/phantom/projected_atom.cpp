// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/projected_atom.cpp: Hankel transforms by Simpson's rule.
#include "projected_atom.hpp"

#include <math.h>

#include <cmath>
#include <numbers>

namespace vitrum::phantom {
namespace {

constexpr double pi = std::numbers::pi;

}  // namespace

double taper(double x, double from, double to) {
  if (x <= from) return 1.0;
  if (x >= to) return 0.0;
  return 0.5 * (1.0 + std::cos(pi * (x - from) / (to - from)));
}

RadialTable empty_table(double radius, std::size_t entries) {
  RadialTable table;
  table.limit_square = radius * radius;
  table.per_square = static_cast<double>(entries) / table.limit_square;
  table.values.resize(entries + 2, 0.0);
  return table;
}

RadialTable projected_atom(const Element& element, double high_tension_kV, double debye_waller_A2, double k_flat,
                           double k_end, double radius_A) {
  constexpr std::size_t intervals_per_turn = 16;
  const auto intervals =
      2 * static_cast<std::size_t>(std::ceil(0.5 * intervals_per_turn * std::max(8.0, k_end * radius_A)));
  const double dk = k_end / static_cast<double>(intervals);
  const double scale = wavelength_A(high_tension_kV) * relativistic_factor(high_tension_kV);
  std::vector<double> integrand(intervals + 1);
  for (std::size_t i = 0; i <= intervals; ++i) {
    const double k = static_cast<double>(i) * dk;
    const double simpson = (i == 0 || i == intervals ? 1.0 : i % 2 == 1 ? 4.0 : 2.0) * dk / 3.0;
    integrand[i] = simpson * scale * scattering_factor(element, k) * std::exp(-0.25 * debye_waller_A2 * k * k) *
                   taper(k, k_flat, k_end) * 2.0 * pi * k;
  }
  RadialTable table = empty_table(radius_A, static_cast<std::size_t>(std::ceil(radius_A * radius_A * 150.0)));
  for (std::size_t e = 0; e < table.values.size(); ++e) {
    const double r = std::sqrt(static_cast<double>(e) / table.per_square);
    const double window = taper(r, 0.7 * radius_A, radius_A);
    if (window == 0.0) continue;
    double sum = 0.0;
    for (std::size_t i = 0; i <= intervals; ++i) sum += integrand[i] * ::j0(2.0 * pi * dk * static_cast<double>(i) * r);
    table.values[e] = window * sum;
  }
  return table;
}

}  // namespace vitrum::phantom
