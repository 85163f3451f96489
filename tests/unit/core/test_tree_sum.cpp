// SPDX-License-Identifier: Apache-2.0
// tests/unit/core/test_tree_sum.cpp: the sum does not depend on how leaves are spread, to the last bit.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "vitrum/core/error.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/core/tree_sum.hpp"

namespace vitrum {
namespace {

constexpr std::size_t width = 3;

std::vector<std::vector<double>> random_leaves(std::size_t n, std::uint64_t seed) {
  Stream stream(seed, Purpose::test, n);
  std::vector<std::vector<double>> leaves(n, std::vector<double>(width));
  for (auto& leaf : leaves)
    for (double& x : leaf) x = stream.normal() * std::exp(10 * stream.normal());
  return leaves;
}

TreeSum sum_of(const std::vector<std::vector<double>>& leaves, std::size_t begin, std::size_t end) {
  TreeSum sum(width);
  for (std::size_t i = begin; i < end; ++i) sum.push(i, leaves[i]);
  return sum;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

TEST(TreeSum, IsTheSameForRandomSplits) {
  Stream dice(11, Purpose::test);
  for (int trial = 0; trial < 300; ++trial) {
    const std::size_t n = 1 + dice.below(200);
    const auto leaves = random_leaves(n, static_cast<std::uint64_t>(trial));
    const auto whole = sum_of(leaves, 0, n).total();
    std::vector<std::size_t> cuts{0, n};
    for (std::uint64_t i = dice.below(8); i > 0; --i) cuts.push_back(dice.below(n + 1));
    std::sort(cuts.begin(), cuts.end());
    TreeSum merged(width);
    for (std::size_t part = 0; part + 1 < cuts.size(); ++part) {
      const TreeSum mine = sum_of(leaves, cuts[part], cuts[part + 1]);
      for (const auto& node : mine.nodes()) merged.push(node);
    }
    EXPECT_TRUE(same_bits(merged.total(), whole)) << "trial " << trial;
  }
}

TEST(TreeSum, HasThePromisedAssociation) {
  const auto x = random_leaves(7, 1);
  const auto total = sum_of(x, 0, 7).total();
  for (std::size_t k = 0; k < width; ++k) {
    const double four = (x[0][k] + x[1][k]) + (x[2][k] + x[3][k]);
    const double two = x[4][k] + x[5][k];
    EXPECT_EQ(total[k], four + (two + x[6][k]));
  }
}

TEST(TreeSum, KeepsFewNodes) {
  TreeSum sum(1);
  const double one = 1.0;
  for (std::uint64_t i = 1001; i < 101001; ++i) {
    sum.push(i, {&one, 1});
    ASSERT_LE(sum.nodes().size(), 2 * 17u);
  }
  EXPECT_EQ(sum.total()[0], 100000.0);
}

TEST(TreeSum, OfNothingIsZero) {
  EXPECT_EQ(TreeSum(2).total(), (std::vector<double>{0.0, 0.0}));
  EXPECT_TRUE(TreeSum(0).total().empty());
}

TEST(TreeSum, NoticesGapsAndWrongLengths) {
  TreeSum sum(1);
  const std::vector<double> one{1.0};
  sum.push(3, one);
  EXPECT_THROW(sum.push(5, one), Fault);
  EXPECT_THROW(sum.push(3, one), Fault);
  EXPECT_THROW(sum.push(4, std::vector<double>{1.0, 2.0}), Fault);
  EXPECT_NO_THROW(sum.push(4, one));
}

}  // namespace
}  // namespace vitrum
