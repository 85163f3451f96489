// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/randomness_slow.cpp: target 21 at full length.
#include <gtest/gtest.h>

#include <cstdio>

#include "verification/domains/randomness.hpp"
#include "verification/domains/statistics.hpp"

namespace vitrum::domains {
namespace {

// Target 21: over 200 hard-core random maps p is uniform (KS p > .01); 999 simulations a map.
TEST(RandomnessInFull, TwoHundredHardCoreRandomMapsHaveUniformP) {
  const comm::Communicator comm;
  std::vector<double> dclf, mad;
  for (const auto& test : testing::null_ps(comm, 200, 999)) {
    dclf.push_back(test.dclf_p);
    mad.push_back(test.mad_p);
  }
  const double a = testing::uniform_p(dclf), b = testing::uniform_p(mad);
  if (comm.is_root()) std::printf("200 random maps: KS p %.3f (DCLF), %.3f (MAD) (target .01)\n", a, b);
  EXPECT_GT(a, 0.01);
  EXPECT_GT(b, 0.01);
}

// Target 21: power above .9 over 200 Thomas processes.
TEST(RandomnessInFull, TwoHundredClusteredMapsAreRejected) {
  const comm::Communicator comm;
  const PointWindow window = testing::square(96);
  int rejected = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const auto test =
        test_points(comm, window, testing::thomas(window, 40, 4.0, 4.0, 2.0, i), 2.0, {9, 1000 + i, 999}, {});
    rejected += test.dclf_p <= 0.05;
  }
  if (comm.is_root()) std::printf("Thomas processes rejected: %d of 200 (target .9)\n", rejected);
  EXPECT_GT(rejected, 180);
}

}  // namespace
}  // namespace vitrum::domains
