// SPDX-License-Identifier: Apache-2.0
// tests/unit/comm/test_reduce.cpp: sums of floats over ranks are those of one process, to the last bit.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "vitrum/comm/decompose.hpp"
#include "vitrum/comm/reduce.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/random.hpp"

namespace vitrum::comm {
namespace {

constexpr std::size_t width = 5;

std::vector<double> leaf(std::size_t number, std::uint64_t seed) {
  Stream stream(seed, Purpose::test, number);
  std::vector<double> values(width);
  for (double& x : values) x = stream.normal() * std::exp(12 * stream.normal());
  return values;
}

TreeSum sum_of(std::size_t begin, std::size_t end, std::uint64_t seed) {
  TreeSum sum(width);
  for (std::size_t i = begin; i < end; ++i) sum.push(i, leaf(i, seed));
  return sum;
}

void expect_same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  ASSERT_EQ(a.size(), b.size());
  EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(double)), 0);
}

TEST(ReduceTree, GivesTheBitsOfOneProcessForAnySplit) {
  const Communicator world;
  const auto ranks = static_cast<std::size_t>(world.size());
  Stream dice(21, Purpose::test);  // the same on every rank
  for (std::uint64_t trial = 0; trial < 60; ++trial) {
    const std::size_t n = dice.below(300);
    std::vector<std::size_t> cuts{0, n};
    while (cuts.size() < ranks + 1) cuts.push_back(dice.below(n + 1));
    std::sort(cuts.begin(), cuts.end());
    const auto rank = static_cast<std::size_t>(world.rank());
    const auto total = reduce_tree(world, sum_of(cuts[rank], cuts[rank + 1], trial));
    expect_same_bits(total, sum_of(0, n, trial).total());
  }
}

TEST(ReduceTree, DiffersFromAPlainSumSoTheTestCanFail) {
  std::vector<double> plain(width);
  for (std::size_t i = 0; i < 300; ++i)
    for (std::size_t k = 0; k < width; ++k) plain[k] += leaf(i, 1)[k];
  EXPECT_NE(plain, sum_of(0, 300, 1).total());
}

TEST(ReduceTree, WorksWithRanksThatHaveNothing) {
  const Communicator world;
  const Range mine = block_of(1, 1, world.rank(), world.size());
  expect_same_bits(reduce_tree(world, sum_of(mine.begin, mine.end, 5)), sum_of(0, 1, 5).total());
  expect_same_bits(reduce_tree(world, TreeSum(width)), std::vector<double>(width, 0.0));
  EXPECT_TRUE(reduce_tree(world, TreeSum(0)).empty());
}

TEST(ReduceTree, MistakesEndInAnErrorOnAllRanks) {
  const Communicator world;
  if (world.size() == 1) GTEST_SKIP() << "needs two ranks";
  EXPECT_THROW(reduce_tree(world, TreeSum(world.is_root() ? 1 : 2)), Fault);
  const auto begin = static_cast<std::size_t>(2 * world.rank());
  EXPECT_THROW(reduce_tree(world, sum_of(begin, begin + 1, 1)), Fault);
}

}  // namespace
}  // namespace vitrum::comm
