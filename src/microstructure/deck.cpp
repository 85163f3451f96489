// SPDX-License-Identifier: Apache-2.0
// vitrum/microstructure/deck.cpp: reads `microstructure:` and builds what it names.
#include "vitrum/microstructure/deck.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "vitrum/core/error.hpp"

namespace vitrum::microstructure {

namespace {

Source source_of(Section section, bool has_file) {
  const std::string name =
      section.choice("source", {"maps", "described", "homogeneous"}, has_file ? "maps" : "homogeneous");
  return name == "maps" ? Source::maps : name == "described" ? Source::described : Source::homogeneous;
}

Preset preset_of(Section section) {
  const std::string name = section.choice("preset", {"neutral", "mro_harder", "mro_softer"}, "neutral");
  return name == "mro_harder" ? Preset::mro_harder : name == "mro_softer" ? Preset::mro_softer : Preset::neutral;
}

Grid grid_of(Section section) {
  Grid grid;
  const auto edge = section.quantity("voxel", "nm", grid.hx_nm, positive());
  grid.hy_nm = edge;
  grid.hx_nm = section.quantity("voxel_x", "nm", edge, positive());
  grid.thickness_nm = section.quantity("thickness", "nm", grid.thickness_nm, positive());
  const auto voxels = section.integers("grid", std::vector<std::int64_t>{128, 128}, at_least(1));
  if (voxels.size() != 2) section.fail("grid", "must be two numbers of voxels, as in \"grid: [128, 128]\" (y, x)");
  grid.ny = static_cast<std::size_t>(voxels[0]);
  grid.nx = static_cast<std::size_t>(voxels[1]);
  return grid;
}

std::vector<DescribedDomains> domains_of(Section section) {
  std::vector<DescribedDomains> domains;
  for (Section item : section.list("domains")) {
    domains.push_back({static_cast<int>(item.integer("n", {}, between(1, 12))),
                       item.number("fraction", {}, between(0.0, 0.5)),
                       item.quantity("diameter", "nm", {}, positive())});
  }
  return domains;
}

std::vector<CouplingLaw> coupling_of(Section section) {
  std::vector<CouplingLaw> laws;
  for (Section item : section.list("coupling")) {
    CouplingLaw law;
    law.n = static_cast<int>(item.integer("n", {}, between(1, 12)));
    law.barrier = item.number("barrier", law.barrier, positive());
    law.permanent_softening = item.number("permanent_softening", law.permanent_softening, positive());
    law.temporary_softening = item.number("temporary_softening", law.temporary_softening, positive());
    for (const CouplingLaw& other : laws) {
      if (other.n == law.n) item.fail("n", fmt::format("has a law already (n = {}); write one law an n", law.n));
    }
    laws.push_back(law);
  }
  return laws;
}

}  // namespace

Choice read_deck(Section section, const std::string& fallback_file, std::uint64_t seed) {
  Choice choice;
  choice.file = section.optional_text("file").value_or(fallback_file);
  choice.source = source_of(section, !choice.file.empty());
  if (choice.source == Source::maps && choice.file.empty()) {
    section.fail("file", "is missing; name the mro.h5 that characterize wrote, as in \"file: results/mro.h5\"");
  }
  choice.grid = grid_of(section);
  choice.domains = domains_of(section);
  if (choice.source == Source::described && choice.domains.empty()) {
    section.fail("domains", "is missing; describe them, as in \"domains: [{n: 4, fraction: 0.05, diameter: 2 nm}]\"");
  }
  choice.coupling = coupling_of(section);
  choice.preset = preset_of(section);
  choice.seed = seed;
  if (choice.source != Source::maps) choice.file.clear();
  return choice;
}

std::vector<CouplingLaw> laws_of(const Choice& choice, const std::vector<int>& types) {
  std::vector<CouplingLaw> laws = choice.coupling;
  if (choice.preset == Preset::neutral) return laws;
  for (const int n : types) {
    const bool written = std::any_of(laws.begin(), laws.end(), [n](const CouplingLaw& law) { return law.n == n; });
    if (!written) laws.push_back({n, choice.preset == Preset::mro_harder ? 1.3 : 0.77, 1.0, 1.0});
  }
  return laws;
}

Microstructure build(const Choice& choice, const std::function<MeasuredMaps(const std::string& file)>& maps) {
  Microstructure m;
  if (choice.source == Source::maps) {
    const MeasuredMaps measured = maps(choice.file);
    m = from_maps(measured, choice.grid.hy_nm, choice.grid.hx_nm, choice.grid.thickness_nm, choice.grid.ny,
                  choice.grid.nx, laws_of(choice, measured.types));
  } else if (choice.source == Source::described) {
    std::vector<int> types;
    for (const DescribedDomains& d : choice.domains) {
      if (std::find(types.begin(), types.end(), d.n) == types.end()) types.push_back(d.n);
    }
    m = from_description(choice.grid, choice.domains, laws_of(choice, types), choice.seed);
  } else {
    m = homogeneous(choice.grid);
  }
  if (choice.preset != Preset::neutral && choice.source != Source::homogeneous) {
    m.notes.push_back(fmt::format("Coupling preset {}: barrier factor {} in MRO, assumed, not measured.",
                                  choice.preset == Preset::mro_harder ? "mro_harder" : "mro_softer",
                                  choice.preset == Preset::mro_harder ? 1.3 : 0.77));
  }
  return m;
}

}  // namespace vitrum::microstructure
