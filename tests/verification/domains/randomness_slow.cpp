// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/randomness_slow.cpp: target 21 at full length.
#include "verification/domains/randomness.hpp"

namespace vitrum::domains {
namespace {

TEST(RandomnessInFull, TwoHundredHardCoreRandomMapsHaveUniformP) {
  testing::expect_uniform_null(comm::Communicator(), 200, 999);
}
TEST(RandomnessInFull, TwoHundredClusteredMapsAreRejected) {
  testing::expect_clusters_rejected(comm::Communicator(), 200, 999);
}

}  // namespace
}  // namespace vitrum::domains
