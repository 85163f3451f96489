// SPDX-License-Identifier: Apache-2.0
// vitrum/response/null_maps.hpp: toroidal shifts of a map, and the bootstrap of blocks of voxels.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "vitrum/response/mro.hpp"

namespace vitrum::response {

/// Voxel of the map that a shift lays over voxel (y, x): row (y + dy) % ny, column (x + dx) % nx.
struct Shift {
  std::size_t dy = 0, dx = 0;
};
/// The i-th shift of the null; never none where the grid has more than one voxel.
Shift null_shift(const microstructure::Grid& grid, std::uint64_t seed, int i);

/// Calls visit(voxel, voxel of the shifted map) for all voxels, in order.
template <class Visit>
void for_shifted(const microstructure::Grid& grid, Shift shift, Visit&& visit) {
  for (std::size_t y = 0; y < grid.ny; ++y) {
    const std::size_t row = (y + shift.dy) % grid.ny * grid.nx, here = y * grid.nx;
    std::size_t column = shift.dx;
    for (std::size_t x = 0; x < grid.nx; ++x) {
      visit(here + x, row + column);
      if (++column == grid.nx) column = 0;
    }
  }
}

/// Block of each voxel, 8 x 8 blocks (fewer where the grid has fewer rows or columns), and their number.
struct Blocks {
  std::vector<std::uint32_t> of;
  std::size_t count = 0;
};
Blocks blocks_of(const microstructure::Grid& grid);

/// Standard deviations of the values that `of_weights` computes, over bootstraps: blocks drawn with replacement, handed
/// over as the number of times that each was drawn. Values that are not finite do not count.
std::vector<double> bootstrap_errors(const Blocks& blocks, const MroChoice& choice,
                                     const std::function<std::vector<double>(std::span<const double>)>& of_weights);

}  // namespace vitrum::response
