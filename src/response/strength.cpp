// SPDX-License-Identifier: Apache-2.0
// vitrum/response/strength.cpp: modulus, peak, offset yield and flow stress of a stress-strain curve.
#include <algorithm>
#include <cmath>

#include "vitrum/response/response.hpp"

namespace vitrum::response {
namespace {

constexpr double yield_offset = 0.002;

double initial_modulus(std::span<const kmc::CurvePoint> curve, double elastic_to) {
  double se = 0.0, ee = 0.0;
  for (const auto& point : curve) {
    if (point.strain > elastic_to) break;
    se += point.stress_GPa * point.strain;
    ee += point.strain * point.strain;
  }
  return ee > 0.0 ? se / ee : 0.0;
}

double offset_yield(std::span<const kmc::CurvePoint> curve, double modulus) {
  if (modulus <= 0.0) return 0.0;
  const auto above = [&](const kmc::CurvePoint& p) { return p.stress_GPa - modulus * (p.strain - yield_offset); };
  for (std::size_t i = 1; i < curve.size(); ++i) {
    const double before = above(curve[i - 1]), after = above(curve[i]);
    if (before > 0.0 && after <= 0.0) {
      const double share = before / (before - after);
      return curve[i - 1].stress_GPa + share * (curve[i].stress_GPa - curve[i - 1].stress_GPa);
    }
  }
  return 0.0;
}

}  // namespace

Strength strength(std::span<const kmc::CurvePoint> curve, const Parameters& parameters) {
  Strength result;
  if (curve.empty()) return result;
  result.modulus_GPa = initial_modulus(curve, parameters.elastic_to);
  const auto peak = std::max_element(curve.begin(), curve.end(),
                                     [](const auto& a, const auto& b) { return a.stress_GPa < b.stress_GPa; });
  result.peak_stress_GPa = peak->stress_GPa;
  result.peak_strain = peak->strain;
  result.offset_yield_GPa = offset_yield(curve, result.modulus_GPa);
  result.flow_from_strain = parameters.flow_from * curve.back().strain;
  double sum = 0.0, squares = 0.0;
  std::size_t n = 0;
  for (const auto& point : curve) {
    if (point.strain < result.flow_from_strain) continue;
    sum += point.stress_GPa;
    squares += point.stress_GPa * point.stress_GPa;
    ++n;
  }
  result.flow_stress_GPa = sum / static_cast<double>(n);
  if (n > 1) {
    const double mean = result.flow_stress_GPa;
    const double variance = (squares - static_cast<double>(n) * mean * mean) / static_cast<double>(n - 1);
    result.flow_stress_sd_GPa = std::sqrt(std::max(0.0, variance));
  }
  return result;
}

}  // namespace vitrum::response
