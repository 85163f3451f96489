// SPDX-License-Identifier: Apache-2.0
// vitrum/response/null_maps.cpp: toroidal shifts of a map, and the bootstrap of blocks of voxels.
#include "response/null_maps.hpp"

#include <algorithm>
#include <cmath>

#include "response/numbers.hpp"
#include "vitrum/core/random.hpp"

namespace vitrum::response {

Shift null_shift(const microstructure::Grid& grid, std::uint64_t seed, int i) {
  if (grid.voxels() < 2) return {};
  Stream stream(seed, Purpose::toroidal_shift, 1, static_cast<std::uint32_t>(i));
  const auto offset = 1 + stream.below(grid.voxels() - 1);
  return {offset / grid.nx, offset % grid.nx};
}

Blocks blocks_of(const microstructure::Grid& grid) {
  const std::size_t rows = std::min<std::size_t>(8, grid.ny), columns = std::min<std::size_t>(8, grid.nx);
  Blocks blocks{std::vector<std::uint32_t>(grid.voxels()), rows * columns};
  for (std::size_t v = 0; v < blocks.of.size(); ++v)
    blocks.of[v] = static_cast<std::uint32_t>(v / grid.nx * rows / grid.ny * columns + v % grid.nx * columns / grid.nx);
  return blocks;
}

std::vector<double> bootstrap_errors(const Blocks& blocks, const MroChoice& choice,
                                     const std::function<std::vector<double>(std::span<const double>)>& of_weights) {
  std::vector<std::vector<double>> draws;
  for (int i = 0; i < choice.bootstraps; ++i) {
    Stream stream(choice.seed, Purpose::bootstrap, std::uint64_t{1} << 40, static_cast<std::uint32_t>(i));
    std::vector<double> weights(blocks.count, 0.0);
    for (std::size_t b = 0; b < blocks.count; ++b) weights[stream.below(blocks.count)] += 1.0;
    const auto values = of_weights(weights);
    draws.resize(values.size());
    for (std::size_t k = 0; k < values.size(); ++k)
      if (std::isfinite(values[k])) draws[k].push_back(values[k]);
  }
  std::vector<double> errors;
  for (const auto& draw : draws) errors.push_back(std::sqrt(variance_of(draw)));
  return errors;
}

}  // namespace vitrum::response
