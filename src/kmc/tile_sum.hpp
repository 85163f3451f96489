// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/tile_sum.hpp: sums over all voxels, the same to the bit for any number of ranks: leaves are tiles.
#pragma once

#include <array>

#include "kmc/tiling.hpp"
#include "vitrum/comm/reduce.hpp"

namespace vitrum::kmc {

/// Collective. term(i) gives K values of this rank's voxel i (tile-major).
template <std::size_t K, class Term>
std::array<double, K> tile_sum(const comm::Communicator& comm, const Tiling& tiling, const Term& term) {
  TreeSum tree(K);
  std::size_t i = 0;
  for (std::size_t k = tiling.owned().begin; k < tiling.owned().end; ++k) {
    std::array<double, K> leaf{};
    for (const std::size_t end = i + tiling.tiles()[k].voxels(); i < end; ++i) {
      const auto values = term(i);
      for (std::size_t j = 0; j < K; ++j) leaf[j] += values[j];
    }
    tree.push(k, leaf);
  }
  const auto total = comm::reduce_tree(comm, tree);
  std::array<double, K> out{};
  for (std::size_t j = 0; j < K; ++j) out[j] = total[j];
  return out;
}

}  // namespace vitrum::kmc
