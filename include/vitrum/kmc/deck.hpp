// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/deck.hpp: the section `deform:` of a deck.
#pragma once

#include <vector>

#include "vitrum/core/deck.hpp"
#include "vitrum/kmc/kmc.hpp"

namespace vitrum::kmc {

struct DeckPart {
  Parameters parameters;                 // medium is the one given, the seed is the caller's
  double curve_interval = 1e-4;          // of strain
  std::vector<double> snapshot_strains;  // ascending; max_strain is always among them
  double checkpoint_interval = 5e-3;     // of strain
};

/// Keys: docs/deck.md. InputError with line and column.
DeckPart read_deck(Section section, const elasticity::Medium& medium);

}  // namespace vitrum::kmc
