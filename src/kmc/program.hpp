// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/program.hpp: the load programme: its segments, their legs, and the model of each leg.
#pragma once

#include "kmc/model.hpp"

namespace vitrum::kmc {

/// The segments of a load; the one it is where it lists none.
std::vector<Segment> segments_of(const Load& load);
/// Strokes of a cyclic segment: up, down and up again cycle by cycle, back to the centre after each amplitude; 1 of any
/// other.
std::int64_t legs(const Segment& segment);
bool cyclic(Control control);
/// Does the segment impose the stress?
bool holds_stress(Control control);

/// The model of the leg that `start` names.
Model leg_model(const Parameters& parameters, const microstructure::Grid& grid, const Start& start);

}  // namespace vitrum::kmc
