// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/truth.cpp: calibration, injected values and tables of a synthesized scan.
#include "truth.hpp"

#include <limits>
#include <numbers>
#include <string>

#include "vitrum/phantom/closed_form.hpp"

namespace vitrum::phantom {
namespace {

template <class Get>
storage::Column doubles(const Foil& foil, std::string name, std::string units, Get get) {
  std::vector<double> values;
  for (const Cluster& cluster : foil.clusters) values.push_back(get(cluster));
  return {std::move(name), std::move(units), std::move(values)};
}

std::vector<storage::Column> cluster_table(const Parameters& p, const Foil& foil) {
  std::vector<std::int64_t> id, n;
  std::vector<std::string> lattice, zone;
  for (const Cluster& c : foil.clusters) {
    id.push_back(c.id);
    n.push_back(c.n);
    lattice.emplace_back(name_of(c.lattice));
    zone.push_back(c.zone);
  }
  std::vector<storage::Column> table{{"id", "", id}, {"n", "", n}};
  table.push_back(doubles(foil, "y_nm", "nm", [](const Cluster& c) { return 0.1 * c.y; }));
  table.push_back(doubles(foil, "x_nm", "nm", [](const Cluster& c) { return 0.1 * c.x; }));
  table.push_back(doubles(foil, "z_nm", "nm", [](const Cluster& c) { return 0.1 * c.z; }));
  table.push_back(doubles(foil, "diameter_nm", "nm", [](const Cluster& c) { return 0.1 * c.diameter_A; }));
  table.push_back(doubles(foil, "tilt_deg", "deg", [](const Cluster& c) { return c.tilt_deg; }));
  table.push_back(doubles(foil, "orientation_deg", "deg", [](const Cluster& c) { return c.orientation_deg; }));
  table.push_back(
      doubles(foil, "lattice_constant_A", "Angstrom", [](const Cluster& c) { return c.lattice_constant_A; }));
  table.push_back({"lattice", "", lattice});
  table.push_back({"zone", "", zone});
  if (p.model == Model::phantom) {
    table.push_back(doubles(foil, "peak", "", [](const Cluster& c) { return c.peak; }));
    table.push_back(doubles(foil, "spot_width_deg", "deg", [](const Cluster& c) { return c.spot_width_deg; }));
  }
  for (std::size_t i = 0; i < 4; ++i)
    table.push_back(doubles(foil, std::string("q") + "wxyz"[i], "", [i](const Cluster& c) { return c.quaternion[i]; }));
  return table;
}

std::vector<storage::Column> defect_table(const Parameters& p, const std::vector<PixelState>& states) {
  std::vector<std::int64_t> y, x;
  std::vector<std::string> kind;
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (states[i] == PixelState::good) continue;
    y.push_back(static_cast<std::int64_t>(i / p.pixels.qx));
    x.push_back(static_cast<std::int64_t>(i % p.pixels.qx));
    kind.emplace_back(states[i] == PixelState::dead ? "dead" : "hot");
  }
  return {{"y_px", "px", y}, {"x_px", "px", x}, {"kind", "", kind}};
}

double volume_fraction(const Parameters& p, const Foil& foil, bool visible_only) {
  double volume = 0.0;
  for (const Cluster& c : foil.clusters)
    if (c.n > 0 || !visible_only) volume += std::numbers::pi / 6.0 * c.diameter_A * c.diameter_A * c.diameter_A;
  const double step = 10.0 * p.step_nm;
  const double area = step * step * static_cast<double>(p.ny) * static_cast<double>(p.nx);
  return volume / (area * foil.thickness_A);
}

std::vector<double> pair(const std::array<double, 2>& v) { return {v[0], v[1]}; }

}  // namespace

storage::ArrayInfo describe_datacube(const Parameters& p) {
  storage::ArrayInfo info;
  info.path = "/datacube";
  info.units = "counts";
  info.axes = {
      storage::linear_axis("y", "nm", p.ny, p.step_nm), storage::linear_axis("x", "nm", p.nx, p.step_nm),
      storage::linear_axis("ky", "1/Angstrom", p.pixels.qy, p.pixels.k_per_px, -p.pixels.k_per_px * p.descan.middle[0]),
      storage::linear_axis("kx", "1/Angstrom", p.pixels.qx, p.pixels.k_per_px,
                           -p.pixels.k_per_px * p.descan.middle[1])};
  info.attributes = {{"step_nm", p.step_nm},
                     {"k_per_px_inv_A", p.pixels.k_per_px},
                     {"high_tension_kV", p.optics.high_tension_kV},
                     {"gain", p.sensor.gain},
                     {"read_noise", p.sensor.read_noise},
                     {"semi_angle_mrad", p.optics.semi_angle_mrad},
                     {"probe_fwhm_nm", 0.1 * probe_fwhm_A(p.optics)},
                     {"thickness_nm", p.thickness_nm}};
  const double most = stored_saturation(p.sensor);
  const double largest = p.sensor.integrating ? static_cast<double>(std::numeric_limits<float>::max()) : 65535.0;
  if (most < largest) info.attributes["saturation"] = most;
  return info;
}

