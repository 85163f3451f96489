// SPDX-License-Identifier: Apache-2.0
// vitrum/response/strength.cpp: modulus, peak, offset yield and flow stress of a stress-strain curve.
#include "vitrum/response/strength.hpp"

#include <algorithm>
#include <cmath>

#include "response/numbers.hpp"

namespace vitrum::response {
namespace {

constexpr double yield_offset = 0.002;
constexpr std::size_t least_blocks = 10;

/// Least-squares line through the origin, with the standard error of its slope.
struct Slope {
  double value = 0.0, error = not_measured;
};

Slope slope_of(std::span<const double> x, std::span<const double> y) {
  double xy = 0.0, xx = 0.0, rr = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += x[i] * y[i];
    xx += x[i] * x[i];
  }
  if (xx <= 0.0) return {};
  Slope slope{xy / xx, not_measured};
  for (std::size_t i = 0; i < x.size(); ++i) rr += std::pow(y[i] - slope.value * x[i], 2);
  if (x.size() > 2) slope.error = std::sqrt(rr / static_cast<double>(x.size() - 1) / xx);
  return slope;
}

Slope initial_modulus(std::span<const kmc::CurvePoint> curve, double elastic_to) {
  std::vector<double> strain, stress;
  for (const auto& point : curve) {
    if (point.strain > elastic_to) break;
    strain.push_back(point.strain);
    stress.push_back(point.stress_GPa);
  }
  return slope_of(strain, stress);
}

void find_offset_yield(std::span<const kmc::CurvePoint> curve, Strength& s) {
  if (s.modulus_GPa <= 0.0) return;
  const auto above = [&](const kmc::CurvePoint& p) { return p.stress_GPa - s.modulus_GPa * (p.strain - yield_offset); };
  for (std::size_t i = 1; i < curve.size(); ++i) {
    const double before = above(curve[i - 1]), after = above(curve[i]);
    if (before > 0.0 && after <= 0.0) {
      const double share = before / (before - after);
      s.offset_yield_GPa = curve[i - 1].stress_GPa + share * (curve[i].stress_GPa - curve[i - 1].stress_GPa);
      s.offset_yield_strain = curve[i - 1].strain + share * (curve[i].strain - curve[i - 1].strain);
      return;
    }
  }
}

void find_flow(std::span<const kmc::CurvePoint> curve, double flow_from, Strength& s) {
  s.flow_from_strain = flow_from * largest_strain(curve);
  std::vector<double> stress;
  for (std::size_t i = first_at(curve, s.flow_from_strain); i < curve.size(); ++i)
    stress.push_back(curve[i].stress_GPa);
  s.flow_stress_GPa = mean_of(stress);
  s.flow_stress_sd_GPa = stress.size() > 1 ? std::sqrt(variance_of(stress)) : 0.0;
  s.flow_stress_error_GPa = block_error(stress);
  if (s.flow_stress_GPa > 0.0) s.overshoot = s.peak_stress_GPa / s.flow_stress_GPa - 1.0;
}

}  // namespace

double block_error(std::span<const double> series) {
  std::vector<double> blocks(series.begin(), series.end());
  if (blocks.size() < 2 * least_blocks) return not_measured;
  double largest = 0.0;
  while (blocks.size() >= least_blocks) {
    largest = std::max(largest, std::sqrt(variance_of(blocks) / static_cast<double>(blocks.size())));
    for (std::size_t i = 0; i + 1 < blocks.size(); i += 2) blocks[i / 2] = 0.5 * (blocks[i] + blocks[i + 1]);
    blocks.resize(blocks.size() / 2);
  }
  return largest;
}

double first_below(std::span<const double> strains, std::span<const double> values, double level) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!(values[i] > 0.0 && values[i] < level)) continue;
    if (i == 0 || values[i - 1] < level) return strains[i];
    return strains[i - 1] + (values[i - 1] - level) / (values[i - 1] - values[i]) * (strains[i] - strains[i - 1]);
  }
  return not_measured;
}

std::vector<CurvePart> curve_parts(std::span<const kmc::CurvePoint> curve, double elastic_modulus_GPa) {
  std::vector<CurvePart> parts;
  for (const auto& point : curve) {
    const double elastic = elastic_modulus_GPa > 0.0 ? point.stress_GPa / elastic_modulus_GPa : 0.0;
    parts.push_back({point.strain, point.stress_GPa, elastic, point.strain - elastic});
  }
  return parts;
}

Strength strength(std::span<const kmc::CurvePoint> curve, const StrengthChoice& choice) {
  Strength s;
  if (curve.empty()) return s;
  const auto initial = initial_modulus(curve, choice.elastic_to);
  s.modulus_GPa = initial.value;
  s.modulus_error_GPa = initial.error;
  std::vector<double> elastic, stress;
  for (const auto& point : curve) {
    elastic.push_back(point.strain - point.plastic_strain);
    stress.push_back(point.stress_GPa);
  }
  s.elastic_modulus_GPa = slope_of(elastic, stress).value;
  const auto parts = curve_parts(curve, s.elastic_modulus_GPa);
  for (std::size_t i = 0; i < parts.size(); ++i)
    s.elastic_closure = std::max(s.elastic_closure, std::abs(elastic[i] - parts[i].elastic_strain));
  s.plastic_strain = parts.back().plastic_strain;
  const auto peak = std::max_element(stress.begin(), stress.end()) - stress.begin();
  s.peak_stress_GPa = curve[static_cast<std::size_t>(peak)].stress_GPa;
  s.peak_strain = curve[static_cast<std::size_t>(peak)].strain;
  find_offset_yield(curve, s);
  find_flow(curve, choice.flow_from, s);
  return s;
}

}  // namespace vitrum::response
