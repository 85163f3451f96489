// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/deck.cpp: names, units, ranges and defaults of `deform:`.
#include "vitrum/kmc/deck.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vitrum::kmc {
namespace {

void read_catalogue(Section s, CatalogueParameters& c) {
  c.modes = static_cast<int>(s.integer("modes", c.modes, between(1, 100000)));
  c.eigenstrain_sd = s.number("eigenstrain", c.eigenstrain_sd, {0.0, 1.0, true, false});
  c.barrier_eV = s.quantity("barrier", "eV", c.barrier_eV, positive());
  c.barrier_spread = s.number("spread", c.barrier_spread, {0.0, 1.0, false, true});
}

void read_softening(Section s, SofteningParameters& p) {
  p.permanent = s.number("permanent", p.permanent, non_negative());
  p.permanent_cap = s.number("permanent_cap", p.permanent_cap, non_negative());
  p.temporary = s.number("temporary", p.temporary, non_negative());
  p.recovery_eV = s.quantity("recovery", "eV", p.recovery_eV, non_negative());
}

void read_load(Section s, Load& load) {
  const std::string kind = s.choice("kind", {"uniaxial_plane_strain", "pure_shear"}, "uniaxial_plane_strain");
  load.kind = kind == "pure_shear" ? LoadKind::pure_shear : LoadKind::uniaxial_plane_strain;
  load.strain_rate_per_s = s.quantity("strain_rate", "1/s", load.strain_rate_per_s, positive());
  load.max_strain = s.quantity("max_strain", "1", load.max_strain, {0.0, 1.0, true, false});
  load.strain_step = s.quantity("strain_step", "1", load.strain_step, {0.0, 1e-2, true, false});
  if (load.strain_step > load.max_strain)
    s.fail("strain_step",
           fmt::format("a load step of {} is longer than max_strain {}", load.strain_step, load.max_strain));
}

Athermal athermal_from(const std::string& name) {
  return name == "sync" ? Athermal::sync : name == "capped" ? Athermal::capped : Athermal::extremal;
}

std::vector<double> tenths(double last) {
  std::vector<double> strains;
  for (int i = 0; i <= 10; ++i) strains.push_back(last * i / 10.0);
  return strains;
}

void read_output(Section s, const Load& load, DeckPart& part) {
  part.curve_interval = s.quantity("curve_interval", "1", part.curve_interval, {0.0, 1.0, true, false});
  part.snapshot_strains = s.quantities("snapshots", "1", tenths(load.max_strain), between(0.0, 1.0));
  auto& strains = part.snapshot_strains;
  if (std::any_of(strains.begin(), strains.end(), [&](double x) { return x > load.max_strain * (1.0 + 1e-9); }))
    s.fail("snapshots", fmt::format("a snapshot lies beyond load.max_strain {}", load.max_strain));
  strains.push_back(load.max_strain);
  std::sort(strains.begin(), strains.end());
  const auto same = [](double a, double b) { return b - a <= 1e-12; };
  strains.erase(std::unique(strains.begin(), strains.end(), same), strains.end());
}

}  // namespace

DeckPart read_deck(Section section, const elasticity::Medium& medium) {
  DeckPart part;
  Parameters& p = part.parameters;
  p.medium = medium;
  if (medium.op == elasticity::Operator::rotated)
    section.fail("",
                 "elasticity.operator: rotated decouples neighbouring voxels that flip one by one (checkerboard); "
                 "write voxel_average or truncated_fourier");
  p.temperature_K = section.quantity("temperature", "K", p.temperature_K, positive());
  p.attempt_frequency_Hz = section.quantity("attempt_frequency", "Hz", p.attempt_frequency_Hz, positive());
  read_catalogue(section.section("catalogue"), p.catalogue);
  read_softening(section.section("softening"), p.softening);
  read_load(section.section("load"), p.load);
  p.athermal = athermal_from(section.choice("athermal", {"extremal", "sync", "capped"}, "extremal"));
  p.engine = section.choice("engine", {"direct", "reference"}, "direct") == "reference" ? EngineKind::reference
                                                                                        : EngineKind::direct;
  p.cutoff_eV = section.optional_quantity("cutoff", "eV", positive());
  p.residual_strain_sd = section.number("residual_strain", p.residual_strain_sd, between(0.0, 1.0));
  p.max_flips_per_cascade = section.integer("max_flips_per_cascade", p.max_flips_per_cascade, at_least(1));
  part.checkpoint_interval =
      section.quantity("checkpoint_interval", "1", part.checkpoint_interval, {0.0, 1.0, true, false});
  read_output(section.section("output"), p.load, part);
  return part;
}

}  // namespace vitrum::kmc