namespace {

storage::Attributes of_atoms(const Parameters& p, const Foil& foil, const Summary& summary) {
  const double edge = foil.glass.edge_A;
  storage::Attributes all{{"model", std::string("atoms")},
                          {"composition", foil.glass.composition.text()},
                          {"density_inv_A3", static_cast<double>(foil.glass.atoms.size()) / (edge * edge * edge)},
                          {"glass_atoms", static_cast<std::int64_t>(foil.glass.atoms.size())},
                          {"glass_edge_A", edge},
                          {"ring_k_inv_A", summary.ring.k_inv_A},
                          {"ring_structure_factor", summary.ring.s},
                          {"scattering", std::string(p.optics.multislice ? "multislice" : "kinematic")},
                          {"debye_waller_A2", p.optics.debye_waller_A2},
                          {"elastic_paths", summary.elastic_paths},
                          {"decoherence_patterns", static_cast<std::int64_t>(p.decoherence.patterns)},
                          {"decoherence_displacement_A", p.decoherence.displacement_A},
                          {"decoherence_group_A", p.decoherence.group_A}};
  if (summary.multislice_difference >= 0.0) all["multislice_difference"] = summary.multislice_difference;
  return all;
}

storage::Attributes of_phantom(const Parameters& p) {
  const Phantom& f = p.phantom;
  return {{"model", std::string("phantom")},
          {"ring_k_inv_A", f.ring_inv_A},
          {"ring_width_inv_A", f.ring_width_inv_A},
          {"ring_share", f.ring_share},
          {"background_share", f.background_share},
          {"background_inv_A", f.background_inv_A},
          {"speckle_contrast", f.contrast},
          {"speckle_variance", speckle_variance(f)},
          {"odd_over_even",
           p.optics.ewald ? odd_over_even(p.optics.high_tension_kV, 10.0 * p.thickness_nm, f.ring_inv_A) : 0.0}};
}

void add_injected(const Parameters& p, const Foil& foil, storage::Attributes& all) {
  const Sensor& s = p.sensor;
  all.insert({{"seed", static_cast<std::int64_t>(p.seed)},
              {"thickness_nm", p.thickness_nm},
              {"dose", p.dose},
              {"defocus_nm", 0.1 * p.optics.defocus_A},
              {"spherical_aberration_mm", 1e-7 * p.optics.spherical_A},
              {"centre_middle_px", pair(p.descan.middle)},
              {"centre_along_y_px", pair(p.descan.along_y)},
              {"centre_along_x_px", pair(p.descan.along_x)},
              {"ellipse_e", p.pixels.e},
              {"ellipse_theta_deg", p.pixels.theta_deg},
              {"detector", std::string(s.integrating ? "integrating" : "counting")},
              {"gain", s.gain},
              {"read_noise", s.read_noise},
              {"dark", s.dark},
              {"dark_spread", s.dark_spread},
              {"flat_spread", s.flat_spread},
              {"blur_px", s.blur_px},
              {"mtf_from_table", static_cast<std::int64_t>(s.mtf.empty() ? 0 : 1)},
              {"pixel_integration", static_cast<std::int64_t>(s.pixel_integration ? 1 : 0)},
              {"saturation", s.saturation},
              {"beam_stop_width_px", s.stop.width_px},
              {"beam_stop_tip_px", pair(s.stop.tip)},
              {"beam_stop_angle_deg", s.stop.angle_deg},
              {"cluster_volume_fraction", volume_fraction(p, foil, false)},
              {"visible_volume_fraction", volume_fraction(p, foil, true)}});
}

void write_image(storage::File& file, const Parameters& p, const std::string& path, const std::string& units,
                 const std::vector<double>& values) {
  if (values.empty()) return;
  storage::ArrayInfo info;
  info.path = path;
  info.units = units;
  info.axes = {storage::linear_axis("y", "px", p.pixels.qy), storage::linear_axis("x", "px", p.pixels.qx)};
  file.write<double>(info, values);
}

}  // namespace

void write_truth(storage::File& file, const Parameters& p, const Foil& foil, const Summary& summary,
                 const Detector& detector) {
  auto attributes = p.model == Model::phantom ? of_phantom(p) : of_atoms(p, foil, summary);
  add_injected(p, foil, attributes);
  file.write_attributes("/truth", attributes);
  file.write_table("/truth/clusters", cluster_table(p, foil));
  file.write_table("/truth/defects", defect_table(p, detector.states));
  write_image(file, p, "/truth/flat", "", detector.flat);
  const bool even = p.sensor.integrating && detector.dark.empty() && p.sensor.dark != 0.0;
  write_image(file, p, "/truth/dark", "detector units",
              even ? std::vector<double>(p.pixels.qy * p.pixels.qx, p.sensor.dark) : detector.dark);
}

}  // namespace vitrum::phantom
