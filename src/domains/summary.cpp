// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/summary.cpp: what the domains of a type amount to, each number with its standard error.
#include "domains/summary.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

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

// Step, window and speckle under a fit: Airy domains planted in speckle came out up to 4 % wide. What interference with
// the glass does to a width (up to 12 % for D = 3 W) is in the limits of the diameter, not here.
constexpr double method_error = 0.03;

struct Pooled {
  std::vector<double> widths, contrasts;
};

Uncertain median_width(const NullSummary& null, const std::vector<double>& widths) {
  const double median = quantile(widths, 0.5);
  const double own = 0.5 * (quantile(widths, 0.8413) - quantile(widths, 0.1587));
  const double scatter = widths.size() < 5 ? null.fwhm_sd_nm : own;  // of few the own scatter is not known
  const double counting = std::sqrt(0.5 * std::numbers::pi / static_cast<double>(widths.size())) * scatter;
  return {median, std::hypot(counting, method_error * median)};
}

void pool(const Parameters& parameters, const NullSummary& null, const SizeModel* model, const Pooled& pooled,
          TypeSummary& type) {
  const double smallest = 0.8 * parameters.probe_fwhm_nm;  // of the size model
  if (pooled.widths.empty() || model == nullptr) {
    type.diameter_nm = {smallest, smallest};
    type.diameter_hi_nm = 2.0 * smallest;
    return;
  }
  type.fwhm_nm = median_width(null, pooled.widths);
  const auto [width, error] = type.fwhm_nm;
  const double peak = quantile(pooled.contrasts, 0.5) * null.mean;
  const auto at_contrast = [&](double w) { return model->diameter_at(w, peak, null.mean); };
  type.interference_limit_nm = model->diameter(width, 1.0);
  type.raised_limit_nm = std::max(smallest, model->diameter_of_raised(width, peak, null.mean));
  const double statistics =
      std::max(0.5 * (at_contrast(width + error) - at_contrast(width - error)), 0.02 * parameters.probe_fwhm_nm);
  const double systematic = (type.raised_limit_nm - type.interference_limit_nm) / std::sqrt(12.0);
  type.diameter_nm = {std::max(smallest, at_contrast(width)), std::hypot(statistics, systematic)};
  type.diameter_lo_nm = model->diameter(width - error, 1.0);
  type.diameter_hi_nm = std::max(smallest, model->diameter_of_raised(width + error, peak, null.mean));
  type.probe_limited = !(model->diameter(width - 1.645 * error, 1.0) > 0.0);
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

/// Standard error of f(D): half of what it spans between the limits of the diameter over sqrt(3), and one that the
/// statistics of the diameter make.
template <class Function>
double size_error(const TypeSummary& type, Function&& f) {
  const double systematic = f(type.raised_limit_nm) - f(type.interference_limit_nm);
  const double range = (type.raised_limit_nm - type.interference_limit_nm) / std::sqrt(12.0);
  const double statistics = std::sqrt(std::max(0.0, square(type.diameter_nm.error) - square(range)));
  const double d = type.diameter_nm.value;
  return std::hypot(systematic / std::sqrt(12.0), 0.5 * (f(d + statistics) - f(std::max(0.0, d - statistics))));
}

void fractions(TypeSummary& type, const Parameters& parameters, double coverage, double band_k) {
  const double d = type.diameter_nm.value, t = parameters.thickness_nm.value, depth = parameters.thickness_nm.error;
  const double tilt = parameters.acceptance_deg > 0.0 ? parameters.acceptance_deg : visible_tilt_deg(d, band_k);
  type.p_vis = orientation_acceptance(type.n, tilt);
  const double number = type.density_per_nm2.value;
  const double counting = number > 0.0 ? type.density_per_nm2.error / number : 0.0;
  const auto of = [](double size, double value) { return value > 0.0 ? size / value : 0.0; };

  const double disc_error = size_error(type, [&](double x) { return coverage * square(x / d); });
  type.areal_fraction = with_relative(coverage, {counting, of(disc_error, coverage)});

  const auto by_count = [&](double x) { return volume_fraction_from_count(number, x, t); };
  const double visible = by_count(d);
  type.visible_volume_fraction =
      with_relative(visible, {counting, of(size_error(type, by_count), visible), depth / (t + d)});
  if (!(visible > 0.0)) {  // nothing found: what one domain would amount to
    type.visible_volume_fraction.error = volume_fraction_from_count(type.density_per_nm2.error, d, t);
  }
  type.volume_fraction = {visible / type.p_vis, type.visible_volume_fraction.error / type.p_vis};

  const auto by_area = [&](double x) {
    return volume_fraction_from_area(std::min(coverage * square(x / d), 1.0 - 1e-12), x, t) / type.p_vis;
  };
  const double area_form = by_area(d), column = 1.5 * t / d / (1.0 + 1.5 * t / d);
  type.volume_fraction_area =
      with_relative(area_form, {counting, of(size_error(type, by_area), area_form), column * depth / t});
}

}  // namespace

void pool_sizes(Result& result, const std::vector<std::size_t>& owner, const SizeModels& models) {
  for (std::size_t t = 0; t < result.types.size(); ++t) {
    Pooled pooled;
    for (const Domain& domain : result.domains) {
      if (domain.n != result.types[t].n || !std::isfinite(domain.fwhm_nm)) continue;
      pooled.widths.push_back(domain.fwhm_nm);
      pooled.contrasts.push_back(domain.contrast);
    }
    pool(result.parameters, result.nulls[t], models[t] ? &*models[t] : nullptr, pooled, result.types[t]);
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
