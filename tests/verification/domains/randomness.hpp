// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/randomness.hpp: point maps, random and clustered, and their tests.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "domains/randomness.hpp"
#include "verification/domains/featureless.hpp"
#include "verification/domains/statistics.hpp"

namespace vitrum::domains::testing {

inline PointWindow square(std::size_t side) {
  return {{side, side}, std::vector<std::uint8_t>(side * side, 1), double(side) / 4.0};
}

/// Thomas process (parents at random, normal offsets) thinned to the detector's exclusion.
inline Points thomas(const PointWindow& window, std::size_t count, double per_parent, double sigma, double exclusion,
                     std::uint64_t id) {
  Stream draw(61, Purpose::test, id);
  const double ny = double(window.shape().ny), nx = double(window.shape().nx);
  std::vector<std::pair<double, double>> parents;
  for (double i = 0.0; i < double(count) / per_parent; i += 1.0)
    parents.emplace_back(ny * draw.uniform(), nx * draw.uniform());
  Points points;
  for (int tries = 0; points.size() < count && tries < 100000; ++tries) {
    const auto& [py, px] = parents[draw.below(parents.size())];
    const double y = std::floor(py + sigma * draw.normal()), x = std::floor(px + sigma * draw.normal());
    if (y < 0.0 || x < 0.0 || y >= ny || x >= nx) continue;
    const bool free = std::none_of(points.begin(), points.end(), [&](std::size_t o) {
      const double dy = double(o / window.shape().nx) - y, dx = double(o % window.shape().nx) - x;
      return dy * dy + dx * dx <= exclusion * exclusion;
    });
    if (free) points.push_back(std::size_t(y * nx + x));
  }
  std::sort(points.begin(), points.end());
  return points;
}

/// DCLF and MAD p-values of `maps` hard-core random maps of 40 points.
inline std::vector<GlobalTest> null_ps(const comm::Communicator& comm, int maps, int simulations) {
  const PointWindow window = square(96);
  std::vector<GlobalTest> all;
  for (int i = 0; i < maps; ++i) {
    Stream stream(62, Purpose::test, std::uint64_t(i));
    const auto points = hard_core_points(window, 40, 2.0, stream);
    const auto test = test_points(comm, window, *points, 2.0, {9, std::uint64_t(i), simulations}, {});
    all.push_back({test.dclf_p, test.mad_p});
  }
  return all;
}

/// Target 21: p of hard-core random points is uniform (KS p > .01).
inline void expect_uniform_null(const comm::Communicator& comm, int maps, int simulations) {
  std::vector<double> dclf, mad;
  for (const auto& test : null_ps(comm, maps, simulations)) {
    dclf.push_back(test.dclf_p);
    mad.push_back(test.mad_p);
  }
  const double a = uniform_p(dclf), b = uniform_p(mad);
  if (comm.is_root()) std::printf("%d random maps: KS p %.3f (DCLF), %.3f (MAD) (target .01)\n", maps, a, b);
  EXPECT_GT(a, 0.01);
  EXPECT_GT(b, 0.01);
}

/// Target 21: Thomas processes (four points a parent, normal offsets of 4 positions, 40 points on 96 x 96) are rejected
/// at .05 with a power above .9.
inline void expect_clusters_rejected(const comm::Communicator& comm, int maps, int simulations) {
  const PointWindow window = square(96);
  int rejected = 0;
  for (int i = 0; i < maps; ++i) {
    const auto id = std::uint64_t(i);
    const auto test =
        test_points(comm, window, thomas(window, 40, 4.0, 4.0, 2.0, id), 2.0, {9, 1000 + id, simulations}, {});
    rejected += test.dclf_p <= 0.05;
  }
  if (comm.is_root()) std::printf("Thomas processes rejected: %d of %d (target .9)\n", rejected, maps);
  EXPECT_GT(rejected, 0.9 * maps);
}

}  // namespace vitrum::domains::testing
