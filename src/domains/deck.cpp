// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/deck.cpp: reads `domains:` and `thickness:`.
#include "vitrum/domains/deck.hpp"

#include <fmt/format.h>

#include "vitrum/core/error.hpp"

namespace vitrum::domains {

namespace {

std::optional<Section> as_mapping(Section root, const std::string& key) {
  try {
    return root.section(key);
  } catch (const InputError&) {  // not a mapping: the caller reads a value, and tells what is wrong with it
    return std::nullopt;
  }
}

std::vector<std::string> one_or_more_texts(Section section, const std::string& key) {
  try {
    return {section.text(key)};
  } catch (const InputError&) {  // not a text
    return section.texts(key);
  }
}

std::vector<int> types_of(Section section) {
  std::vector<int> types;
  for (const std::int64_t n : section.integers("types", std::vector<std::int64_t>{4, 6}, between(1, order::n_max))) {
    for (const int other : types) {
      if (other == n) section.fail("types", fmt::format("names n = {} twice; name each n once", n));
    }
    types.push_back(static_cast<int>(n));
  }
  if (types.empty()) section.fail("types", "is empty; name at least one n, as in \"types: [4, 6]\"");
  return types;
}

std::optional<PowerCalibration> power_of(Section item) {
  const auto twin = item.optional_number("twin_power"), slope = item.optional_number("power_slope");
  PowerCalibration power;
  power.twin_power.error = item.number("twin_power_error", 0.0, non_negative());
  power.slope.error = item.number("power_slope_error", 0.0, non_negative());
  power.volume_fraction = item.number("volume_fraction", 0.0, between(0.0, 1.0));
  power.thickness_nm = item.quantity("thickness", "nm", 0.0, non_negative());
  if (twin.has_value() != slope.has_value()) {
    item.fail(twin ? "power_slope" : "twin_power", "twin_power and power_slope are given together or not at all");
  }
  if (!twin) return std::nullopt;
  if (!(*slope > 0.0)) item.fail("power_slope", "must be above 0");
  power.twin_power.value = *twin;
  power.slope.value = *slope;
  return power;
}

std::vector<Detection> detection_of(Section section) {
  std::vector<Detection> all;
  for (Section item : section.list("detection")) {
    Detection d;
    d.n = static_cast<int>(item.integer("n", {}, between(1, order::n_max)));
    d.efficiency.value = item.number("efficiency", 1.0, {0.0, 1.0, true, false});
    d.efficiency.error = item.number("efficiency_error", 0.0, non_negative());
    d.false_positives_per_nm2.value = item.quantity("false_positives", "1/nm^2", 0.0, non_negative());
    d.false_positives_per_nm2.error = item.quantity("false_positives_error", "1/nm^2", 0.0, non_negative());
    d.power = power_of(item);
    all.push_back(d);
  }
  return all;
}

}  // namespace

Uncertain read_thickness(Section root) {
  if (root.has("thickness")) {
    if (auto section = as_mapping(root, "thickness")) {
      const bool map = section->has("map") || section->has("detector");
      const double value = map ? Parameters{}.thickness_nm.value : section->quantity("value", "nm", {}, positive());
      return {value, section->quantity("error", "nm", 0.0, non_negative())};
    }
  }
  return {root.quantity("thickness", "nm", Parameters{}.thickness_nm.value, positive()), 0.0};
}

ThicknessSource read_thickness_source(Section root) {
  ThicknessSource source;
  auto section = root.has("thickness") ? as_mapping(root, "thickness") : std::nullopt;
  if (!section) return source;
  if (section->has("value") + section->has("map") + section->has("detector") > 1)
    section->fail("", "is given in more than one way; keep one of value, map and detector");
  if (section->has("map")) source.maps = one_or_more_texts(*section, "map");
  if (!section->has("detector")) return source;
  source.detector = section->text("detector");
  source.black = section->number("black", source.black);
  source.slope_per_nm = section->quantity("slope", "1/nm");
  if (source.slope_per_nm == 0.0) section->fail("slope", "is 0; write the counts that 1 nm adds, such as 440.46 1/nm");
  return source;
}

Parameters read_deck(Section root, std::optional<double> probe_fwhm_nm, std::uint64_t seed) {
  Parameters p;
  p.thickness_nm = read_thickness(root);
  Section section = root.section("domains");
  p.types = types_of(section);
  p.probe_fwhm_nm = section.quantity("probe_fwhm", "nm", probe_fwhm_nm.value_or(p.probe_fwhm_nm), positive());
  p.smoothing = section.number("smoothing", p.smoothing, between(0.0, 2.0));
  p.exclusion = section.number("exclusion", p.exclusion, between(0.0, 5.0));
  p.false_discovery_rate = section.number("false_discovery_rate", p.false_discovery_rate, {0.0, 1.0, true, true});
  p.surrogates = static_cast<int>(section.integer("surrogates", p.surrogates, between(20, 1000000)));
  p.surrogates_unsought =
      static_cast<int>(section.integer("surrogates_unsought", p.surrogates_unsought, between(0, 1000000)));
  p.point_simulations =
      static_cast<int>(section.integer("point_simulations", p.point_simulations, between(0, 1000000)));
  p.toroidal_shifts = static_cast<int>(section.integer("toroidal_shifts", p.toroidal_shifts, between(0, 1000000)));
  p.acceptance_deg = section.quantity("acceptance", "deg", p.acceptance_deg, between(0.0, 90.0));
  p.detection = detection_of(section);
  p.seed = seed;
  return p;
}

}  // namespace vitrum::domains
