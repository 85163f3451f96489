// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/gauge.cpp: odd against even power of a scan; what the odd n say of featureless glass.
#include <cmath>

#include "domains/blocks.hpp"
#include "domains/excess.hpp"

namespace vitrum::domains {

namespace {

constexpr int odd_ns[] = {3, 5, 7, 9, 11};  // not 1: miscentring

bool has(const order::BandMaps& band, int n, std::size_t positions) {
  const auto i = static_cast<std::size_t>(n - 1);
  return i < band.power.size() && band.power[i].size() == positions;
}

}  // namespace

bool odd_maps_usable(const order::BandMaps& band, std::size_t positions) {
  if (!band.odd_valid || band.least_squares) return false;
  for (int n = 2; n <= order::n_max; ++n) {
    if (!has(band, n, positions)) return false;
  }
  return true;
}

std::vector<double> odd_power_at(const order::BandMaps& band, int n) {
  std::vector<double> line(band.power.front().size());
  for (const int m : odd_ns) {
    const double weight =
        0.2 + (n - 7.0) * (m - 7.0) / 40.0;  // least squares over 3, 5 .. 11: mean 7, sum of squares 40
    const auto& power = band.power[static_cast<std::size_t>(m - 1)];
    for (std::size_t r = 0; r < line.size(); ++r) line[r] += weight * power[r];
  }
  return line;
}

ThicknessGauge gauge_thickness(const order::Maps& maps, const Search& search, const Parameters& parameters) {
  const order::BandMaps& band = maps.bands.front();
  ThicknessGauge gauge;
  if (!parameters.high_tension_kV) {
    gauge.note = "the high tension is not known (scan.high_tension)";
    return gauge;
  }
  if (!odd_maps_usable(band, maps.ny * maps.nx)) {
    gauge.note = "no odd n: behind this mask or beam stop they cannot be told from even ones, or are not there";
    return gauge;
  }
  std::vector<double> odd(maps.ny * maps.nx), even(odd.size());
  for (const int n : odd_ns) {
    const auto i = static_cast<std::size_t>(n - 1);
    for (std::size_t r = 0; r < odd.size(); ++r) {
      odd[r] += band.power[i][r];
      even[r] += 0.5 * (band.power[i - 1][r] + band.power[i + 1][r]);
    }
  }
  const Blocks blocks = make_blocks(search.chain.shape, block_edge_px(search.chain.shape, search.probe_px));
  const double k = 0.5 * (band.band.k1 + band.band.k2);
  return thickness_from_ratio(block_ratio(odd, even, bulk_of(search), blocks),
                              friedel_length_nm(*parameters.high_tension_kV, k));
}

}  // namespace vitrum::domains
