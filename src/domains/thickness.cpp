// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/thickness.cpp: the thickness of a foil from how much odd-n power its patterns hold.
#include "vitrum/domains/thickness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace vitrum::domains {

namespace {

// s reaches .04719 again beyond its first zero (x = 4.4934): the least ratio there.
constexpr double unique_below = (1.0 - 0.0471904) / (1.0 + 0.0471904);

/// t on the first branch, where the ratio grows from 0 to 1.
double solve(double ratio, double friedel_length_nm) {
  double lo = 0.0, hi = friedel_length_nm;
  for (int i = 0; i < 60; ++i) {
    const double t = 0.5 * (lo + hi);
    (odd_even_ratio(t, friedel_length_nm) < ratio ? lo : hi) = t;
  }
  return 0.5 * (lo + hi);
}

}  // namespace

double electron_wavelength_A(double high_tension_kV) {
  const double volts = 1e3 * high_tension_kV;  // h / sqrt(2 m e V (1 + e V / 2 m c^2)), CODATA 2018
  return 12.26426 / std::sqrt(volts * (1.0 + 0.978476e-6 * volts));
}

double friedel_length_nm(double high_tension_kV, double k_inv_A) {
  return 0.1 / (electron_wavelength_A(high_tension_kV) * k_inv_A * k_inv_A);
}

double friedel_share(double thickness_nm, double friedel_length_nm) {
  const double x = std::numbers::pi * thickness_nm / friedel_length_nm;
  if (x < 1e-8) return 1.0;
  return std::sin(x) * std::sin(x) / (x * x);
}

double odd_even_ratio(double thickness_nm, double friedel_length_nm) {
  const double s = friedel_share(thickness_nm, friedel_length_nm);
  return (1.0 - s) / (1.0 + s);
}

ThicknessGauge thickness_from_ratio(Uncertain ratio, double friedel_length_nm) {
  ThicknessGauge gauge;
  gauge.ratio = ratio;
  if (!std::isfinite(ratio.value) || !std::isfinite(ratio.error)) {
    gauge.note = "the ratio of odd to even power or its error is not known";
    return gauge;
  }
  gauge.measured = true;
  const auto at = [&](double r) { return solve(std::clamp(r, 0.0, unique_below), friedel_length_nm); };
  gauge.lo_nm = at(ratio.value - 1.96 * ratio.error);
  if (ratio.value + 1.96 * ratio.error < unique_below) {
    gauge.hi_nm = at(ratio.value + 1.96 * ratio.error);
    const double error = 0.5 * (at(ratio.value + ratio.error) - at(ratio.value - ratio.error));
    gauge.thickness_nm = Uncertain{at(ratio.value), error};
    gauge.note = "thickness below 1 / (lambda k^2) taken for granted";
    return gauge;
  }
  gauge.lo_nm = at(ratio.value - 1.645 * ratio.error);
  gauge.hi_nm = std::numeric_limits<double>::infinity();
  gauge.note = fmt::format("a ratio near {:.2f} belongs to many thicknesses: a lower bound alone", unique_below);
  return gauge;
}

}  // namespace vitrum::domains
