// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/deck.hpp: the `calibration:` and `detectors:` sections of a deck.
#pragma once

#include <vector>

#include "vitrum/core/deck.hpp"
#include "vitrum/pattern/calibration.hpp"
#include "vitrum/pattern/detectors.hpp"

namespace vitrum::pattern {

CalibrationParameters read_calibration_deck(Section section);
std::vector<Detector> read_detectors(Section section);

}  // namespace vitrum::pattern
