// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/deck.cpp: reads `synthesize:`.
#include "vitrum/phantom/deck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "deck_detector.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::phantom {
namespace {

constexpr double default_density_g_cm3 = 6.2;  // Zr-Co-Al

Composition read_composition(Section& section) {
  std::vector<std::string> symbols{"Zr", "Co", "Al"};
  std::vector<double> amounts{55.0, 25.0, 20.0};
  const YAML::Node node = section.free_form("composition");
  if (node.IsDefined() && node.IsMap()) {
    symbols.clear();
    amounts.clear();
    for (const auto& entry : node) {
      symbols.push_back(entry.first.Scalar());
      double amount = 0.0;
      if (!entry.second.IsScalar() || !YAML::convert<double>::decode(entry.second, amount))
        section.fail(
            "composition",
            fmt::format("the amount of {} must be a number, in percent of atoms or any other unit", symbols.back()));
      amounts.push_back(amount);
    }
  }
  try {
    return make_composition(symbols, amounts);
  } catch (const InputError& error) {
    section.fail("composition", error.what());
  }
}

void read_glass(Section& section, Parameters& p) {
  p.glass.composition = read_composition(section);
  const auto per_volume = section.optional_quantity("number_density", "1/Angstrom^3", {0.005, 0.2, false, false});
  const auto density = section.optional_quantity("density", "g/cm^3", {0.5, 30.0, false, false});
  if (per_volume && density) section.fail("number_density", "density is given too; keep one of the two");
  p.glass.density_inv_A3 =
      per_volume ? *per_volume : number_density(p.glass.composition, density.value_or(default_density_g_cm3));
  p.glass.atoms =
      static_cast<std::size_t>(section.integer("atoms", static_cast<std::int64_t>(p.glass.atoms), between(500, 1e6)));
  p.structure_file = section.optional_text("structure").value_or("");
  p.thickness_nm = section.quantity("thickness", "nm", p.thickness_nm, positive());
}

void read_probe(Section section, Parameters& p) {
  Optics& o = p.optics;
  o.high_tension_kV = section.quantity("high_tension", "kV", o.high_tension_kV, between(10.0, 3000.0));
  const auto semi_angle = section.optional_quantity("semi_angle", "mrad", positive());
  const auto fwhm = section.optional_quantity("fwhm", "nm", positive());
  if (semi_angle && fwhm)
    section.fail("semi_angle", "fwhm is given too; keep one of the two (fwhm = 0.514 lambda / semi_angle)");
  o.semi_angle_mrad = semi_angle ? *semi_angle : semi_angle_for_fwhm_mrad(o.high_tension_kV, 10.0 * fwhm.value_or(1.0));
  o.defocus_A = 10.0 * section.quantity("defocus", "nm", 0.1 * o.defocus_A);
  o.spherical_A = 1e7 * section.quantity("spherical_aberration", "mm", 1e-7 * o.spherical_A);
  if (p.model == Model::phantom && (o.defocus_A != 0.0 || o.spherical_A != 0.0))
    section.fail(o.defocus_A != 0.0 ? "defocus" : "spherical_aberration",
                 "the phantom's probe is free of aberrations; leave it out, or take model: atoms");
  const double alpha = 1e-3 * o.semi_angle_mrad;
  const double spread = std::abs(o.defocus_A) * alpha + std::abs(o.spherical_A) * alpha * alpha * alpha;
  const double fallback =
      std::min(2.5 * probe_fwhm_A(o.high_tension_kV, o.semi_angle_mrad) + spread, 0.45 / p.pixels.k_per_px);
  // White noise fills any window at no cost, and the tail of the probe shapes the speckle.
  const double widest = p.model == Model::phantom ? 0.45 / p.pixels.k_per_px : fallback;
  o.cutoff_A = 10.0 * section.optional_quantity("cutoff", "nm", positive()).value_or(0.1 * widest);
}

void read_scattering(Section& section, Parameters& p) {
  Optics& o = p.optics;
  o.multislice = section.choice("scattering", {"kinematic", "multislice"}, "kinematic") == "multislice";
  o.debye_waller_A2 = section.quantity("debye_waller", "Angstrom^2", o.debye_waller_A2, between(0.0, 20.0));
  o.slice_A = section.quantity("slice", "Angstrom", o.slice_A, {0.0, 10.0, true, false});
  o.direct_beam = section.flag("direct_beam", o.direct_beam);
  p.dose = section.quantity("dose", "e", p.dose, positive());
}

void read_distortions(Section& section, Parameters& p) {
  Section descan = section.section("descan");
  p.descan.along_y = read_pair(descan, "along_y", "px", p.descan.along_y);
  p.descan.along_x = read_pair(descan, "along_x", "px", p.descan.along_x);
  Section ellipse = section.section("ellipse");
  p.pixels.e = ellipse.number("e", p.pixels.e, between(-0.2, 0.2));
  p.pixels.theta_deg = ellipse.quantity("angle", "deg", p.pixels.theta_deg);
  Section decoherence = section.section("decoherence");
  Decoherence& d = p.decoherence;
  d.patterns = static_cast<int>(decoherence.integer("patterns", d.patterns, between(1, 1000)));
  d.displacement_A = decoherence.quantity("displacement", "Angstrom", d.displacement_A, non_negative());
  d.group_A = decoherence.quantity("group", "Angstrom", d.group_A, positive());
}

void read_phantom(Section section, Parameters& p) {
  Phantom& f = p.phantom;
  f.contrast = section.number("contrast", f.contrast, between(0.0, 1.0));
  f.ring_inv_A = section.quantity("ring", "1/Angstrom", f.ring_inv_A, positive());
  f.ring_width_inv_A = section.quantity("ring_width", "1/Angstrom", f.ring_width_inv_A, positive());
  f.ring_share = section.number("ring_share", f.ring_share, {0.0, 1.0, true, false});
  f.background_inv_A = section.quantity("background_decay", "1/Angstrom", f.background_inv_A, positive());
  f.background_share = section.number("background_share", f.background_share, between(0.0, 1.0));
  if (f.ring_share + f.background_share > 1.0)
    section.fail("ring_share", "ring_share and background_share are more than all electrons together");
}

ClusterKind read_kind(Section section) {
  ClusterKind kind;
  kind.lattice = lattice_from_name(section.choice("lattice", lattice_names(), "bcc"));
  const double fallback = kind.lattice == Lattice::bcc ? 3.45 : kind.lattice == Lattice::fcc ? 4.22 : 3.07;
  kind.lattice_constant_A =
      10.0 * section.optional_quantity("lattice_constant", "nm", positive()).value_or(0.1 * fallback);
  std::vector<std::string> zones{"random"};
  for (const Zone& zone : zones_of(kind.lattice)) zones.emplace_back(zone.name);
  kind.zone = section.choice("zone", zones, zones[1]);
  kind.diameter_A = 10.0 * section.quantity("diameter", "nm", 0.1 * kind.diameter_A, positive());
  kind.count = static_cast<std::size_t>(section.integer("count", {}, non_negative()));
  kind.max_tilt_deg = section.quantity("max_tilt", "deg", kind.max_tilt_deg, between(0.0, 90.0));
  kind.centred = section.choice("centring", {"random", "atom"}, "random") == "atom";
  kind.peak = section.number("peak", kind.peak, non_negative());
  kind.spot_width_deg = section.quantity("spot_width", "deg", kind.spot_width_deg, {0.0, 90.0, true, false});
  return kind;
}

void read_clusters(Section& section, Parameters& p) {
  for (const Section& item : section.list("clusters")) p.clusters.push_back(read_kind(item));
  p.clusters_apart_in_projection = section.choice("apart", {"volume", "projection"}, "volume") == "projection";
  p.cluster_gap_A = section.quantity("gap", "Angstrom", p.cluster_gap_A, non_negative());
  p.carve_A = section.quantity("carve", "Angstrom", p.carve_A, non_negative());
  p.cluster_rms_A = section.quantity("displacement", "Angstrom", p.cluster_rms_A, between(0.0, 1.0));
}

}  // namespace

Parameters read_deck(Section section, std::uint64_t seed) {
  Parameters p;
  p.seed = seed;
  p.model = section.choice("model", {"atoms", "phantom"}, "atoms") == "phantom" ? Model::phantom : Model::atoms;
  read_phantom(section.section("phantom"), p);
  read_glass(section, p);
  Section scan = section.section("scan");
  const auto shape = read_shape(scan, {p.ny, p.nx});
  p.ny = shape[0];
  p.nx = shape[1];
  p.step_nm = scan.quantity("step", "nm", p.step_nm, positive());
  read_detector(section.section("detector"), p);
  read_probe(section.section("probe"), p);
  read_scattering(section, p);
  read_distortions(section, p);
  read_clusters(section, p);
  return p;
}

}  // namespace vitrum::phantom
