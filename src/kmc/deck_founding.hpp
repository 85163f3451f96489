// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/deck_founding.hpp: `deform.founding`: the loop of the founding prototype.
#pragma once

#include "vitrum/core/deck.hpp"
#include "vitrum/kmc/founding_law.hpp"

namespace vitrum::kmc {

FoundingLaw read_founding_law(Section section);

}  // namespace vitrum::kmc
