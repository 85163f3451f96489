// SPDX-License-Identifier: Apache-2.0
// vitrum/microstructure/laws.hpp: from coverage to what it does to a voxel.
#pragma once

#include <vector>

#include "vitrum/microstructure/microstructure.hpp"

namespace vitrum::microstructure {

/// Fills in the voxel fields from grid, types and coverage: log m and (chi - 1) mix linearly with coverage
/// (deformation 5.3), so that no coverage or a neutral law gives exactly 0 and 1.
void apply_laws(Microstructure& microstructure, const std::vector<CouplingLaw>& laws);

}  // namespace vitrum::microstructure
