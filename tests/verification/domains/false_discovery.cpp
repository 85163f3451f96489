// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/false_discovery.cpp: the false discovery rate holds, without and with domains (in full:
// _slow).
#include "verification/domains/false_discovery.hpp"

namespace vitrum::domains {
namespace {

// 60 maps: standard error of the share .028.
TEST(FalseDiscovery, FewFeaturelessMapsShowADomain) {
  const comm::Communicator comm;
  testing::expect_featureless(comm, 60);
}

// 3 maps: 1.645 standard errors of the mean, .042 / sqrt 3 each, on top of the target.
TEST(FalseDiscovery, FewOfTheFoundDomainsAreFalseWhereThereAreMany) {
  const comm::Communicator comm;
  testing::expect_few_false(comm, 3, 1.645 * 0.042 / std::sqrt(3.0));
}

}  // namespace
}  // namespace vitrum::domains
