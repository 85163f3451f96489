// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/measure.cpp: widths, sizes and regions of hotspots.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "domains/describe.hpp"
#include "domains/region.hpp"

namespace vitrum::domains {

namespace {

// FWHM of sqrt(A exp(-r^2 / 2 s^2)) over s: sqrt 2 times that of the Gaussian itself.
const double fwhm_of_root = std::numbers::sqrt2 * 2.0 * std::sqrt(2.0 * std::numbers::ln2);

constexpr std::size_t peaks_per_surrogate = 5;  // the highest: those that could pass for domains

FitWindow window_for(const Search& search, double background) {
  const double w = search.probe_px;
  return {std::max(0.8 * w, 2.0), 0.74 * w / (fwhm_of_root / std::numbers::sqrt2),
          std::max(1.0, search.chain.exclusion_px), background};
}

/// FWHM in sqrt(P_n) over the sigma fitted to a hotspot of the probe's own shape, P = |gamma|^4 with gamma = 2 J1(x) /
/// x, x = 2 pi k_a r: an Airy peak is not a Gaussian, and the factor takes that out. Mean over places between
/// positions.
double calibrated_factor(const Search& search) {
  const double k = 2.0 * std::numbers::pi * 0.514 / search.probe_px;  // x of a distance of one position
  const auto gamma = [](double x) { return x > 1e-6 ? 2.0 * std::cyl_bessel_j(1.0, x) / x : 1.0; };
  double lo = 0.0, hi = 3.0;
  while (hi - lo > 1e-12) {
    const double x = 0.5 * (lo + hi);
    (std::pow(gamma(x), 4) > 0.5 ? lo : hi) = x;
  }
  const double fwhm_px = std::numbers::sqrt2 * 2.0 * lo / k;
  const FitWindow window = window_for(search, 0.0);
  const auto half = static_cast<std::size_t>(std::ceil(window.radius_px)) + 1;
  const Shape shape{2 * half + 1, 2 * half + 1};
  const std::vector<std::uint8_t> good(shape.size(), 1);
  double sum = 0.0, count = 0.0;
  for (int i = -1; i <= 1; ++i) {
    for (int j = -1; j <= 1; ++j) {
      std::vector<double> map(shape.size());
      for (std::size_t r = 0; r < map.size(); ++r) {
        const double dy = static_cast<double>(r / shape.nx) - static_cast<double>(half) - i / 3.0;
        const double dx = static_cast<double>(r % shape.nx) - static_cast<double>(half) - j / 3.0;
        map[r] = std::pow(gamma(k * std::hypot(dy, dx)), 4);
      }
      const Spot spot = fit_spot(map, shape, good, half * shape.nx + half, window);
      if (!spot.converged) continue;
      sum += spot.sigma;
      count += 1.0;
    }
  }
  return count > 0.0 ? fwhm_px * count / sum : fwhm_of_root;
}

void describe_null(const comm::Communicator& comm, Search& search, std::size_t t, const Parameters& parameters,
                   double nm_per_sigma, NullSummary& null) {
  TypeSearch& type = search.types[t];
  const double speckle = speckle_fwhm(parameters.probe_fwhm_nm);
  null.fwhm_nm = null.fwhm_limit_nm = speckle;
  null.fwhm_sd_nm = std::numeric_limits<double>::quiet_NaN();
  if (type.found.empty()) return;
  auto widths =
      null_widths(comm, type.phases, search.chain, {parameters.seed, type.n, parameters.surrogates, type.noise},
                  window_for(search, type.null.mean), peaks_per_surrogate);
  if (widths.empty()) return;
  for (double& w : widths) w *= nm_per_sigma;
  null.fwhm_nm = quantile(widths, 0.5);
  null.fwhm_sd_nm = 0.5 * (quantile(widths, 0.8413) - quantile(widths, 0.1587));
  null.fwhm_limit_nm = std::max(quantile(widths, 0.95), speckle);
}

/// P_n F_0^2 over the square of the median F_0; P_n itself where F_0 is not known.
std::vector<double> unnormalized(const order::BandMaps& band, int n, const std::vector<std::uint8_t>& good) {
  std::vector<double> map = band.power[static_cast<std::size_t>(n - 1)], usable;
  if (band.intensity.size() != map.size()) return map;
  for (std::size_t r = 0; r < map.size(); ++r) {
    if (good[r] && std::isfinite(band.intensity[r])) usable.push_back(band.intensity[r]);
  }
  const double level = quantile(usable, 0.5);
  if (!(level > 0.0)) return map;
  for (std::size_t r = 0; r < map.size(); ++r) {
    const double ratio = band.intensity[r] / level;
    map[r] *= std::isfinite(ratio) ? ratio * ratio : 1.0;
  }
  return map;
}

SizeModel model_of(const Search& search, const order::Maps& maps, const Parameters& parameters, int n,
                   double nm_per_sigma) {
  const order::Band& band = maps.bands.front().band;
  Passband pass{5.0 * (band.k1 + band.k2), 10.0 * (band.k2 - band.k1), n};  // 1/nm
  if (maps.k_units != "1/Angstrom") pass.width = std::numeric_limits<double>::infinity();
  return {pass, {maps.step_nm, parameters.probe_fwhm_nm, nm_per_sigma, window_for(search, 0.0)}};
}

void measure_size(const Search& search, const std::vector<double>& power, double step_nm, const NullSummary& null,
                  const SizeModel& model, double nm_per_sigma, Hotspot& spot) {
  const Spot fit = fit_spot(power, search.chain.shape, search.chain.good, spot.peak, window_for(search, null.mean));
  Domain& domain = spot.domain;
  domain.fwhm_error_nm = null.fwhm_sd_nm;
  if (!fit.converged) {
    domain.fwhm_nm = domain.contrast = std::numeric_limits<double>::quiet_NaN();
    return;
  }
  domain.y_nm = fit.y * step_nm;
  domain.x_nm = fit.x * step_nm;
  domain.fwhm_nm = fit.sigma * nm_per_sigma;
  domain.contrast = null.mean > 0.0 ? fit.amplitude / null.mean : std::numeric_limits<double>::infinity();
  domain.probe_limited = !(domain.fwhm_nm > null.fwhm_limit_nm);
  domain.diameter_nm = model.diameter_at(domain.fwhm_nm, fit.amplitude, null.mean);
  domain.diameter_lo_nm = domain.probe_limited ? 0.0 : model.diameter(domain.fwhm_nm - null.fwhm_sd_nm, 1.0);
  domain.diameter_hi_nm = model.diameter_of_raised(domain.fwhm_nm + null.fwhm_sd_nm, fit.amplitude, null.mean);
}

double upper_quartile(const std::vector<double>& map, const std::vector<std::uint8_t>& good) {
  std::vector<double> finite;
  for (std::size_t r = 0; r < map.size(); ++r) {
    if (good[r] && std::isfinite(map[r])) finite.push_back(map[r]);
  }
  return quantile(finite, 0.75);
}

}  // namespace

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

SizeModels measure_sizes(const comm::Communicator& comm, Search& search, const order::Maps& maps,
                         const Parameters& parameters, std::vector<Hotspot>& hotspots,
                         std::vector<NullSummary>& nulls) {
  const double nm_per_sigma = calibrated_factor(search) * maps.step_nm;
  SizeModels models(search.types.size());
  for (std::size_t t = 0; t < search.types.size(); ++t) {
    describe_null(comm, search, t, parameters, nm_per_sigma, nulls[t]);
    if (search.types[t].found.empty()) continue;
    const int n = search.types[t].n;
    models[t].emplace(model_of(search, maps, parameters, n, nm_per_sigma));
    const auto power = unnormalized(maps.bands.front(), n, search.chain.good);
    for (Hotspot& spot : hotspots) {
      if (spot.type == t) measure_size(search, power, maps.step_nm, nulls[t], *models[t], nm_per_sigma, spot);
    }
  }
  return models;
}

void measure_regions(const Search& search, const order::Maps& maps, std::vector<Hotspot>& hotspots,
                     std::vector<std::int32_t>& label) {
  const Shape shape = search.chain.shape;
  const auto& variance = maps.bands.front().variance_xy;
  const double quartile = upper_quartile(variance, search.chain.good);
  label.assign(shape.size(), 0);
  std::vector<double> depth(shape.size());  // of the label's owner: map over its peak
  for (std::size_t t = 0; t < search.types.size(); ++t) {
    const auto& smooth = search.types[t].smooth;
    std::vector<std::size_t> peaks, owner;
    for (std::size_t i = 0; i < hotspots.size(); ++i) {
      if (hotspots[i].type != t) continue;
      peaks.push_back(hotspots[i].peak);
      owner.push_back(i);
    }
    const auto found = regions(smooth, shape, search.chain.good, peaks);
    for (std::size_t i = 0; i < peaks.size(); ++i) {
      Domain& domain = hotspots[owner[i]].domain;
      std::size_t high = 0;
      for (const std::size_t r : found[i]) {
        if (!variance.empty() && variance[r] > quartile) ++high;
        const double share = smooth[r] / domain.peak;
        if (share > depth[r]) {
          depth[r] = share;
          label[r] = static_cast<std::int32_t>(domain.id);
        }
      }
      domain.area_nm2 = static_cast<double>(found[i].size()) * maps.step_nm * maps.step_nm;
      domain.axis_ratio = axis_ratio(found[i], smooth, shape);
      domain.vxy_overlap = static_cast<double>(high) / static_cast<double>(found[i].size());
    }
  }
}

}  // namespace vitrum::domains
