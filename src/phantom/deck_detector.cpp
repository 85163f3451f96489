// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/deck_detector.cpp: reads `synthesize.detector`.
#include "deck_detector.hpp"

#include <limits>

#include "mtf.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::phantom {

std::array<std::size_t, 2> read_shape(Section& section, std::array<std::size_t, 2> fallback) {
  const auto shape = section.integers(
      "shape",
      std::vector<std::int64_t>{static_cast<std::int64_t>(fallback[0]), static_cast<std::int64_t>(fallback[1])},
      at_least(1));
  if (shape.size() != 2) section.fail("shape", "must be two numbers: rows, columns");
  return {static_cast<std::size_t>(shape[0]), static_cast<std::size_t>(shape[1])};
}

std::array<double, 2> read_pair(Section& section, const std::string& key, const std::string& unit,
                                std::array<double, 2> fallback, Bounds bounds) {
  const auto values = section.quantities(key, unit, std::vector<double>{fallback[0], fallback[1]}, bounds);
  if (values.size() != 2) section.fail(key, "must be two values: along rows, along columns");
  return {values[0], values[1]};
}

namespace {

void read_response(Section& section, Sensor& s) {
  s.integrating = section.choice("kind", {"counting", "integrating"}, "counting") == "integrating";
  s.pixel_integration = section.flag("pixel_integration", s.pixel_integration);
  s.blur_px = section.quantity("blur", "px", s.blur_px, between(0.0, 20.0));
  const auto table = section.optional_text("mtf");
  if (table && s.blur_px > 0.0) section.fail("mtf", "blur is given too; keep one of the two");
  s.mtf_file = table.value_or("");
  if (table) s.mtf = read_mtf(*table);
  s.flat_spread = section.number("flat_spread", s.flat_spread, between(0.0, 0.5));
  s.gain = section.number("gain", s.gain, positive());
  s.read_noise = section.number("read_noise", s.read_noise, non_negative());
  s.dark = section.number("dark", s.dark, non_negative());
  s.dark_spread = section.number("dark_spread", s.dark_spread, non_negative());
  s.saturation = section.optional_number("saturation", positive())
                     .value_or(s.integrating ? std::numeric_limits<double>::infinity() : s.saturation);
  if (s.integrating) return;
  if (s.gain != 1.0) section.fail("gain", "a counting detector gives whole electrons; write kind: integrating");
  if (s.read_noise > 0.0) section.fail("read_noise", "a counting detector has none; write kind: integrating");
  if (s.dark > 0.0 || s.dark_spread > 0.0)
    section.fail(s.dark > 0.0 ? "dark" : "dark_spread", "a counting detector has none; write kind: integrating");
  if (s.saturation > 65535.0) section.fail("saturation", "counts are stored in 16 bits: at most 65535");
}

void read_stop(Section section, const Pixels& pixels, BeamStop& stop) {
  stop.width_px = section.quantity("width", "px", stop.width_px, non_negative());
  stop.tip = read_pair(section, "tip", "px",
                       {0.5 * static_cast<double>(pixels.qy - 1), 0.5 * static_cast<double>(pixels.qx - 1)});
  stop.angle_deg = section.quantity("angle", "deg", stop.angle_deg);
}

}  // namespace

void read_detector(Section section, Parameters& p) {
  const auto shape = read_shape(section, {p.pixels.qy, p.pixels.qx});
  p.pixels.qy = shape[0];
  p.pixels.qx = shape[1];
  p.pixels.k_per_px = section.quantity("k_per_pixel", "1/Angstrom", p.pixels.k_per_px, positive());
  p.descan.middle =
      read_pair(section, "centre", "px",
                {0.5 * static_cast<double>(shape[0] - 1), 0.5 * static_cast<double>(shape[1] - 1)}, non_negative());
  p.defects.dead = static_cast<std::size_t>(section.integer("dead_pixels", 0, non_negative()));
  p.defects.hot = static_cast<std::size_t>(section.integer("hot_pixels", 0, non_negative()));
  p.defects.hot_counts = section.number("hot_counts", p.defects.hot_counts, positive());
  read_response(section, p.sensor);
  read_stop(section.section("beam_stop"), p.pixels, p.sensor.stop);
}

}  // namespace vitrum::phantom
