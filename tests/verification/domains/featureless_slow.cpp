// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/featureless_slow.cpp: the false discovery rate on 500 featureless scans of 64 x 64.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "verification/domains/featureless.hpp"

namespace vitrum::domains {
namespace {

// Target 20: share of >= 500 null maps with any discovery <= .05 + .02 (the standard error of the share is .01), two
// types sought together, at a low dose too (shot noise as strong as the speckle).
TEST(FeaturelessScans, ShowADomainInAtMostOneOfTwenty) {
  const comm::Communicator comm;
  const int maps = 500;
  int any = 0;
  for (int i = 0; i < maps; ++i) {
    testing::Scan scan;
    scan.ny = scan.nx = 64;
    scan.noise = i % 2 == 0 ? 0.001 : 0.013;
    const auto id = static_cast<std::uint64_t>(i);
    auto map = testing::featureless(scan, {2, 4, 6, 8, 10, 12}, 51, id);
    testing::expose(map, 52, id);
    Parameters p;
    p.seed = 5000 + id;
    p.surrogates_unsought = p.point_simulations = p.toroidal_shifts = 0;  // not what is tested here
    any += find(comm, map, p).domains.empty() ? 0 : 1;
  }
  if (comm.is_root())
    std::printf("featureless scans with a discovery: %d of %d (%.3f)\n", any, maps, double(any) / maps);
  EXPECT_LE(double(any) / maps, 0.07);
}

}  // namespace
}  // namespace vitrum::domains
