// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/drawn_mask.hpp: the user's mask laid over the measured one.
#pragma once

#include "vitrum/pattern/calibration.hpp"

namespace vitrum::pattern {

/// Masks what `drawn` (see drawn_mask; may be empty) says and counts it in out.drawn.
void apply_drawn(const std::vector<std::uint8_t>& drawn, Calibration& out);

}  // namespace vitrum::pattern
