// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/randomness.cpp: random points pass the tests of randomness, clustered ones do not.
#include "verification/domains/randomness.hpp"

#include <gtest/gtest.h>

#include <cstdio>

#include "verification/domains/statistics.hpp"

namespace vitrum::domains {
namespace {

// Target 21 on 60 maps and 99 simulations a map (200 maps and 999 simulations: randomness_slow.cpp).
TEST(Randomness, HardCoreRandomPointsHaveUniformP) {
  const comm::Communicator comm;
  std::vector<double> dclf, mad;
  for (const auto& test : testing::null_ps(comm, 60, 99)) {
    dclf.push_back(test.dclf_p);
    mad.push_back(test.mad_p);
  }
  const double a = testing::uniform_p(dclf), b = testing::uniform_p(mad);
  if (comm.is_root()) std::printf("60 random maps: KS p %.3f (DCLF), %.3f (MAD)\n", a, b);
  EXPECT_GT(a, 0.01);
  EXPECT_GT(b, 0.01);
}

// Target 21: a Thomas process (four points a parent, normal offsets of 4 positions, 40 points on 96 x 96) is rejected
// at .05 with a power above .9; 60 maps.
TEST(Randomness, ClusteredPointsAreRejected) {
  const comm::Communicator comm;
  const PointWindow window = testing::square(96);
  int rejected = 0;
  for (std::uint64_t i = 0; i < 60; ++i) {
    const auto test =
        test_points(comm, window, testing::thomas(window, 40, 4.0, 4.0, 2.0, i), 2.0, {9, 1000 + i, 99}, {});
    rejected += test.dclf_p <= 0.05;
  }
  if (comm.is_root()) std::printf("Thomas processes rejected: %d of 60\n", rejected);
  EXPECT_GT(rejected, 54);
}

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
