// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/sizes_slow.cpp: sizes of clusters of several diameters and types in simulated wave fields.
#include "verification/domains/sizes.hpp"

namespace vitrum::domains {
namespace {

// Clusters 50 to 70 times as strong as the glass; n = 4 of 2 nm: sizes.cpp.
TEST(SizesInFull, PooledDiameterAndVisibleFractionAreThoseOfClustersInSimulatedWaveFields) {
  const comm::Communicator comm;
  testing::expect_sizes(comm, {4, 1.25, 1.0}, 301);
  testing::expect_sizes(comm, {4, 3.0, 0.62}, 303);
  testing::expect_sizes(comm, {6, 2.0, 0.58}, 304);
}

}  // namespace
}  // namespace vitrum::domains
