// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/find.cpp: MRO domains from the maps of a scan.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "domains/describe.hpp"
#include "domains/summary.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::domains {

namespace {

void require(bool holds, const std::string& message) {
  if (!holds) throw InputError("domains: " + message);
}

void check(const order::Maps& maps, const Parameters& parameters) {
  if (maps.bands.empty()) {
    throw DataError("domains: the maps have no k band (no ring was found); domains cannot be sought");
  }
  require(maps.step_nm > 0.0, "the scan step is not known; give scan.step");
  require(parameters.probe_fwhm_nm > 0.0, "probe_fwhm must be above 0");
  require(parameters.surrogates >= 1, "at least one surrogate is needed");
  require(parameters.smoothing >= 0.0 && parameters.exclusion >= 0.0, "smoothing and exclusion must not be negative");
  require(parameters.thickness_nm.value > 0.0, "thickness must be above 0");
  require(!parameters.types.empty(), "types is empty; name at least one n");
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
  if (!band.variance_xy.empty() && band.variance_xy.size() != positions) {
    throw DataError("domains: V(x,y) has another size than the scan");
  }
}

std::vector<std::uint8_t> usable_positions(const order::Maps& maps, const Parameters& parameters) {
  const order::BandMaps& band = maps.bands.front();
  std::vector<std::uint8_t> good(maps.ny * maps.nx, 1);
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

void significance_maps(const Search& search, Result& result) {
  result.significance.assign(order::n_max, {});
  for (const TypeSearch& type : search.types) {
    auto& map = result.significance[static_cast<std::size_t>(type.n - 1)];
    map.resize(search.chain.shape.size());
    for (std::size_t r = 0; r < map.size(); ++r) {
      map[r] = search.chain.good[r] && type.null.sd > 0.0 ? (type.smooth[r] - type.null.mean) / type.null.sd : 0.0;
    }
  }
}

}  // namespace

Result find(const comm::Communicator& comm, const order::Maps& maps, const Parameters& parameters) {
  check(maps, parameters);
  auto good = usable_positions(maps, parameters);
  const auto unusable = std::count(good.begin(), good.end(), std::uint8_t{0});
  if (static_cast<std::size_t>(unusable) == good.size()) {
    throw DataError("domains: no scan position has finite symmetry maps");
  }
  Search found = search(comm, maps, parameters, std::move(good));

  Result result;
  result.parameters = parameters;
  result.band_k = 0.5 * (maps.bands.front().band.k1 + maps.bands.front().band.k2);
  result.area_nm2 = static_cast<double>(maps.ny * maps.nx) * maps.step_nm * maps.step_nm;
  significance_maps(found, result);
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
  cover(result, maps);
  summarize(result);
  if (unusable > 0) {
    result.limits.push_back(fmt::format("{} of {} scan positions have no finite symmetry maps and were left out.",
                                        unusable, maps.ny * maps.nx));
  }
  tell_limits(result, maps);
  return result;
}

}  // namespace vitrum::domains
