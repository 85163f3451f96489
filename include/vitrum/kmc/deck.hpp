// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/deck.hpp: the section `deform:` of a deck.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "vitrum/core/deck.hpp"
#include "vitrum/kmc/kmc.hpp"

namespace vitrum::kmc {

struct DeckPart {
  Parameters parameters;                 // medium is the one given, the seed is the caller's
  double curve_interval = 1e-4;          // of strain
  std::vector<double> snapshot_strains;  // ascending; without segments max_strain is among them
  double checkpoint_interval = 5e-3;     // of strain
  std::int64_t checkpoint_events = 0;    // 0: not by events
  double checkpoint_wall_s = 600.0;
  std::optional<double> wall_limit_s;  // of the whole job, from its start
  double wall_margin_s = 120.0;        // before it the run stops with a checkpoint
};

/// Keys: docs/deck.md. InputError with line and column.
DeckPart read_deck(Section section, const elasticity::Medium& medium);

}  // namespace vitrum::kmc
