// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/find.cpp: MRO domains from the maps of a scan.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "domains/colocalization.hpp"
#include "domains/describe.hpp"
#include "domains/excess.hpp"
#include "domains/randomness.hpp"
#include "domains/summary.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::domains {

namespace {

void require(bool holds, const std::string& message) {
  if (!holds) throw InputError("domains: " + message);
}

void check(const order::Maps& maps, const Parameters& parameters) {
  require(maps.step_nm > 0.0, "the scan step is not known; give scan.step");
  require(parameters.probe_fwhm_nm > 0.0, "probe_fwhm must be above 0");
  require(parameters.surrogates >= 1, "at least one surrogate is needed");
  require(parameters.surrogates_unsought >= 0 && parameters.point_simulations >= 0 && parameters.toroidal_shifts >= 0,
          "numbers of surrogates, simulations and shifts must not be negative");
  require(!parameters.high_tension_kV || *parameters.high_tension_kV > 0.0, "the high tension must be above 0");
  require(parameters.smoothing >= 0.0 && parameters.exclusion >= 0.0, "smoothing and exclusion must not be negative");
  require(parameters.thickness_nm.value > 0.0 && parameters.thickness_nm.error >= 0.0,
          "thickness must be above 0, and its error not below");
  const order::BandMaps& band = maps.bands.front();
  const std::size_t positions = maps.ny * maps.nx;
  for (std::size_t i = 0; i < parameters.types.size(); ++i) {
    const int n = parameters.types[i];
    require(n >= 1 && n <= order::n_max, fmt::format("type n = {} is not in 1 .. {}", n, order::n_max));
    require(std::count(parameters.types.begin(), parameters.types.end(), n) == 1,
            fmt::format("type n = {} is named twice", n));
    const auto index = static_cast<std::size_t>(n - 1);
    const auto has = [&](const auto& stack) { return index < stack.size() && stack[index].size() == positions; };
    if (!has(band.power) || !has(band.f) || !has(band.noise)) {
      throw DataError(fmt::format("domains: band '{}' has no complete maps of n = {} for {} x {} positions",
                                  band.band.name, n, maps.ny, maps.nx));
    }
  }
  const auto fits = [&](std::size_t size) { return size == 0 || size == positions; };
  if (!fits(band.variance_xy.size()) || !fits(band.intensity.size()) || !fits(maps.selected.size())) {
    throw DataError("domains: V(x,y), F_0 or the region of interest has another size than the scan");
  }
}

/// Without the types that the maps cannot tell: odd n where a mask or beam stop mixes them with even ones.
Parameters tellable(const order::Maps& maps, Parameters parameters, std::vector<std::string>& limits) {
  if (maps.bands.empty()) {
    throw DataError("domains: the maps have no k band (no ring was found); domains cannot be sought");
  }
  require(!parameters.types.empty(), "types is empty; name at least one n");
  const order::BandMaps& band = maps.bands.front();
  if (band.odd_valid) return parameters;
  std::vector<int> types;
  for (const int n : parameters.types) {
    if (n % 2 == 0) {
      types.push_back(n);
      continue;
    }
    limits.push_back(fmt::format(
        "Domains, n = {}: left out; what the mask or beam stop leaves of band '{}' cannot tell odd n from even ones "
        "(condition number {:.3g}).",
        n, band.band.name, band.condition));
  }
  require(!types.empty(), fmt::format("types names odd n alone, and what the mask or beam stop leaves of band '{}' "
                                      "cannot tell odd n from even ones (condition number {:.3g}); name an even n",
                                      band.band.name, band.condition));
  parameters.types = std::move(types);
  return parameters;
}

std::vector<std::uint8_t> usable_positions(const order::Maps& maps, const Parameters& parameters) {
  const order::BandMaps& band = maps.bands.front();
  std::vector<std::uint8_t> good(maps.ny * maps.nx, 1);
  if (!maps.selected.empty()) good = maps.selected;
  for (const int n : parameters.types) {
    const auto i = static_cast<std::size_t>(n - 1);
    for (std::size_t r = 0; r < good.size(); ++r) {
      const bool finite = std::isfinite(band.power[i][r]) && std::isfinite(band.noise[i][r]) &&
                          std::isfinite(band.f[i][r].real()) && std::isfinite(band.f[i][r].imag());
      if (!finite) good[r] = 0;
    }
  }
  return good;
}

/// The mean over the usable positions is the thickness where one alone enters.
void take_thickness_map(const std::vector<std::uint8_t>& good, std::size_t nx, Parameters& parameters) {
  const auto& map = parameters.thickness_map_nm;
  if (map.empty()) return;
  if (map.size() != good.size()) {
    throw DataError(fmt::format("{}: a thickness of {} positions for a scan of {}", parameters.thickness_from,
                                map.size(), good.size()));
  }
  double sum = 0.0;
  std::size_t used = 0, bad = 0, first = 0;
  for (std::size_t r = 0; r < good.size(); ++r) {
    if (!good[r]) continue;
    ++used;
    sum += map[r];
    if (std::isfinite(map[r]) && map[r] > 0.0) continue;
    if (bad++ == 0) first = r;
  }
  if (bad > 0) {
    throw DataError(
        fmt::format("{}: {} of the {} positions that are used have no thickness above 0 (the first, row {}, "
                    "column {}: {} nm); mend the map, or leave them out of the region of interest (region:)",
                    parameters.thickness_from, bad, used, first / nx, first % nx, map[first]));
  }
  parameters.thickness_nm.value = sum / static_cast<double>(used);
}

NullSummary null_of(const TypeSearch& type, int surrogates) {
  NullSummary null;
  null.n = type.n;
  null.surrogates = surrogates;
  null.peaks = static_cast<std::int64_t>(type.null.peaks);
  null.peaks_tested = static_cast<std::int64_t>(type.peaks.size());
  null.passes = type.passes;
  null.mean = type.null.mean;
  null.sd = type.null.sd;
  return null;
}

}  // namespace

