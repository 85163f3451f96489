// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/deck_load.hpp: `deform.load`: one load, or a programme of segments.
#pragma once

#include "vitrum/core/deck.hpp"
#include "vitrum/kmc/kmc.hpp"

namespace vitrum::kmc {

/// `temperature_K` is that of segments which name none.
void read_load(Section section, Load& load, double temperature_K);

}  // namespace vitrum::kmc
