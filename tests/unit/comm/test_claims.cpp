// SPDX-License-Identifier: Apache-2.0
// tests/unit/comm/test_claims.cpp: every item goes to one rank.
#include <gtest/gtest.h>

#include "vitrum/comm/claims.hpp"

namespace vitrum::comm {
namespace {

TEST(Claims, EveryItemIsClaimedByExactlyOneRank) {
  const Communicator comm;
  constexpr std::size_t items = 100;
  std::vector<std::uint64_t> mine(items, 0);
  {
    Claims claims(comm, items);
    for (std::size_t i = 0; i < items; ++i) mine[i] = claims.claim(i) ? 1 : 0;
    comm.barrier();
    EXPECT_EQ(claims.taken(), std::vector<bool>(items, true));
  }
  comm.sum_in_place(mine);
  EXPECT_EQ(mine, std::vector<std::uint64_t>(items, 1));
}

TEST(Claims, AFreeBoardShowsNothingTaken) {
  const Communicator comm;
  Claims claims(comm, 3);
  EXPECT_EQ(claims.taken(), std::vector<bool>(3, false));
  comm.barrier();
  if (comm.rank() == comm.size() - 1) {
    EXPECT_TRUE(claims.claim(1));
  }
  comm.barrier();
  EXPECT_EQ(claims.taken(), (std::vector<bool>{false, true, false}));
}

}  // namespace
}  // namespace vitrum::comm
