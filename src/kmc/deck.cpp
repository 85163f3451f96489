// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/deck.cpp: names, units, ranges and defaults of `deform:`.
#include "vitrum/kmc/deck.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kmc/deck_founding.hpp"
#include "kmc/deck_load.hpp"

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

void read_zone(Section s, ZoneParameters& z) {
  const bool given = s.has("radius") || s.has("radius_voxels");
  const std::string shape = s.choice("shape", {"voxel", "disc", "gaussian"}, given ? "disc" : "voxel");
  const auto nm = s.optional_quantity("radius", "nm", positive());
  const auto voxels = s.optional_number("radius_voxels", positive());
  if (nm && voxels) s.fail("radius_voxels", "does not go together with radius; write one of them");
  if (!given && shape != "voxel") s.fail("", "needs radius (as 3.6 nm) or radius_voxels");
  if (given && shape == "voxel") s.fail("shape", "a zone of one voxel has no radius; write disc or gaussian");
  if (!given) return;
  z = {shape == "gaussian" ? ZoneParameters::Shape::gaussian : ZoneParameters::Shape::disc, nm ? *nm : *voxels, !nm};
}

Athermal athermal_from(const std::string& name) {
  return name == "sync" ? Athermal::sync : name == "capped" ? Athermal::capped : Athermal::extremal;
}

EngineKind engine_from(const std::string& name) {
  return name == "founding" ? EngineKind::founding : name == "reference" ? EngineKind::reference : EngineKind::direct;
}

std::vector<double> tenths(double last) {
  std::vector<double> strains;
  for (int i = 0; i <= 10; ++i) strains.push_back(last * i / 10.0);
  return strains;
}

void read_snapshots(Section& s, const Load& load, std::vector<double>& strains) {
  const bool programme = !load.segments.empty();
  strains =
      s.quantities("snapshots", "1", programme ? std::vector<double>{} : tenths(load.max_strain), between(0.0, 1.0));
  if (programme) {
    std::sort(strains.begin(), strains.end());
    return;
  }
  if (std::any_of(strains.begin(), strains.end(), [&](double x) { return x > load.max_strain * (1.0 + 1e-9); }))
    s.fail("snapshots", fmt::format("a snapshot lies beyond load.max_strain {}", load.max_strain));
  strains.push_back(load.max_strain);
  std::sort(strains.begin(), strains.end());
  const auto same = [](double a, double b) { return b - a <= 1e-12; };
  strains.erase(std::unique(strains.begin(), strains.end(), same), strains.end());
}

void read_checkpoints(Section& s, DeckPart& part) {
  part.checkpoint_interval = s.quantity("checkpoint_interval", "1", part.checkpoint_interval, {0.0, 1.0, true, false});
  part.checkpoint_events = s.integer("checkpoint_events", part.checkpoint_events, non_negative());
  part.checkpoint_wall_s = s.quantity("checkpoint_wall", "s", part.checkpoint_wall_s, positive());
  part.wall_limit_s = s.optional_quantity("wall_limit", "s", positive());
  part.wall_margin_s = s.quantity("wall_margin", "s", part.wall_margin_s, non_negative());
  if (part.wall_limit_s && *part.wall_limit_s <= part.wall_margin_s)
    s.fail("wall_limit", fmt::format("is not longer than wall_margin ({:g} s), which is kept for the last checkpoint",
                                     part.wall_margin_s));
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
  p.temperature_K = section.quantity("temperature", "K", p.temperature_K, non_negative());
  p.attempt_frequency_Hz = section.quantity("attempt_frequency", "Hz", p.attempt_frequency_Hz, positive());
  read_catalogue(section.section("catalogue"), p.catalogue);
  read_softening(section.section("softening"), p.softening);
  read_zone(section.section("stz"), p.zone);
  read_load(section.section("load"), p.load, p.temperature_K);
  p.athermal = athermal_from(section.choice("athermal", {"extremal", "sync", "capped"}, "extremal"));
  p.engine = engine_from(section.choice("engine", {"direct", "reference", "founding"}, "direct"));
  if (p.engine == EngineKind::founding) p.founding = read_founding_law(section.section("founding"));
  if (p.engine == EngineKind::founding && p.zone.shape != ZoneParameters::Shape::voxel)
    section.fail("stz", "engine: founding knows zones of one voxel only; leave stz out, or choose engine: direct");
  p.cutoff_eV = section.optional_quantity("cutoff", "eV", positive());
  p.residual_strain_sd = section.number("residual_strain", p.residual_strain_sd, between(0.0, 1.0));
  p.max_flips_per_cascade = section.integer("max_flips_per_cascade", p.max_flips_per_cascade, at_least(1));
  read_checkpoints(section, part);
  auto output = section.section("output");
  part.curve_interval = output.quantity("curve_interval", "1", part.curve_interval, {0.0, 1.0, true, false});
  read_snapshots(output, p.load, part.snapshot_strains);
  return part;
}

}  // namespace vitrum::kmc
