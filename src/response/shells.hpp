// SPDX-License-Identifier: Apache-2.0
// vitrum/response/shells.hpp: offsets of a periodic grid by distance.
#pragma once

#include <vector>

#include "vitrum/microstructure/microstructure.hpp"

namespace vitrum::response {

/// Offsets dy * nx + dx (0 <= dy < ny, 0 <= dx < nx, each standing for the nearest image) whose length rounds to the
/// same number of voxels (of the shorter edge).
struct Shell {
  double r_nm = 0.0;                 // mean length
  std::vector<std::size_t> offsets;  // ascending
  std::vector<double> cos4;          // cos 4 theta of each, theta from x
};
/// From 0 (the voxel itself) to less than half the shorter edge of the grid; shells without an offset are left out.
std::vector<Shell> shells_of(const microstructure::Grid& grid);

/// The nearest image of an offset, in voxels.
inline double nearest_image(std::size_t offset, std::size_t n) {
  return offset <= n / 2 ? static_cast<double>(offset) : static_cast<double>(offset) - static_cast<double>(n);
}

}  // namespace vitrum::response
