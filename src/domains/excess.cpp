// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/excess.cpp: mean n-fold power beyond that of featureless glass, and the volume fraction it tells.
#include "domains/excess.hpp"

#include <algorithm>
#include <cmath>

#include "domains/blocks.hpp"

namespace vitrum::domains {

namespace {

constexpr double least_odd = 0.15;  // s above which odd n are too small to stand for even ones (characterization 1.8)

std::optional<PowerCalibration> calibration_of(const Parameters& parameters, int n) {
  for (const Detection& d : parameters.detection) {
    if (d.n == n) return d.power;
  }
  return std::nullopt;
}

std::optional<double> friedel_of(const Parameters& parameters, double band_k) {
  if (!parameters.high_tension_kV) return std::nullopt;
  return friedel_length_nm(*parameters.high_tension_kV, band_k);
}

/// [r]
std::vector<double> thicknesses(const Parameters& parameters, std::size_t positions) {
  if (!parameters.thickness_map_nm.empty()) return parameters.thickness_map_nm;
  return std::vector<double>(positions, parameters.thickness_nm.value);
}

double odd_factor(double thickness_nm, double length_nm) {
  const double s = friedel_share(thickness_nm, length_nm);
  return (1.0 + s) / (1.0 - s);
}

/// E_n = P_n - (1 + s) / (1 - s) P_odd(n), mean over the scan; absent where odd n do not serve at some position.
std::optional<Uncertain> above_odd(const order::Maps& maps, const Search& search, const Blocks& blocks,
                                   const Parameters& parameters, double band_k, int n) {
  const order::BandMaps& band = maps.bands.front();
  const auto length = friedel_of(parameters, band_k);
  const std::vector<double> t = thicknesses(parameters, maps.ny * maps.nx);
  const double error = parameters.thickness_nm.error;
  if (!length || n % 2 != 0 || !odd_maps_usable(band, maps.ny * maps.nx)) return std::nullopt;
  for (std::size_t r = 0; r < t.size(); ++r) {
    if (search.chain.good[r] && !(friedel_share(t[r], *length) < least_odd)) return std::nullopt;
  }
  std::vector<double> odd = odd_power_at(band, n), excess = band.power[static_cast<std::size_t>(n - 1)];
  for (std::size_t r = 0; r < odd.size(); ++r) {
    if (!search.chain.good[r]) continue;
    excess[r] -= odd_factor(t[r], *length) * odd[r];
    odd[r] *= 0.5 * (odd_factor(t[r] + error, *length) - odd_factor(std::max(1e-3, t[r] - error), *length));
  }
  Uncertain result = block_mean(excess, search.chain.good, blocks);
  result.common = std::abs(block_mean(odd, search.chain.good, blocks).value);
  result.error = std::hypot(result.error, result.common);
  return result;
}

struct LocalPower {
  Uncertain mean;
  double twin_weight = 1.0;
};

/// What the mean power of a foil of the mean thickness <t> would be: of a position of thickness t the excess P - P_twin
/// goes with 1 / t and its column is t / <t> of the mean one, so the fraction of the whole volume comes of
/// <(t / <t>)^2 (P - P_twin)>.
LocalPower power_at_mean_thickness(const std::vector<double>& power, const PowerCalibration& calibration,
                                   const Parameters& parameters, const Search& search, const Blocks& blocks) {
  std::vector<double> scaled = power, weight = parameters.thickness_map_nm;
  for (std::size_t r = 0; r < power.size(); ++r) {
    if (!search.chain.good[r]) continue;
    const double twin = calibration.twin_power.value, share = weight[r] / parameters.thickness_nm.value;
    weight[r] = share * share;
    scaled[r] = twin + weight[r] * (power[r] - twin);
  }
  return {block_mean(scaled, search.chain.good, blocks), block_mean(weight, search.chain.good, blocks).value};
}

}  // namespace

Uncertain fraction_from_power(Uncertain mean_power, const PowerCalibration& calibration, Uncertain thickness_nm,
                              std::optional<double> friedel_length_nm, double twin_weight) {
  const Uncertain twin = calibration.twin_power, slope = calibration.slope;
  const double fraction = calibration.volume_fraction, depth = calibration.thickness_nm;
  const double thinner = depth > 0.0 ? depth / thickness_nm.value : 1.0;
  const double here = slope.value * thinner;
  const double value = (mean_power.value - twin.value) / here;
  const double of_twin = twin.error * (twin_weight - (fraction > 0.0 ? value * thinner / fraction : 0.0));
  double of_glass = 0.0;
  if (friedel_length_nm && depth > 0.0) {
    const auto glass = [&](double t) {
      return twin.value * (1.0 + friedel_share(t, *friedel_length_nm)) /
             (1.0 + friedel_share(depth, *friedel_length_nm));
    };
    const double spread = 0.5 * (glass(thickness_nm.value + thickness_nm.error) -
                                 glass(std::max(0.0, thickness_nm.value - thickness_nm.error)));
    of_glass = twin_weight * std::hypot(glass(thickness_nm.value) - twin.value, spread);
  }
  const double of_slope = value * slope.error * thinner;
  const double of_depth = value * here * thickness_nm.error / thickness_nm.value;
  const double common = std::sqrt(of_twin * of_twin + of_glass * of_glass + of_slope * of_slope + of_depth * of_depth);
  return {value, std::hypot(mean_power.error, common) / std::abs(here), common / std::abs(here)};
}

void measure_excess(const order::Maps& maps, const Search& search, Result& result) {
  const order::BandMaps& band = maps.bands.front();
  const Blocks blocks = make_blocks(search.chain.shape, block_edge_px(search.chain.shape, search.probe_px));
  for (TypeSummary& type : result.types) {
    type.mean_power = block_mean(band.power[static_cast<std::size_t>(type.n - 1)], search.chain.good, blocks);
    const auto calibration = calibration_of(result.parameters, type.n);
    if (!calibration) {
      type.excess_power = above_odd(maps, search, blocks, result.parameters, result.band_k, type.n);
      if (type.excess_power) type.excess_source = "odd n";
      continue;
    }
    type.excess_power =
        Uncertain{type.mean_power.value - calibration->twin_power.value,
                  std::hypot(type.mean_power.error, calibration->twin_power.error), calibration->twin_power.error};
    type.excess_source = "twin";
    const double twin =
        calibration->volume_fraction > 0.0 ? calibration->twin_power.error / calibration->volume_fraction : 0.0;
    if (!(calibration->slope.value > 2.0 * std::hypot(calibration->slope.error, twin)))
      continue;  // no slope to speak of
    LocalPower local{type.mean_power};
    if (!result.parameters.thickness_map_nm.empty())
      local = power_at_mean_thickness(band.power[static_cast<std::size_t>(type.n - 1)], *calibration, result.parameters,
                                      search, blocks);
    type.volume_fraction_excess = fraction_from_power(local.mean, *calibration, result.parameters.thickness_nm,
                                                      friedel_of(result.parameters, result.band_k), local.twin_weight);
    const Uncertain a = *type.volume_fraction_excess, b = type.visible_volume_fraction;
    const auto known = [](double error) { return std::isfinite(error) && error > 0.0; };
    if (std::isfinite(b.value) && known(a.error) && known(b.error)) {
      type.agreement = (a.value - b.value) / std::hypot(a.error, b.error);
    }
  }
}

}  // namespace vitrum::domains
