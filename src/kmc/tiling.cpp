// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/tiling.cpp: cuts the grid.
#include "kmc/tiling.hpp"

#include <algorithm>

namespace vitrum::kmc {

Tiling::Tiling(std::size_t ny, std::size_t nx, int rank, int ranks)
    : ny_(ny), nx_(nx), tiles_x_((nx + edge - 1) / edge) {
  std::size_t first = 0;
  for (std::size_t y = 0; y < ny; y += edge)
    for (std::size_t x = 0; x < nx; x += edge) {
      tiles_.push_back({y, x, std::min(edge, ny - y), std::min(edge, nx - x), first});
      first += tiles_.back().voxels();
    }
  owned_ = comm::block_of(tiles_.size(), 1, rank, ranks);
}

std::size_t Tiling::tile_of(std::int64_t voxel) const {
  const auto v = static_cast<std::size_t>(voxel);
  return v / nx_ / edge * tiles_x_ + v % nx_ / edge;
}

std::size_t Tiling::local_of(const Tile& tile, std::int64_t voxel) const {
  const auto v = static_cast<std::size_t>(voxel);
  return (v / nx_ - tile.y0) * tile.nx + v % nx_ - tile.x0;
}

}  // namespace vitrum::kmc
