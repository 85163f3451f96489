// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/widths.cpp: autocorrelation widths of the maps of a scan, against those of pure speckle.
#include <fmt/format.h>

#include <cmath>

#include "domains/autocorrelation.hpp"
#include "domains/describe.hpp"

namespace vitrum::domains {

namespace {

MapWidth width_of(const Search& search, const std::vector<double>& map, std::string name, MapKind kind,
                  std::uint64_t stream, double step_nm, const Parameters& parameters) {
  const AcfOptions options{search.probe_px, kind, parameters.seed, stream, 200};
  const AcfWidth width = autocorrelation_width(map, search.chain.shape, search.chain.good, options);
  MapWidth row;
  row.map = std::move(name);
  row.fwhm_nm = {width.fwhm_px.value * step_nm, width.fwhm_px.error * step_nm};
  row.null_fwhm_nm = speckle_autocorrelation_fwhm(kind, parameters.probe_fwhm_nm);
  row.z = (row.fwhm_nm.value - row.null_fwhm_nm) / row.fwhm_nm.error;
  row.white_share = width.white_share;
  return row;
}

}  // namespace

void measure_widths(const Search& search, const order::Maps& maps, const Parameters& parameters, Result& result) {
  const order::BandMaps& band = maps.bands.front();
  const auto add = [&](const std::vector<double>& map, std::string name, MapKind kind, std::uint64_t stream) {
    if (map.size() != search.chain.shape.size()) return;
    result.widths.push_back(width_of(search, map, std::move(name), kind, stream, maps.step_nm, parameters));
  };
  add(band.intensity, "F_0", MapKind::intensity, 100);
  add(band.variance_xy, "V_xy", MapKind::power, 101);
  for (const int n : parameters.types) {
    add(band.power[static_cast<std::size_t>(n - 1)], fmt::format("P_{}", n), MapKind::power,
        static_cast<std::uint64_t>(n));
  }
}

}  // namespace vitrum::domains
