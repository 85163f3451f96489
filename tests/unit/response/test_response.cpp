// SPDX-License-Identifier: Apache-2.0
// tests/unit/response/test_response.cpp: measures of strength, localization and activity against hand-worked cases.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "vitrum/response/response.hpp"

namespace vitrum::response {
namespace {

// Sums of at most a few thousand terms of order one.
constexpr double rounding = 1e-12;

std::vector<kmc::CurvePoint> elastic_perfectly_plastic(double modulus, double yield, double last) {
  std::vector<kmc::CurvePoint> curve;
  for (int i = 0; i <= 500; ++i) {
    kmc::CurvePoint point;
    point.strain = last * i / 500.0;
    point.stress_GPa = std::min(modulus * point.strain, yield);
    curve.push_back(point);
  }
  return curve;
}

TEST(Strength, ElasticPerfectlyPlasticCurveGivesItsModulusAndYieldStress) {
  const auto s = strength(elastic_perfectly_plastic(90.0, 1.8, 0.05), {});
  EXPECT_NEAR(s.modulus_GPa, 90.0, 90.0 * rounding);
  EXPECT_NEAR(s.peak_stress_GPa, 1.8, rounding);
  EXPECT_NEAR(s.offset_yield_GPa, 1.8, 1e-9);  // linear interpolation between points on the plateau
  EXPECT_NEAR(s.flow_stress_GPa, 1.8, 1e-9);
  EXPECT_NEAR(s.flow_stress_sd_GPa, 0.0, 1e-6);  // square root of a rounding error
  EXPECT_NEAR(s.flow_from_strain, 0.04, rounding);
}

TEST(Strength, OffsetYieldIsZeroWhereTheCurveStaysElastic) {
  EXPECT_EQ(strength(elastic_perfectly_plastic(90.0, 100.0, 0.05), {}).offset_yield_GPa, 0.0);
}

TEST(Strength, AnEmptyCurveGivesZeros) { EXPECT_EQ(strength({}, {}).peak_stress_GPa, 0.0); }

TEST(Localization, UniformStrainHasParticipationOneAndGiniZero) {
  const std::vector<double> g(1000, 0.03);
  const std::vector<std::int64_t> flips(1000, 1);
  const auto l = localization(g, flips);
  EXPECT_NEAR(l.participation_ratio, 1.0, 1e-10);
  EXPECT_NEAR(l.gini, 0.0, 1e-10);
  EXPECT_NEAR(l.variation, 0.0, 1e-6);
  EXPECT_NEAR(l.top_5_percent, 0.05, 1e-10);
  EXPECT_EQ(l.transformed, 1.0);
}

TEST(Localization, OneBandOfATenthOfTheVoxelsHasParticipationOneTenth) {
  std::vector<double> g(1000, 0.0);
  std::vector<std::int64_t> flips(1000, 0);
  for (std::size_t i = 0; i < 100; ++i) {
    g[7 * i] = 0.5;
    flips[7 * i] = 2;
  }
  const auto l = localization(g, flips);
  EXPECT_NEAR(l.participation_ratio, 0.1, rounding);
  EXPECT_NEAR(l.gini, 0.9, 1e-10);  // 1 - share of voxels that carry equal strain
  EXPECT_NEAR(l.top_5_percent, 0.5, rounding);
  EXPECT_NEAR(l.transformed, 0.1, rounding);
}

TEST(Localization, NoStrainGivesZerosNotNaN) {
  const auto l = localization(std::vector<double>(10, 0.0), std::vector<std::int64_t>(10, 0));
  EXPECT_EQ(l.participation_ratio, 0.0);
  EXPECT_EQ(l.gini, 0.0);
}

TEST(EquivalentShear, PureShearGivesTwiceItsTensorComponent) {
  EXPECT_NEAR(equivalent_shear(std::vector{0.0}, std::vector{0.05})[0], 0.1, rounding);
  EXPECT_NEAR(von_mises_strain(std::vector{0.03}, std::vector{0.04})[0], 0.1 / std::sqrt(3.0), rounding);
}

TEST(Activity, ClassesAreComparedWithTheMatrix) {
  auto micro = microstructure::homogeneous({2, 4, 1.8, 1.8, 1.0});
  micro.types = {4};
  micro.dominant_type = {0, 0, 0, 0, 0, 0, 4, 4};
  const std::vector<std::int64_t> flips{1, 0, 1, 0, 1, 0, 2, 0};
  const auto activity = activity_by_type(micro, flips, std::vector<double>(8, 0.1));
  ASSERT_EQ(activity.size(), 2u);
  EXPECT_EQ(activity[0].n, 0);
  EXPECT_EQ(activity[0].voxels, 6);
  EXPECT_NEAR(activity[1].ratio_to_matrix, 2.0, rounding);
  EXPECT_NEAR(activity[1].ratio_error, 2.0 * std::sqrt(1.0 / 2 + 1.0 / 3), rounding);
}

TEST(Activity, AClassWithoutFlipsHasTheErrorOfOneFlip) {
  auto micro = microstructure::homogeneous({1, 4, 1.8, 1.8, 1.0});
  micro.types = {6};
  micro.dominant_type = {0, 0, 6, 6};
  const auto activity = activity_by_type(micro, std::vector<std::int64_t>{4, 4, 0, 0}, std::vector<double>(4, 0.0));
  EXPECT_EQ(activity[1].ratio_to_matrix, 0.0);
  EXPECT_NEAR(activity[1].ratio_error, 0.125 * std::sqrt(1.0 + 1.0 / 8), rounding);  // one flip in two voxels over 4
  EXPECT_EQ(activity[0].ratio_error, 0.0);
}

TEST(Cascades, SizesCountEventsOfOneId) {
  std::vector<kmc::Event> events(6);
  const std::int64_t ids[] = {3, 1, 3, 2, 3, 4};
  for (std::size_t i = 0; i < events.size(); ++i) events[i].cascade = ids[i];
  const auto sizes = cascade_sizes(events);
  ASSERT_EQ(sizes.size(), 2u);
  EXPECT_EQ(sizes[0].flips, 1);
  EXPECT_EQ(sizes[0].cascades, 3);
  EXPECT_EQ(sizes[1].flips, 3);
  EXPECT_EQ(sizes[1].cascades, 1);
}

}  // namespace
}  // namespace vitrum::response
