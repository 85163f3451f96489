// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/false_discovery_slow.cpp: target 20 at full length.
#include "verification/domains/false_discovery.hpp"

namespace vitrum::domains {
namespace {

// 220 maps: standard error of the share .015.
TEST(FalseDiscoveryInFull, FewFeaturelessMapsShowADomain) {
  const comm::Communicator comm;
  testing::expect_featureless(comm, 220);
}

// 8 maps: standard error of the mean .015.
TEST(FalseDiscoveryInFull, FewOfTheFoundDomainsAreFalseWhereThereAreMany) {
  const comm::Communicator comm;
  testing::expect_few_false(comm, 8, 0.0);
}

}  // namespace
}  // namespace vitrum::domains
