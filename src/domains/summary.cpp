// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/summary.cpp: what the domains of a type amount to, each number with its standard error.
#include "domains/summary.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "domains/describe.hpp"
#include "domains/size.hpp"
#include "vitrum/domains/disc.hpp"
#include "vitrum/domains/stereology.hpp"

namespace vitrum::domains {

namespace {

double square(double x) { return x * x; }

/// Standard error from relative ones.
Uncertain with_relative(double value, std::initializer_list<double> relative) {
  double sum = 0.0;
  for (const double r : relative) sum += r * r;
  return {value, std::abs(value) * std::sqrt(sum)};
}

Detection detection_of(const Parameters& parameters, int n) {
  for (const Detection& d : parameters.detection) {
    if (d.n == n) return d;
  }
  return {.n = n, .efficiency = {1.0, 0.0}, .false_positives_per_nm2 = {0.0, 0.0}};
}

// Planted domains come out up to 4 % wider than they are, for the speckle that they interfere with
// (tests/verification).
constexpr double method_error = 0.03;

void pool(const Parameters& parameters, const NullSummary& null, const std::vector<double>& widths, TypeSummary& type) {
  const double probe = parameters.probe_fwhm_nm;
  const double smallest = 0.8 * probe;  // of the look-up table
  if (widths.empty()) {
    type.diameter_nm = {smallest, smallest};
    return;
  }
  const double median = quantile(widths, 0.5);
  const double own = 0.5 * (quantile(widths, 0.8413) - quantile(widths, 0.1587));
  const double scatter = widths.size() < 5 ? null.fwhm_sd_nm : own;  // of few the own scatter is not known
  const double counting = std::sqrt(0.5 * std::numbers::pi / static_cast<double>(widths.size())) * scatter;
  const double error = std::hypot(counting, method_error * median);
  const double lo = diameter_from_fwhm(median - error, probe), hi = diameter_from_fwhm(median + error, probe);
  type.fwhm_nm = {median, error};
  type.diameter_nm = {std::max(smallest, diameter_from_fwhm(median, probe)), std::max(0.5 * (hi - lo), 0.02 * probe)};
  type.probe_limited = !(median - 1.645 * error > std::max(null.fwhm_nm, speckle_fwhm(probe)));
}

/// Number per nm^2 with false positives taken off and divided by the efficiency.
Uncertain density(const TypeSummary& type, const Detection& detection, double area_nm2) {
  const double efficiency = std::max(detection.efficiency.value, 1e-12);
  const double true_ones = type.count.value / area_nm2 - detection.false_positives_per_nm2.value;
  const double value = std::max(0.0, true_ones) / efficiency;
  const double counting = type.count.error / area_nm2 / efficiency;
  const double false_ones = detection.false_positives_per_nm2.error / efficiency;
  const double yield = value * detection.efficiency.error / efficiency;
  return {value, std::sqrt(square(counting) + square(false_ones) + square(yield))};
}

void fractions(TypeSummary& type, const Parameters& parameters, double coverage, double band_k) {
  const double d = type.diameter_nm.value, t = parameters.thickness_nm.value;
  const double size = type.diameter_nm.error / d;
  const double tilt = parameters.acceptance_deg > 0.0 ? parameters.acceptance_deg : visible_tilt_deg(d, band_k);
  type.p_vis = orientation_acceptance(type.n, tilt);
  const double counting =
      type.density_per_nm2.value > 0.0 ? type.density_per_nm2.error / type.density_per_nm2.value : 0.0;
  type.areal_fraction = with_relative(coverage, {counting, 2.0 * size});
  const double visible = volume_fraction_from_count(type.density_per_nm2.value, d, t);
  type.visible_volume_fraction =
      with_relative(visible, {counting, (3.0 - d / (t + d)) * size, parameters.thickness_nm.error / (t + d)});
  if (!(visible > 0.0)) {  // nothing found: what one domain would amount to
    type.visible_volume_fraction.error = volume_fraction_from_count(type.density_per_nm2.error, d, t);
  }
  type.volume_fraction = {visible / type.p_vis, type.visible_volume_fraction.error / type.p_vis};
  // A_A = N_A pi D^2 / 4 grows as D^2, 1 + 3 t / (2 D) falls nearly as 1 / D.
  const double by_area = volume_fraction_from_area(std::min(coverage, 1.0 - 1e-12), d, t) / type.p_vis;
  const double column = 1.5 * t / d / (1.0 + 1.5 * t / d);
  type.volume_fraction_area =
      with_relative(by_area, {counting, (2.0 + column) * size, column * parameters.thickness_nm.error / t});
}

}  // namespace

void pool_sizes(Result& result, const std::vector<std::size_t>& owner) {
  for (std::size_t t = 0; t < result.types.size(); ++t) {
    std::vector<double> widths;
    for (const Domain& domain : result.domains) {
      if (domain.n == result.types[t].n && std::isfinite(domain.fwhm_nm)) widths.push_back(domain.fwhm_nm);
    }
    pool(result.parameters, result.nulls[t], widths, result.types[t]);
  }
  for (std::size_t i = 0; i < result.domains.size(); ++i) {
    Domain& domain = result.domains[i];
    if (!domain.probe_limited) continue;
    domain.diameter_nm = result.types[owner[i]].diameter_nm.value;
    domain.diameter_hi_nm = std::max(domain.diameter_hi_nm, domain.diameter_nm);
  }
}

void cover(Result& result, const order::Maps& maps) {
  const Cells cells{maps.ny, maps.nx, -0.5 * maps.step_nm, -0.5 * maps.step_nm, maps.step_nm, maps.step_nm};
  const std::size_t positions = maps.ny * maps.nx;
  result.coverage.assign(result.types.size(), std::vector<double>(positions));
  for (std::size_t t = 0; t < result.types.size(); ++t) {
    for (const Domain& domain : result.domains) {
      if (domain.n != result.types[t].n) continue;
      add_disc(cells, domain.y_nm, domain.x_nm, domain.diameter_nm, false, result.coverage[t]);
    }
    for (double& share : result.coverage[t]) share = std::min(share, 1.0);
  }
  for (std::size_t r = 0; r < positions; ++r) {
    double total = 0.0;
    for (const auto& map : result.coverage) total += map[r];
    if (total <= 1.0) continue;
    for (auto& map : result.coverage) map[r] /= total;
  }
}

void summarize(Result& result) {
  for (std::size_t t = 0; t < result.types.size(); ++t) {
    TypeSummary& type = result.types[t];
    const auto found = std::count_if(result.domains.begin(), result.domains.end(),
                                     [&](const Domain& domain) { return domain.n == type.n; });
    type.count = {static_cast<double>(found), std::sqrt(std::max(1.0, static_cast<double>(found)))};
    type.density_per_nm2 = density(type, detection_of(result.parameters, type.n), result.area_nm2);
    double covered = 0.0;
    for (const double share : result.coverage[t]) covered += share;
    fractions(type, result.parameters, covered / static_cast<double>(result.coverage[t].size()), result.band_k);
  }
}

}  // namespace vitrum::domains
