// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/randomness.cpp: random points pass the tests of randomness, clustered ones do not.
#include "verification/domains/randomness.hpp"

#include <gtest/gtest.h>

#include <cstdio>

namespace vitrum::domains {
namespace {

// Target 21 on 60 maps and 99 simulations a map (200 maps and 999 simulations: randomness_slow.cpp).
TEST(Randomness, HardCoreRandomPointsHaveUniformP) { testing::expect_uniform_null(comm::Communicator(), 60, 99); }
TEST(Randomness, ClusteredPointsAreRejected) { testing::expect_clusters_rejected(comm::Communicator(), 60, 99); }

// The second null: the highest peaks of speckle through the detector are not told from those of its surrogates, whose
// soft exclusion they share; 40 maps, KS p > .01.
TEST(Randomness, PeaksOfFeaturelessMapsHaveUniformPAgainstTheirSurrogates) {
  const comm::Communicator comm;
  std::vector<double> p;
  for (std::uint64_t i = 0; i < 40; ++i) {
    const Shape shape{48, 48};
    const Chain chain{shape, 0.7, 1.0, std::vector<std::uint8_t>(shape.size(), 1)};
    const auto f = testing::speckle(48, 48, 0.5, 1.0, 63, i, 0);
    std::vector<double> power, smooth(shape.size());
    for (const auto& v : f) power.push_back(std::norm(v));
    chain.smoother()(power, smooth);
    Points peaks = chain.finder()(smooth);
    peaks.resize(25);
    std::sort(peaks.begin(), peaks.end());
    PhaseRandomizer phases(shape, f);
    auto null = null_places(comm, phases, chain, {i + 1, 4, 99, 0.0}, 25);
    for (auto& points : null) std::sort(points.begin(), points.end());
    p.push_back(test_points(comm, testing::square(48), peaks, 1.5, {9, i, 1}, null).surrogate_dclf_p);
  }
  const double ks = testing::uniform_p(p);
  if (comm.is_root()) std::printf("peaks of 40 featureless maps against surrogates: KS p %.3f\n", ks);
  EXPECT_GT(ks, 0.01);
}

}  // namespace
}  // namespace vitrum::domains
