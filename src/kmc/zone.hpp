// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/zone.hpp: zones larger than a voxel: their patch of the grid, and whether they suit it.
#pragma once

#include "vitrum/elasticity/patch.hpp"
#include "vitrum/kmc/kmc.hpp"

namespace vitrum::kmc {

elasticity::Patch patch_of(const ZoneParameters& zone, const microstructure::Grid& grid);

/// InputError where a zone is smaller than a voxel or wider than the grid.
void check_zone(const ZoneParameters& zone, const microstructure::Grid& grid);

}  // namespace vitrum::kmc
