// SPDX-License-Identifier: Apache-2.0
// tests/unit/response/test_strength.cpp: modulus, yield, flow and its error, parts of the strain.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "vitrum/core/random.hpp"
#include "vitrum/response/strength.hpp"

namespace vitrum::response {
namespace {

constexpr double rounding = 1e-12;  // sums of at most a few thousand terms of order one

std::vector<kmc::CurvePoint> elastic_perfectly_plastic(double modulus, double yield, double last) {
  std::vector<kmc::CurvePoint> curve;
  for (int i = 0; i <= 500; ++i) {
    kmc::CurvePoint point;
    point.strain = last * i / 500.0;
    point.stress_GPa = std::min(modulus * point.strain, yield);
    point.plastic_strain = point.strain - point.stress_GPa / modulus;
    curve.push_back(point);
  }
  return curve;
}

TEST(Strength, ElasticPerfectlyPlasticCurveGivesItsModulusAndYieldStress) {
  const auto s = strength(elastic_perfectly_plastic(90.0, 1.8, 0.05), {});
  EXPECT_NEAR(s.modulus_GPa, 90.0, 90.0 * rounding);
  EXPECT_NEAR(s.modulus_error_GPa, 0.0, 90.0 * rounding);
  EXPECT_NEAR(s.elastic_modulus_GPa, 90.0, 90.0 * rounding);
  EXPECT_NEAR(s.elastic_closure, 0.0, rounding);
  EXPECT_NEAR(s.peak_stress_GPa, 1.8, rounding);
  EXPECT_NEAR(s.offset_yield_GPa, 1.8, 1e-9);  // linear interpolation between points on the plateau
  EXPECT_NEAR(s.offset_yield_strain, 1.8 / 90.0 + 0.002, 1e-9);
  EXPECT_NEAR(s.flow_stress_GPa, 1.8, 1e-9);
  EXPECT_NEAR(s.flow_stress_sd_GPa, 0.0, 1e-9);
  EXPECT_NEAR(s.overshoot, 0.0, 1e-9);
  EXPECT_NEAR(s.flow_from_strain, 0.04, rounding);
  EXPECT_NEAR(s.plastic_strain, 0.05 - 1.8 / 90.0, rounding);
}

TEST(Strength, ElasticStrainIsStressOverModulusAndTheRestIsPlastic) {
  const auto parts = curve_parts(elastic_perfectly_plastic(90.0, 1.8, 0.05), 90.0);
  EXPECT_NEAR(parts[100].elastic_strain, 0.01, rounding);
  EXPECT_NEAR(parts[100].plastic_strain, 0.0, rounding);
  EXPECT_NEAR(parts[500].elastic_strain, 0.02, rounding);
  EXPECT_NEAR(parts[500].plastic_strain, 0.03, rounding);
}

TEST(Strength, OffsetYieldIsZeroWhereTheCurveStaysElastic) {
  EXPECT_EQ(strength(elastic_perfectly_plastic(90.0, 100.0, 0.05), {}).offset_yield_GPa, 0.0);
}

TEST(Strength, AnEmptyCurveGivesZeros) { EXPECT_EQ(strength({}, {}).peak_stress_GPa, 0.0); }

// AR(1), x_i = rho x_(i-1) + e_i: the error of the mean of n values tends to sd sqrt((1 + rho) / (1 - rho) / n). The
// block estimate is the largest of several levels, the coarsest of 10 blocks with 24 % error: its mean over 200 series
// has to lie within -5 ... +35 % of the closed form, where the naive error falls short by a factor of 3.
TEST(BlockError, OfACorrelatedSeriesIsThatOfItsIndependentBlocks) {
  constexpr double rho = 0.8;
  constexpr int n = 4000, series = 200;
  double sum = 0.0;
  for (int k = 0; k < series; ++k) {
    Stream stream(5, Purpose::test, static_cast<std::uint64_t>(k));
    std::vector<double> x(n);
    double last = stream.normal() / std::sqrt(1.0 - rho * rho);
    for (auto& v : x) v = last = rho * last + stream.normal();
    sum += block_error(x) / series;
  }
  const double expected = std::sqrt(1.0 / (1.0 - rho * rho) * (1.0 + rho) / (1.0 - rho) / n);
  RecordProperty("ratio", std::to_string(sum / expected));
  EXPECT_GT(sum, 0.95 * expected);
  EXPECT_LT(sum, 1.35 * expected);
}

TEST(FirstBelow, IsInterpolatedBetweenSnapshotsAndSkipsTheUndeformedGlass) {
  const std::vector<double> strains{0.0, 0.01, 0.02, 0.03}, ratios{0.0, 0.3, 0.2, 0.0999};
  EXPECT_NEAR(first_below(strains, ratios, 0.1), 0.02 + 0.01 * 0.1 / 0.1001, rounding);
  EXPECT_TRUE(std::isnan(first_below(strains, ratios, 0.05)));
}

}  // namespace
}  // namespace vitrum::response
