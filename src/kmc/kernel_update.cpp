// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/kernel_update.cpp: adds the stress of flips to the tiles of this rank.
#include "kmc/parallel.hpp"
#include "kmc/stress.hpp"
#include "vitrum/kmc/kernels/flip.hpp"

namespace vitrum::kmc {
namespace {

/// A kernel whose rows go on periodically for one tile's width, so that a tile's row is always one piece.
struct PaddedKernel {
  std::size_t ny, nx, stride;
  std::vector<double> k11, k13, k33;

  explicit PaddedKernel(const elasticity::FlipKernel& k) : ny(k.ny), nx(k.nx), stride(k.nx + Tiling::edge) {
    pad(k.k11, k11);
    pad(k.k13, k13);
    pad(k.k33, k33);
  }
  void pad(const std::vector<double>& from, std::vector<double>& to) const {
    to.resize(ny * stride);
    for (std::size_t y = 0; y < ny; ++y)
      for (std::size_t x = 0; x < stride; ++x) to[y * stride + x] = from[y * nx + x % nx];
  }
};

void add(const PaddedKernel& k, const Tile& tile, const Proposal& flip, double* s1, double* s3) {
  const std::size_t fy = static_cast<std::size_t>(flip.voxel) / k.nx;
  const std::size_t fx = static_cast<std::size_t>(flip.voxel) % k.nx;
  const std::size_t dx = (tile.x0 + k.nx - fx) % k.nx;
  for (std::size_t y = 0; y < tile.ny; ++y) {
    const std::size_t at = (tile.y0 + y + k.ny - fy) % k.ny * k.stride + dx;
    kernels::add_flip(s1 + y * tile.nx, s3 + y * tile.nx, static_cast<int>(tile.nx), &k.k11[at], &k.k13[at], &k.k33[at],
                      flip.e1, flip.e3);
  }
}

}  // namespace

StressUpdate kernel_update(const Tiling& tiling, const elasticity::FlipKernel& kernel) {
  return [&tiling, k = PaddedKernel(kernel)](Voxels& voxels, std::span<const Proposal> flips) {
    const auto owned = tiling.owned();
    for_each_tile(owned.size(), [&](std::size_t i) {
      const Tile& tile = tiling.tiles()[owned.begin + i];
      const std::size_t at = tile.first - tiling.first_voxel();
      for (const auto& flip : flips) add(k, tile, flip, &voxels.s1[at], &voxels.s3[at]);
    });
  };
}

}  // namespace vitrum::kmc
