// SPDX-License-Identifier: Apache-2.0
// vitrum/order/deck.cpp: the sections `bands:` and `order:`.
#include "vitrum/order/deck.hpp"

#include <algorithm>
#include <functional>

namespace vitrum::order {
namespace {

std::vector<Band> read_bands(Section root) {
  std::vector<Band> bands;
  for (Section& entry : root.list("bands")) {
    Band band;
    band.name = entry.text("name");
    const auto k = entry.quantities("k", "1/Angstrom", {}, positive());
    if (k.size() != 2 || !(k[0] < k[1])) entry.fail("k", "must be [inner, outer] with inner < outer, in 1/Angstrom");
    band.k1 = k[0];
    band.k2 = k[1];
    const bool taken = std::any_of(bands.begin(), bands.end(), [&](const Band& b) { return b.name == band.name; });
    if (taken) entry.fail("name", "is the name of an earlier band; give each its own");
    bands.push_back(band);
  }
  return bands;
}

bool increasing(const std::vector<double>& values) {
  return std::adjacent_find(values.begin(), values.end(), std::greater_equal<>()) == values.end();
}

ThicknessFilter read_thickness_filter(Section section) {
  ThicknessFilter filter;
  filter.detector = section.text("detector");
  filter.black = section.number("black", filter.black);
  filter.slope_per_nm = section.quantity("slope", "1/nm");
  if (filter.slope_per_nm == 0.0) section.fail("slope", "is 0; write the counts that 1 nm adds, such as 440.46 1/nm");
  filter.edges_nm = section.quantities("edges", "nm");
  if (filter.edges_nm.size() < 2 || !increasing(filter.edges_nm)) {
    section.fail("edges", "must be at least two increasing thicknesses, such as [17 nm, 18 nm, 19 nm]");
  }
  return filter;
}

HarmonicRoute read_harmonics(Section section) {
  const std::string route = section.choice("harmonics", {"automatic", "sums", "least_squares"}, "automatic");
  return route == "sums"            ? HarmonicRoute::sums
         : route == "least_squares" ? HarmonicRoute::least_squares
                                    : HarmonicRoute::automatic;
}

std::vector<int> read_normalized_sum(Section section, const std::vector<int>& fallback) {
  const auto ns = section.integers("normalized_sum", std::vector<std::int64_t>(fallback.begin(), fallback.end()),
                                   between(1.0, n_max));
  if (ns.empty())
    section.fail("normalized_sum", "names no n; write the n-fold maps that are summed, such as [2, 4, 6]");
  return {ns.begin(), ns.end()};
}

}  // namespace

Parameters read_deck(Section root) {
  Parameters p;
  p.bands = read_bands(root);
  Section section = root.section("order");
  p.n_phi = static_cast<int>(section.integer("azimuths", p.n_phi, between(8.0, 4096.0)));
  if (p.n_phi % 2 != 0) section.fail("azimuths", "must be even");
  p.sectors = static_cast<int>(section.integer("sectors", p.sectors, between(3.0, 4096.0)));
  p.bin_px = section.quantity("radial_bin", "px", p.bin_px, at_least(0.25));
  p.bootstrap_block_nm = section.quantity("bootstrap_block", "nm", p.bootstrap_block_nm, positive());
  p.bootstrap_draws = static_cast<int>(section.integer("bootstrap_draws", p.bootstrap_draws, at_least(2.0)));
  p.harmonics = read_harmonics(section);
  p.centre_rounding_px = section.quantity("centre_rounding", "px", p.centre_rounding_px, between(0.0, 1.0));
  p.split_halves = section.flag("split_halves", p.split_halves);
  p.window = static_cast<int>(section.integer("window", p.window, between(1.0, 1000.0)));
  p.probe_semi_angle_k = section.optional_quantity("aperture_radius", "1/Angstrom", positive());
  if (section.has("thickness_filter")) p.thickness_filter = read_thickness_filter(section.section("thickness_filter"));
  p.normalized_sum = read_normalized_sum(section, p.normalized_sum);
  p.legacy_power = section.flag("legacy_power", p.legacy_power);
  p.contour_levels = section.numbers("contour_levels", p.contour_levels);
  if (!increasing(p.contour_levels)) section.fail("contour_levels", "must increase, such as [1, 2, 3]");
  return p;
}

}  // namespace vitrum::order
