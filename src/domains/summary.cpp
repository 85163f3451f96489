// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/summary.cpp: what the domains of a type amount to, each number with its standard error.
#include "domains/summary.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "vitrum/domains/disc.hpp"
#include "vitrum/domains/stereology.hpp"

namespace vitrum::domains {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double square(double x) { return x * x; }

/// The two parts of a standard error: of this area alone, and common to all areas.
struct Parts {
  double own = 0.0, common = 0.0;
};

Parts operator*(double factor, Parts p) { return {std::abs(factor) * p.own, std::abs(factor) * p.common}; }

Uncertain joined(double value, std::initializer_list<Parts> parts) {
  double own = 0.0, common = 0.0;
  for (const Parts& p : parts) {
    own += square(p.own);
    common += square(p.common);
  }
  return {value, std::sqrt(own + common), std::sqrt(common)};
}

Parts parts_of(const Uncertain& x) { return {std::sqrt(std::max(0.0, square(x.error) - square(x.common))), x.common}; }

Detection detection_of(const Parameters& parameters, int n) {
  for (const Detection& d : parameters.detection) {
    if (d.n == n) return d;
  }
  Detection none;
  none.n = n;
  return none;
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
  const double of_null = std::isfinite(null.fwhm_sd_nm) ? null.fwhm_sd_nm : median;  // no width of the null was fitted
  const double scatter = widths.size() < 5 ? of_null : own;                          // of few the own is not known
  const double counting = std::sqrt(0.5 * std::numbers::pi / static_cast<double>(widths.size())) * scatter;
  return joined(median, {{counting, method_error * median}});
}

void pool(const Parameters& parameters, const NullSummary& null, const SizeModel* model, const Pooled& pooled,
          TypeSummary& type) {
  const double smallest = 0.8 * parameters.probe_fwhm_nm;  // of the size model
  if (pooled.widths.empty() || model == nullptr) {
    type.diameter_nm = {smallest, smallest, smallest};  // nothing was measured in this area
    type.diameter_hi_nm = 2.0 * smallest;
    return;
  }
  type.fwhm_nm = median_width(null, pooled.widths);
  const double width = type.fwhm_nm.value, error = type.fwhm_nm.error;
  const double peak = quantile(pooled.contrasts, 0.5) * null.mean;
  const auto at_contrast = [&](double w) { return model->diameter_at(w, peak, null.mean); };
  type.interference_limit_nm = model->diameter(width, 1.0);
  type.raised_limit_nm = std::max(smallest, model->diameter_of_raised(width, peak, null.mean));
  const double statistics =
      std::max(0.5 * (at_contrast(width + error) - at_contrast(width - error)), 0.02 * parameters.probe_fwhm_nm);
  const double systematic = (type.raised_limit_nm - type.interference_limit_nm) / std::sqrt(12.0);
  const Parts of_width = (statistics / error) * parts_of(type.fwhm_nm);
  type.diameter_nm = joined(std::max(smallest, at_contrast(width)), {of_width, {0.0, systematic}});
  type.diameter_lo_nm = model->diameter(width - error, 1.0);
  type.diameter_hi_nm = std::max(smallest, model->diameter_of_raised(width + error, peak, null.mean));
  type.probe_limited = !(model->diameter(width - 1.645 * error, 1.0) > 0.0);
}

/// Number per nm^2 with false positives taken off and divided by the efficiency.
Uncertain density(const TypeSummary& type, const Detection& detection, double area_nm2) {
  const double efficiency = detection.efficiency.value;
  if (!(efficiency > 0.0)) return {unknown, unknown};
  const double true_ones = type.count.value / area_nm2 - detection.false_positives_per_nm2.value;
  const double value = std::max(0.0, true_ones) / efficiency;
  const double counting = type.count.error / area_nm2 / efficiency;
  const double false_ones = detection.false_positives_per_nm2.error / efficiency;
  const double yield = value * detection.efficiency.error / efficiency;
  return joined(value, {{counting, 0.0}, {0.0, false_ones}, {0.0, yield}});
}

/// Standard error of f(D): half of what it spans between the limits of the diameter over sqrt(3), common to all areas,
/// and one that the width makes, parted as the width's own.
template <class Function>
Parts size_error(const TypeSummary& type, Function&& f) {
  const double systematic = f(type.raised_limit_nm) - f(type.interference_limit_nm);
  const double range = (type.raised_limit_nm - type.interference_limit_nm) / std::sqrt(12.0);
  const double statistics = std::sqrt(std::max(0.0, square(type.diameter_nm.error) - square(range)));
  const double d = type.diameter_nm.value;
  const double spread = 0.5 * (f(d + statistics) - f(std::max(0.0, d - statistics)));
  const double width = type.fwhm_nm.error;
  const Parts of_width = width > 0.0 ? (spread / width) * parts_of(type.fwhm_nm) : Parts{0.0, std::abs(spread)};
  return {of_width.own, std::hypot(systematic / std::sqrt(12.0), of_width.common)};
}

/// Area form (characterization 1.11): the covered share A_A, as found, corrected by A = (A_A - F) / (E - F), E the
/// efficiency and F what the discs of the false positives cover; then through projection and acceptance. `mean_disc`:
/// share of the area that one hotspot covers.
Uncertain area_form(const TypeSummary& type, const Detection& detection, Uncertain thickness_nm, double mean_disc,
                    const std::function<double(double)>& acceptance) {
  const double coverage = type.areal_fraction.value;
  const double d = type.diameter_nm.value, t = thickness_nm.value, yield = detection.efficiency.value;
  const double disc = std::numbers::pi / 4.0 * d * d, wrong = detection.false_positives_per_nm2.value * disc;
  if (!(yield > wrong)) return {unknown, unknown, unknown};
  const auto corrected = [&](double covered, double of_false) {
    return std::clamp((covered - of_false) / (yield - of_false), 0.0, 1.0 - 1e-12);
  };
  const auto by_size = [&](double x) {
    const double grown = square(x / d);
    return volume_fraction_from_area(corrected(coverage * grown, wrong * grown), x, t) / acceptance(x);
  };
  const double area = corrected(coverage, wrong), value = volume_fraction_from_area(area, d, t) / type.p_vis;
  const double per_area = 1.0 / (1.0 - area) / (1.0 + 1.5 * t / d) / type.p_vis;  // d value / d area
  const double counting = mean_disc * type.count.error / (yield - wrong);
  const double of_yield = area * detection.efficiency.error / (yield - wrong);
  const double of_false = (1.0 - area) * detection.false_positives_per_nm2.error * disc / (yield - wrong);
  const double column = value * 1.5 / d / (1.0 + 1.5 * t / d) * thickness_nm.error;
  const Parts size = value > 0.0 ? size_error(type, by_size) : Parts{};
  return joined(value, {per_area * Parts{counting, std::hypot(of_yield, of_false)}, size, {0.0, column}});
}

void fractions(TypeSummary& type, const Parameters& parameters, double coverage, double area_nm2, double band_k) {
  const double d = type.diameter_nm.value, t = parameters.thickness_nm.value, depth = parameters.thickness_nm.error;
  const double smallest = 0.25 * d;  // a diameter of 0 has no acceptance angle
  const auto acceptance = [&](double x) {
    const double seen = std::max(x, smallest);
    const double tilt = parameters.acceptance_deg > 0.0 ? parameters.acceptance_deg : visible_tilt_deg(seen, band_k);
    return orientation_acceptance(type.n, tilt);
  };
  type.p_vis = acceptance(d);
  const Uncertain p_vis = joined(type.p_vis, {size_error(type, acceptance)});
  type.p_vis_error = p_vis.error;
  type.p_vis_common = p_vis.common;

  const double disc = std::numbers::pi / 4.0 * d * d / area_nm2, found = type.count.value;
  const double mean_disc = found > 0.0 ? coverage / found : disc;
  type.areal_fraction = joined(coverage, {mean_disc * parts_of(type.count),
                                          size_error(type, [&](double x) { return coverage * square(x / d); })});

  const double number = type.density_per_nm2.value;
  const auto by_count = [&](double x) { return volume_fraction_from_count(number, x, t); };
  const auto total = [&](double x) { return by_count(x) / acceptance(x); };
  const double visible = by_count(d), each = volume_fraction_from_count(1.0, d, t);
  const Parts counting = parts_of(type.density_per_nm2), column{0.0, depth / (t + d)};
  type.visible_volume_fraction = joined(visible, {each * counting, size_error(type, by_count), visible * column});
  type.volume_fraction = joined(
      visible / type.p_vis, {(each / type.p_vis) * counting, size_error(type, total), (visible / type.p_vis) * column});
  type.volume_fraction_area =
      area_form(type, detection_of(parameters, type.n), parameters.thickness_nm, mean_disc, acceptance);
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

void cover(Result& result, const order::Maps& maps, const std::vector<std::uint8_t>& good) {
  const Cells cells{maps.ny, maps.nx, -0.5 * maps.step_nm, -0.5 * maps.step_nm, maps.step_nm, maps.step_nm};
  const std::size_t positions = maps.ny * maps.nx;
  result.coverage.assign(result.types.size(), std::vector<double>(positions));
  for (std::size_t t = 0; t < result.types.size(); ++t) {
    for (const Domain& domain : result.domains) {
      if (domain.n != result.types[t].n) continue;
      add_disc(cells, domain.y_nm, domain.x_nm, domain.diameter_nm, false, result.coverage[t]);
    }
    for (std::size_t r = 0; r < positions; ++r) {
      result.coverage[t][r] = good[r] ? std::min(result.coverage[t][r], 1.0) : 0.0;
    }
  }
  for (std::size_t r = 0; r < positions; ++r) {
    double total = 0.0;
    for (const auto& map : result.coverage) total += map[r];
    if (total <= 1.0) continue;
    for (auto& map : result.coverage) map[r] /= total;
  }
}

void summarize(Result& result, double step_nm) {
  for (std::size_t t = 0; t < result.types.size(); ++t) {
    TypeSummary& type = result.types[t];
    const auto found = std::count_if(result.domains.begin(), result.domains.end(),
                                     [&](const Domain& domain) { return domain.n == type.n; });
    type.count = {static_cast<double>(found), std::sqrt(std::max(1.0, static_cast<double>(found)))};
    type.density_per_nm2 = density(type, detection_of(result.parameters, type.n), result.area_nm2);
    double covered = 0.0;
    for (const double share : result.coverage[t]) covered += share;
    fractions(type, result.parameters, covered * step_nm * step_nm / result.area_nm2, result.area_nm2, result.band_k);
  }
}

}  // namespace vitrum::domains
