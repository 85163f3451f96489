// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/zone.cpp: radius and shape of a zone as weights of voxels.
#include "kmc/zone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "vitrum/core/error.hpp"
#include "vitrum/kmc/simulate.hpp"

namespace vitrum::kmc {
namespace {

double radius_nm(const ZoneParameters& zone, const microstructure::Grid& grid) {
  return zone.in_voxels ? zone.radius * std::sqrt(grid.hy_nm * grid.hx_nm) : zone.radius;
}

}  // namespace

elasticity::Patch patch_of(const ZoneParameters& zone, const microstructure::Grid& grid) {
  switch (zone.shape) {
    case ZoneParameters::Shape::voxel:
      return {};
    case ZoneParameters::Shape::disc:
      return elasticity::disc_patch(radius_nm(zone, grid), grid.hy_nm, grid.hx_nm);
    case ZoneParameters::Shape::gaussian:
      return elasticity::gaussian_patch_2d(radius_nm(zone, grid) / std::numbers::sqrt2, grid.hy_nm, grid.hx_nm);
  }
  return {};
}

double zone_volume_in_voxels(const ZoneParameters& zone, const microstructure::Grid& grid) {
  return patch_of(zone, grid).volume_in_voxels;
}

void check_zone(const ZoneParameters& zone, const microstructure::Grid& grid) {
  if (zone.shape == ZoneParameters::Shape::voxel) return;
  const double r = radius_nm(zone, grid);
  if (!std::isfinite(r) || !(std::numbers::pi * r * r >= grid.hy_nm * grid.hx_nm * (1.0 - 1e-9)))
    throw InputError(
        fmt::format("deform: stz.radius: a zone of radius {:.4g} nm is smaller than a voxel of {:.4g} x "
                    "{:.4g} nm; choose finer voxels (microstructure.voxel) or a larger radius",
                    r, grid.hy_nm, grid.hx_nm));
  const double width = std::min(static_cast<double>(grid.ny) * grid.hy_nm, static_cast<double>(grid.nx) * grid.hx_nm);
  if (2.0 * r + std::max(grid.hy_nm, grid.hx_nm) > width)
    throw InputError(
        fmt::format("deform: stz.radius: a zone of radius {:.4g} nm is wider than the grid ({:.4g} nm); "
                    "choose more voxels or a smaller radius",
                    r, width));
}

}  // namespace vitrum::kmc
