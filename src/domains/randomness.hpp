// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/randomness.hpp: whether hotspots lie at random.
#pragma once

#include <vector>

#include "domains/describe.hpp"
#include "domains/points.hpp"
#include "vitrum/comm/communicator.hpp"

namespace vitrum::domains {

/// How far to look: a quarter of the shorter side, but not beyond ten mean distances.
double largest_radius(const PointWindow& window, std::size_t points);

/// Which simulations.
struct PointDraws {
  std::uint64_t seed = 1, stream = 0;  // Purpose::point_process
  int count = 999;
};

/// Collective; simulations are spread over the ranks. `exclusion` in positions; `featureless`: [surrogate] peaks of
/// featureless maps, may be empty. Fills everything of a PointTest but n and note; lengths are in positions.
PointTest test_points(const comm::Communicator& comm, const PointWindow& window, const Points& points, double exclusion,
                      const PointDraws& draws, const std::vector<Points>& featureless);

/// Hotspots of each type, and of all, into result.randomness.
void test_randomness(const comm::Communicator& comm, Search& search, const std::vector<Hotspot>& hotspots,
                     const order::Maps& maps, Result& result);

}  // namespace vitrum::domains
