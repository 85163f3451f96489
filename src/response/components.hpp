// SPDX-License-Identifier: Apache-2.0
// vitrum/response/components.hpp: connected voxels of a periodic grid, unwrapped.
#pragma once

#include <cstdint>
#include <vector>

#include "response/lines.hpp"

namespace vitrum::response {

struct Component {
  std::vector<std::size_t> voxels;  // in the order in which a breadth-first search met them
  std::vector<std::int64_t> x, y;   // unwrapped column and row of each: connected without the border
  int rank = 0;                     // directions in which it closes on itself: 0, 1 or 2
  Winding winding;                  // rank 1: of its closed lines; else 0, 0
  bool percolates_x = false, percolates_y = false;
};

/// Components of the set voxels, of voxels that share an edge, in the order of their first voxels.
std::vector<Component> components_of(const std::vector<char>& set, const microstructure::Grid& grid);

}  // namespace vitrum::response
