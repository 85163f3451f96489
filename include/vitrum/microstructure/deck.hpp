// SPDX-License-Identifier: Apache-2.0
// vitrum/microstructure/deck.hpp: the `microstructure:` section of a deck.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "vitrum/core/deck.hpp"
#include "vitrum/microstructure/microstructure.hpp"

namespace vitrum::microstructure {

enum class Source { maps, described, homogeneous };
enum class Preset { neutral, mro_harder, mro_softer };

struct Choice {
  Source source = Source::homogeneous;
  std::string file;                       // maps: result of `characterize`
  Grid grid;                              // maps: ny, nx are the least numbers of voxels
  std::vector<DescribedDomains> domains;  // described
  std::vector<CouplingLaw> coupling;      // as written; they take precedence over the preset
  Preset preset = Preset::neutral;
  std::uint64_t seed = 1;
};

/// `fallback_file`: what an earlier stage of this run makes ("" for none). Without `source` the maps are taken where
/// there is a file, else the glass is homogeneous.
Choice read_deck(Section section, const std::string& fallback_file, std::uint64_t seed);

/// Laws of `types`: the preset's, replaced by those of the deck for the same n. Preset mro_harder: m = 1.3,
/// mro_softer: m = 0.77, both assumed, not measured (deformation 5.3).
std::vector<CouplingLaw> laws_of(const Choice& choice, const std::vector<int>& types);

/// Builds what was chosen. `maps` is called where the source is a file.
Microstructure build(const Choice& choice, const std::function<MeasuredMaps(const std::string& file)>& maps);

}  // namespace vitrum::microstructure
