// SPDX-License-Identifier: Apache-2.0
// vitrum/response/pairs.hpp: where the next flips happen, seen from a flip.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "vitrum/kmc/kmc.hpp"
#include "vitrum/microstructure/microstructure.hpp"

namespace vitrum::response {

/// Pairs of flips `lag` events apart by the distance between them: density over that of independent places,
/// density + fourfold x cos 4 theta, theta from x. A quadrupolar stress change after flips of e1 gives fourfold < 0:
/// the next flips lie along the diagonals.
struct PairShell {
  std::int64_t lag = 0;
  double mean_delay_s = 0.0;  // between the flips of all pairs of this lag
  double r_nm = 0.0;          // 0: the same voxel
  std::int64_t offsets = 0, pairs = 0;
  double density = 0.0, density_error = 0.0;    // Poisson, of one pair at least
  double fourfold = 0.0, fourfold_error = 0.0;  // 0 where all offsets of a shell lie in equal directions
};
/// Lags 1, 2, 4, ... up to `largest_lag`.
std::vector<PairShell> successive_flips(std::span<const kmc::Event> events, const microstructure::Grid& grid,
                                        std::int64_t largest_lag = 64);

/// The same density resolved by distance and direction (modulo 180 degrees), [r][angle]; NaN where no offset falls.
struct PairMap {
  std::vector<double> r_nm, angle_deg;
  std::vector<double> density;
};
PairMap pair_map(std::span<const kmc::Event> events, const microstructure::Grid& grid, std::int64_t lag = 1);

}  // namespace vitrum::response
