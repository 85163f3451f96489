// SPDX-License-Identifier: Apache-2.0
// tests/unit/comm/test_communicator.cpp: the collectives, on as many ranks as the test is run.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/comm/decompose.hpp"

namespace vitrum::comm {
namespace {

TEST(Communicator, ReducesExactly) {
  const Communicator world;
  const std::int64_t n = world.size();
  const std::int64_t big = (std::int64_t{1} << 60) / 4;
  EXPECT_EQ(world.sum(std::int64_t{world.rank()} + big), n * (n - 1) / 2 + n * big);
  EXPECT_EQ(world.max(std::int64_t{world.rank()}), n - 1);
  EXPECT_EQ(world.min(std::int64_t{world.rank()}), 0);
  EXPECT_EQ(world.max(0.5 * world.rank()), 0.5 * static_cast<double>(n - 1));
  EXPECT_EQ(world.min(-0.5 * world.rank()), -0.5 * static_cast<double>(n - 1));
  EXPECT_TRUE(world.any(world.rank() == world.size() - 1));
  EXPECT_FALSE(world.any(false));
  EXPECT_EQ(world.all(world.is_root()), world.size() == 1);
  EXPECT_TRUE(world.all(true));
}

TEST(Communicator, SumsCountsInPlaceModulo64Bits) {
  const Communicator world;
  std::vector<std::uint64_t> counts{static_cast<std::uint64_t>(world.rank()), ~std::uint64_t{0}, 7};
  world.sum_in_place(counts);
  const auto n = static_cast<std::uint64_t>(world.size());
  EXPECT_EQ(counts, (std::vector<std::uint64_t>{n * (n - 1) / 2, ~n + 1, 7 * n}));
  std::vector<std::uint64_t> nothing;
  world.sum_in_place(nothing);
}

TEST(Communicator, BroadcastsFromAnyRank) {
  const Communicator world;
  for (int root = 0; root < world.size(); ++root) {
    const std::string mine = world.rank() == root ? std::string("rank\0\xc3\xa9", 7) + std::to_string(root) : "other";
    EXPECT_EQ(world.broadcast(mine, root), std::string("rank\0\xc3\xa9", 7) + std::to_string(root));
    std::vector<double> values(world.rank() == root ? 1000 : 3, world.rank());
    world.broadcast_in_place(values, root);
    EXPECT_EQ(values, std::vector<double>(1000, root));
  }
  EXPECT_EQ(world.broadcast(""), "");
}

struct Item {
  double value;
  int rank;
};

TEST(Communicator, GathersUnevenPartsInRankOrder) {
  const Communicator world;
  std::vector<Item> mine;  // rank r has r items, so the first has none
  for (int i = 0; i < world.rank(); ++i) mine.push_back({0.5 * i, world.rank()});
  for (int root = 0; root < world.size(); ++root) {
    const auto all = world.gather(std::span<const Item>(mine), root);
    if (world.rank() != root) {
      EXPECT_TRUE(all.empty());
      continue;
    }
    std::size_t at = 0;
    for (int r = 0; r < world.size(); ++r)
      for (int i = 0; i < r; ++i, ++at) {
        ASSERT_LT(at, all.size());
        EXPECT_EQ(all[at].rank, r);
        EXPECT_EQ(all[at].value, 0.5 * i);
      }
    EXPECT_EQ(at, all.size());
  }
}

TEST(Communicator, GathersEverywhere) {
  const Communicator world;
  const std::vector<int> mine(2, world.rank());
  const auto all = world.gather_everywhere(std::span<const int>(mine));
  ASSERT_EQ(all.size(), 2 * static_cast<std::size_t>(world.size()));
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], static_cast<int>(i / 2));
}

TEST(Communicator, SplitsByColourInRankOrder) {
  const Communicator world;
  const Communicator part = world.split(world.rank() % 2);
  EXPECT_EQ(part.rank(), world.rank() / 2);
  EXPECT_EQ(part.size(), (world.size() + (world.rank() % 2 == 0 ? 1 : 0)) / 2);
  const Communicator copy = part;
  EXPECT_EQ(copy.mpi(), part.mpi());
  EXPECT_EQ(copy.sum(std::int64_t{1}), part.size());
}

TEST(Decompose, BlocksCoverEverythingOnceInWholeUnits) {
  for (std::size_t n : {0u, 1u, 63u, 64u, 65u, 1000u, 4096u})
    for (std::size_t unit : {1u, 7u, 64u})
      for (int ranks : {1, 2, 3, 4, 16, 100}) {
        std::size_t next = 0;
        std::size_t least = n;
        std::size_t most = 0;
        for (int r = 0; r < ranks; ++r) {
          const Range block = block_of(n, unit, r, ranks);
          EXPECT_EQ(block.begin, next);
          EXPECT_TRUE(block.begin % unit == 0 || block.begin == n);
          next = block.end;
          least = std::min(least, (block.size() + unit - 1) / unit);
          most = std::max(most, (block.size() + unit - 1) / unit);
        }
        EXPECT_EQ(next, n);
        if (n > 0) {
          EXPECT_LE(most - least, 1u) << n << " in " << unit << " over " << ranks;
        }
      }
}

}  // namespace
}  // namespace vitrum::comm