Result find(const comm::Communicator& comm, const order::Maps& maps, const Parameters& asked) {
  Result result;
  result.parameters = tellable(maps, asked, result.limits);
  const Parameters& parameters = result.parameters;
  check(maps, parameters);
  auto good = usable_positions(maps, parameters);
  const auto usable = good.size() - static_cast<std::size_t>(std::count(good.begin(), good.end(), std::uint8_t{0}));
  const auto outside = std::count(maps.selected.begin(), maps.selected.end(), std::uint8_t{0});
  if (usable == 0) {
    throw DataError("domains: no scan position in the region of interest has finite symmetry maps");
  }
  take_thickness_map(good, maps.nx, result.parameters);
  Search found = search(comm, maps, parameters, std::move(good));

  result.ny = maps.ny;
  result.nx = maps.nx;
  result.step_nm = maps.step_nm;
  result.usable = found.chain.good;
  result.band_k = 0.5 * (maps.bands.front().band.k1 + maps.bands.front().band.k2);
  result.area_nm2 = static_cast<double>(usable) * maps.step_nm * maps.step_nm;
  const std::size_t unusable = found.chain.good.size() - usable - static_cast<std::size_t>(outside);
  if (unusable > 0) {
    result.limits.push_back(fmt::format("{} of {} scan positions have no finite symmetry maps and were left out.",
                                        unusable, maps.ny * maps.nx));
  }
  if (outside > 0) {
    result.limits.push_back(fmt::format("Region of interest: {} of {} scan positions; all areas are of these.",
                                        found.chain.good.size() - static_cast<std::size_t>(outside),
                                        maps.ny * maps.nx));
  }
  significance_maps(comm, found, maps, parameters, result);
  for (const TypeSearch& type : found.types) {
    result.nulls.push_back(null_of(type, parameters.surrogates));
    result.types.emplace_back().n = type.n;
  }
  std::vector<Hotspot> hotspots = assign_types(found, maps, parameters);
  const SizeModels models = measure_sizes(comm, found, maps, parameters, hotspots, result.nulls);
  measure_regions(found, maps, hotspots, result.label);
  std::vector<std::size_t> owner;
  for (const Hotspot& spot : hotspots) {
    result.domains.push_back(spot.domain);
    owner.push_back(spot.type);
  }
  pool_sizes(result, owner, models);
  cover(result, maps, found.chain.good);
  summarize(result, maps.step_nm);
  measure_excess(maps, found, result);
  result.gauge = gauge_thickness(maps, found, parameters);
  measure_widths(found, maps, parameters, result);
  reference_detectors(comm, found, maps, parameters, result);
  test_randomness(comm, found, hotspots, maps, result);
  test_colocalization(comm, found, hotspots, maps, result);
  test_cross_k(comm, found, hotspots, maps, result);
  test_inhomogeneity(comm, found, maps, result);
  tell_limits(result, maps);
  return result;
}

}  // namespace vitrum::domains
