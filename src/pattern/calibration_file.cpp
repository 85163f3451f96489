// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/calibration_file.cpp: /calibration in results, written and read back.
#include <fmt/format.h>

#include <map>
#include <numbers>

#include "vitrum/pattern/calibration.hpp"

namespace vitrum::pattern {
namespace {

using storage::Attributes;

constexpr double deg = 180.0 / std::numbers::pi;

double number(const Attributes& attributes, const std::string& name, const std::string& where) {
  const auto found = attributes.find(name);
  if (found != attributes.end()) {
    if (const auto* real = std::get_if<double>(&found->second)) return *real;
    if (const auto* integer = std::get_if<std::int64_t>(&found->second)) return static_cast<double>(*integer);
  }
  throw DataError(fmt::format("{}: attribute {} is missing; is this a result of vitrum characterize?", where, name));
}

/// The numbers of a centre model under the names of their attributes.
std::map<std::string, double CentreModel::*> centre_names() {
  return {{"x_px", &CentreModel::cx0},
          {"y_px", &CentreModel::cy0},
          {"x_per_scan_x", &CentreModel::cx_per_x},
          {"y_per_scan_x", &CentreModel::cy_per_x},
          {"x_per_scan_y", &CentreModel::cx_per_y},
          {"y_per_scan_y", &CentreModel::cy_per_y},
          {"x_per_scan_xx", &CentreModel::cx_xx},
          {"y_per_scan_xx", &CentreModel::cy_xx},
          {"x_per_scan_xy", &CentreModel::cx_xy},
          {"y_per_scan_xy", &CentreModel::cy_xy},
          {"x_per_scan_yy", &CentreModel::cx_yy},
          {"y_per_scan_yy", &CentreModel::cy_yy}};
}

Attributes centre_attributes(const Geometry& g) {
  Attributes a{
      {"model",
       "c = c0 + per_x x + per_y y + per_xx x^2 + per_xy x y + per_yy y^2 of scan position (x: column, y: row); "
       "units px; errors: of the terms about mid-scan"},
      {"found_by", std::string(name_of(g.centre_from))}};
  for (const auto& [name, member] : centre_names()) {
    a[name] = (*g.centre).*member;
    a[name + "_error"] = g.centre_error.*member;
  }
  return a;
}

void add_harmonics(const Ring& ring, Attributes& a) {
  a["harmonics_model"] = "what the ellipse leaves: r = a (1 + e cos n (phi - phi_n)), phi from x towards y";
  for (const RingHarmonic& h : ring.harmonics) {
    const std::string name = "harmonic_" + std::to_string(h.n);
    a[name] = h.e;
    a[name + "_error"] = h.e_error;
    a[name + "_angle_deg"] = h.phi * deg;
  }
}

Attributes ellipse_attributes(const Geometry& g) {
  Attributes a{{"model", "rho^2 = (u / (1 + e))^2 + (v (1 + e))^2, u along the long axis, angle from x towards y"},
               {"e", g.ellipse.e},
               {"angle_deg", g.ellipse.theta * deg},
               {"angle_rad", g.ellipse.theta},
               {"e_error", g.ellipse_error.e},
               {"angle_deg_error", g.ellipse_error.theta * deg},
               {"found_by", std::string(name_of(g.ellipse_from))}};
  if (g.ring) {
    a["ring_model"] = "A exp(-(rho - a)^2 / 2 w^2) + b0 + b1 (rho - a) of the mean pattern";
    a["ring_radius_px"] = g.ring->radius_px;
    a["ring_radius_px_error"] = g.ring->radius_error_px;
    a["ring_width_px"] = g.ring->width_px;
    a["ring_width_px_error"] = g.ring->width_error_px;
    a["ring_amplitude"] = g.ring->amplitude;
    a["ring_background"] = g.ring->background;
    a["ring_slope"] = g.ring->slope;
    a["ring_significance"] = g.ring->significance;
    a["ring_coverage"] = g.ring->coverage;
    add_harmonics(*g.ring, a);
  }
  return a;
}

Attributes scale_attributes(const Geometry& g) {
  Attributes a{{"gain", g.gain}, {"gain_found_by", std::string(name_of(g.gain_from))}, {"read_noise", g.read_noise}};
  if (g.k_per_px) {
    a["k_per_px"] = *g.k_per_px;
    a["k_per_px_units"] = "1/Angstrom";
  }
  a["found_by"] = std::string(name_of(g.k_from));
  return a;
}

void write_blocks(storage::File& file, const Calibration& c) {
  storage::Column y{"scan_y", "position", {}}, x{"scan_x", "position", {}}, cx{"center_x", "px", {}},
      cy{"center_y", "px", {}}, weight{"weight", "", {}};
  std::vector<double> values[5];
  for (const BlockCentre& b : c.blocks) {
    const double row[5] = {b.scan_y, b.scan_x, b.cx, b.cy, b.weight};
    for (int i = 0; i < 5; ++i) values[i].push_back(row[i]);
  }
  y.values = values[0];
  x.values = values[1];
  cx.values = values[2];
  cy.values = values[3];
  weight.values = values[4];
  file.write_table("/calibration/blocks", {y, x, cx, cy, weight},
                   {{"meaning", "centres of sample blocks and their weights in the plane fit"}});
}

Ring read_ring(const Attributes& a, const std::string& where) {
  Ring ring;
  ring.radius_px = number(a, "ring_radius_px", where);
  ring.radius_error_px = number(a, "ring_radius_px_error", where);
  ring.width_px = number(a, "ring_width_px", where);
  ring.width_error_px = number(a, "ring_width_px_error", where);
  ring.amplitude = number(a, "ring_amplitude", where);
  ring.background = number(a, "ring_background", where);
  ring.slope = number(a, "ring_slope", where);
  ring.significance = number(a, "ring_significance", where);
  ring.coverage = number(a, "ring_coverage", where);
  return ring;
}

void read_centre(const storage::File& file, Geometry& g) {
  const std::string where = file.path() + ": /calibration/center";
  const Attributes a = file.read_attributes("/calibration/center");
  CentreModel centre;
  for (const auto& [name, member] : centre_names()) {
    if (name.size() > std::string("x_per_scan_x").size() && a.count(name) == 0) continue;  // files from before bows
    centre.*member = number(a, name, where);
    g.centre_error.*member = number(a, name + "_error", where);
  }
  g.centre = centre;
  g.centre_from = Found::read_from_file;
}

void read_harmonics(const Attributes& a, const std::string& where, Ring& ring) {
  for (std::size_t i = 0; i < ring.harmonics.size(); ++i) {
    RingHarmonic& h = ring.harmonics[i];
    h.n = static_cast<int>(i) + 2;
    const std::string name = "harmonic_" + std::to_string(h.n);
    if (a.count(name) == 0) continue;
    h.e = number(a, name, where);
    h.e_error = number(a, name + "_error", where);
    h.phi = number(a, name + "_angle_deg", where) / deg;
  }
}

std::size_t counted(const Attributes& a, const std::string& name) {
  const auto it = a.find(name);
  const auto* n = it != a.end() ? std::get_if<std::int64_t>(&it->second) : nullptr;
  return n != nullptr && *n > 0 ? static_cast<std::size_t>(*n) : 0;
}

void read_counts(const storage::File& file, Calibration& c) {
  const Attributes a = file.read_attributes("/calibration/mask");
  c.hot = counted(a, "hot");
  c.dead = counted(a, "dead");
  c.saturated = counted(a, "saturated");
  c.shadowed = counted(a, "shadowed");
  c.drawn = counted(a, "drawn");
}

}  // namespace

void write(storage::File& file, const Calibration& c) {
  if (c.geometry.centre) file.write_attributes("/calibration/center", centre_attributes(c.geometry));
  file.write_attributes("/calibration/ellipse", ellipse_attributes(c.geometry));
  file.write_attributes("/calibration/scale", scale_attributes(c.geometry));
  storage::ArrayInfo info;
  info.path = "/calibration/mask";
  info.axes = {storage::linear_axis("qy", "px", c.qy), storage::linear_axis("qx", "px", c.qx)};
  info.attributes = {{"meaning", "1: good, 0: masked"},
                     {"hot", static_cast<std::int64_t>(c.hot)},
                     {"dead", static_cast<std::int64_t>(c.dead)},
                     {"saturated", static_cast<std::int64_t>(c.saturated)},
                     {"shadowed", static_cast<std::int64_t>(c.shadowed)},
                     {"drawn", static_cast<std::int64_t>(c.drawn)}};
  file.write<std::uint8_t>(info, c.mask);
  if (!c.blocks.empty()) write_blocks(file, c);
  std::string notes;
  for (const auto& note : c.notes) notes += note + "\n";
  if (!notes.empty()) file.write_attributes("/calibration", {{"notes", notes}});
}

Calibration read_calibration(const storage::File& file) {
  if (!file.has("/calibration/mask")) {
    throw DataError(fmt::format("{}: no /calibration here; name a result of vitrum characterize", file.path()));
  }
  Calibration c;
  const auto mask = file.read<std::uint8_t>("/calibration/mask");
  if (mask.shape.size() != 2) {
    throw DataError(fmt::format("{}: /calibration/mask has {} dimensions, not 2", file.path(), mask.shape.size()));
  }
  c.qy = mask.shape[0];
  c.qx = mask.shape[1];
  c.mask = mask.values;
  read_counts(file, c);
  Geometry& g = c.geometry;
  if (file.has("/calibration/center")) read_centre(file, g);
  const std::string at_ellipse = file.path() + ": /calibration/ellipse";
  const Attributes ellipse = file.read_attributes("/calibration/ellipse");
  g.ellipse = {number(ellipse, "e", at_ellipse), ellipse.count("angle_rad") != 0
                                                     ? number(ellipse, "angle_rad", at_ellipse)
                                                     : number(ellipse, "angle_deg", at_ellipse) / deg};
  g.ellipse_error = {number(ellipse, "e_error", at_ellipse), number(ellipse, "angle_deg_error", at_ellipse) / deg};
  g.ellipse_from = Found::read_from_file;
  if (ellipse.count("ring_radius_px") != 0) {
    g.ring = read_ring(ellipse, at_ellipse);
    read_harmonics(ellipse, at_ellipse, *g.ring);
  }
  const std::string at_scale = file.path() + ": /calibration/scale";
  const Attributes scale = file.read_attributes("/calibration/scale");
  if (scale.count("k_per_px") != 0) {
    g.k_per_px = number(scale, "k_per_px", at_scale);
    g.k_from = Found::read_from_file;
  }
  const auto by = scale.find("gain_found_by");
  const auto* how = by != scale.end() ? std::get_if<std::string>(&by->second) : nullptr;
  if (how == nullptr || (*how != name_of(Found::assumed) && *how != name_of(Found::absent))) {
    g.gain = number(scale, "gain", at_scale);
    g.gain_from = Found::read_from_file;
  }
  g.read_noise = number(scale, "read_noise", at_scale);
  return c;
}

}  // namespace vitrum::pattern
