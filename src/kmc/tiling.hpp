// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/tiling.hpp: the grid cut into tiles of fixed size, and who owns them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vitrum/comm/decompose.hpp"

namespace vitrum::kmc {

/// Voxels [y0, y0 + ny) x [x0, x0 + nx); tile-major position of its first voxel in the whole grid is `first`.
struct Tile {
  std::size_t y0 = 0, x0 = 0;
  std::size_t ny = 0, nx = 0;
  std::size_t first = 0;
  std::size_t voxels() const { return ny * nx; }
};

/// Tiles of 32 x 32 voxels (smaller at the far edges), row-major; the same for any number of ranks. Per-voxel arrays
/// are tile-major: tile after tile, row-major inside a tile, so that a rank's contiguous tiles are one contiguous
/// piece.
class Tiling {
 public:
  static constexpr std::size_t edge = 32;

  Tiling(std::size_t ny, std::size_t nx, int rank, int ranks);

  std::size_t ny() const { return ny_; }
  std::size_t nx() const { return nx_; }
  const std::vector<Tile>& tiles() const { return tiles_; }
  comm::Range owned() const { return owned_; }  // tiles of this rank
  std::size_t first_voxel() const { return position(owned_.begin); }
  std::size_t owned_voxels() const { return position(owned_.end) - position(owned_.begin); }

  /// Global voxel number y * nx + x of voxel `local` of a tile.
  std::int64_t voxel(const Tile& tile, std::size_t local) const {
    return static_cast<std::int64_t>((tile.y0 + local / tile.nx) * nx_ + tile.x0 + local % tile.nx);
  }
  /// Tile that holds a voxel, and the voxel's place in it.
  std::size_t tile_of(std::int64_t voxel) const;
  std::size_t local_of(const Tile& tile, std::int64_t voxel) const;
  /// Tile-major position of the first voxel of a tile (the number of voxels for the tile after the last).
  std::size_t position(std::size_t tile) const { return tile < tiles_.size() ? tiles_[tile].first : ny_ * nx_; }

  template <class T>
  std::vector<T> row_major(std::span<const T> tile_major) const {
    std::vector<T> out(ny_ * nx_);
    for (const auto& t : tiles_)
      for (std::size_t i = 0; i < t.voxels(); ++i) out[static_cast<std::size_t>(voxel(t, i))] = tile_major[t.first + i];
    return out;
  }
  /// This rank's tile-major piece of a row-major array of the whole grid.
  template <class T>
  std::vector<T> mine(std::span<const T> row_major) const {
    std::vector<T> out;
    out.reserve(owned_voxels());
    for (std::size_t k = owned_.begin; k < owned_.end; ++k)
      for (std::size_t i = 0; i < tiles_[k].voxels(); ++i)
        out.push_back(row_major[static_cast<std::size_t>(voxel(tiles_[k], i))]);
    return out;
  }

 private:
  std::size_t ny_, nx_, tiles_x_;
  std::vector<Tile> tiles_;
  comm::Range owned_;
};

}  // namespace vitrum::kmc
