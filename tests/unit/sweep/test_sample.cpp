// SPDX-License-Identifier: Apache-2.0
// tests/unit/sweep/test_sample.cpp: points between bounds.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "vitrum/sweep/sample.hpp"

namespace vitrum::sweep {
namespace {

std::size_t cells_met(const std::vector<double>& x, std::size_t cells) {
  std::set<std::size_t> met;
  for (double value : x) met.insert(static_cast<std::size_t>(value * static_cast<double>(cells)));
  return met.size();
}

// A Halton sequence in base b: any b^m points from a multiple of b^m on fall one each into the b^m equal intervals;
// digit permutations keep that (Owen 2017).
TEST(Halton, FillsEveryIntervalOfItsBaseOnce) {
  const std::size_t bases[] = {2, 3, 5, 7, 11};
  for (std::size_t d = 0; d < 5; ++d) {
    const std::size_t n = bases[d] * bases[d];
    EXPECT_EQ(cells_met(halton(3, d, n), n), n) << bases[d];
  }
}

TEST(Halton, FillsEveryBoxOfTwoDimensionsOnce) {
  const std::size_t n = 8 * 9;
  const auto x = halton(5, 0, n), y = halton(5, 1, n);
  std::set<std::size_t> boxes;
  for (std::size_t i = 0; i < n; ++i)
    boxes.insert(static_cast<std::size_t>(x[i] * 8) * 9 + static_cast<std::size_t>(y[i] * 9));
  EXPECT_EQ(boxes.size(), n);
}

// Mean of f = prod (1 + (x - 1/2)) over 4 dimensions is 1; plain random points err by sqrt((13/12)^4 - 1)/sqrt(n) =
// 0.019.
TEST(Halton, IntegratesBetterThanRandomPoints) {
  constexpr std::size_t n = 1024;
  double sum[2] = {0.0, 0.0};
  std::vector<std::vector<double>> points[2];
  for (std::size_t d = 0; d < 4; ++d) {
    points[0].push_back(halton(1, d, n));
    points[1].push_back(uniform(1, d, n));
  }
  for (int kind = 0; kind < 2; ++kind)
    for (std::size_t i = 0; i < n; ++i) {
      double f = 1.0;
      for (std::size_t d = 0; d < 4; ++d) f *= 0.5 + points[kind][d][i];
      sum[kind] += f / n;
    }
  std::printf("error of the mean over %zu points: Halton %.1e, random %.1e\n", n, sum[0] - 1.0, sum[1] - 1.0);
  EXPECT_LT(std::abs(sum[0] - 1.0), 0.002);  // a tenth of the random error
  EXPECT_LT(std::abs(sum[1] - 1.0), 4 * 0.019);
}

TEST(Sample, MorePointsLeaveTheFirstOnesAndAnotherSeedGivesOthers) {
  for (const auto& make : {halton, uniform}) {
    const auto few = make(1, 2, 5), many = make(1, 2, 50), other = make(2, 2, 5);
    EXPECT_EQ(few, std::vector<double>(many.begin(), many.begin() + 5));
    EXPECT_NE(few, other);
    for (double x : many) EXPECT_TRUE(x >= 0.0 && x < 1.0);
  }
}

TEST(Sample, AHundredDimensionsHaveBasesOfTheirOwn) {
  EXPECT_EQ(cells_met(halton(1, 99, 541), 541), 541u);  // the hundredth prime
}

TEST(Range, ValuesCarryTheirUnitAndScale) {
  using Scale = Range::Scale;
  EXPECT_EQ(value_at({"k", 200.0, 400.0, "K", Scale::linear}, 0.25), "250 K");
  EXPECT_NEAR(std::atof(value_at({"k", 1e-5, 1e-1, "1/s", Scale::log}, 0.5).c_str()), 1e-3, 1e-12);
  EXPECT_EQ(value_at({"k", 1.0, 3.0, "", Scale::integer}, 0.0), "1");
  EXPECT_EQ(value_at({"k", 1.0, 3.0, "", Scale::integer}, 0.999), "3");
  EXPECT_EQ(value_at({"k", 0.0, 9e15, "", Scale::integer}, 0.5), "4500000000000000");
  EXPECT_EQ(value_at({"k", 0.3, 0.7, "", Scale::log}, 0.0), "0.3");
}

}  // namespace
}  // namespace vitrum::sweep
