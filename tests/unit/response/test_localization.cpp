// SPDX-License-Identifier: Apache-2.0
// tests/unit/response/test_localization.cpp: measures of localization on maps whose values are known.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "response/numbers.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/response/localization.hpp"

namespace vitrum::response {
namespace {

constexpr double rounding = 1e-12;

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

// A field constant along lines of winding (1, -1) keeps all its variance in the line averages of that direction: the
// index is N s^2 (N - 1)/N / ((lines - 1) s^2), here 64 lines of one voxel in x on a 64 x 64 grid.
TEST(BandIndex, OfAPerfectBandIsTheNumberOfVoxelsALineOverOne) {
  const microstructure::Grid grid{64, 64, 1.8, 1.8, 1.0};
  std::vector<double> g(grid.voxels());
  for (std::size_t y = 0; y < 64; ++y)
    for (std::size_t x = 0; x < 64; ++x) g[y * 64 + x] = (x + y) % 64 < 8 ? 1.0 : 0.0;
  const auto b = band_index(g, grid);
  EXPECT_EQ(b.winding_x, 1);
  EXPECT_EQ(b.winding_y, -1);
  EXPECT_NEAR(b.angle_deg, -45.0, 1e-9);
  EXPECT_LT(b.p, 1e-100);
  EXPECT_GT(b.index, 80.0);  // at most (N - 1) / (lines - 1) = 4095 / 44; lines 1.02 voxels wide mix neighbours
  EXPECT_LE(b.index, 4095.0 / 44.0 + rounding);
}

// Of independent values the index of one direction is 1 on average and its p is uniform; the Bonferroni p of the
// largest of 46 may fall below 0.05 in at most 5 % of maps: of 200 maps at most 10 + 3 sqrt(9.5) = 19.
TEST(BandIndex, OfShuffledValuesIsNotSignificant) {
  const microstructure::Grid grid{48, 48, 1.0, 1.0, 1.0};
  int significant = 0;
  double mean = 0.0;
  for (int k = 0; k < 200; ++k) {
    Stream stream(9, Purpose::test, static_cast<std::uint64_t>(k));
    std::vector<double> g(grid.voxels());
    for (auto& v : g) v = stream.exponential();
    const auto b = band_index(g, grid);
    significant += b.p < 0.05;
    mean += b.index / 200;
  }
  RecordProperty("significant_of_200", significant);
  EXPECT_LE(significant, 19);
  EXPECT_LT(mean, 2.5);
}

TEST(Autocorrelation, OfAWaveIsItsCosineAndOfAFourFoldSpectrumHasItsSign) {
  const microstructure::Grid grid{64, 64, 1.0, 1.0, 1.0};
  std::vector<double> g(grid.voxels());
  const double k = 2.0 * std::numbers::pi * 4.0 / 64.0;
  for (std::size_t y = 0; y < 64; ++y)
    for (std::size_t x = 0; x < 64; ++x)
      g[y * 64 + x] = std::cos(k * static_cast<double>(x)) + std::cos(k * static_cast<double>(y));
  const auto c = autocorrelation(g, grid);
  EXPECT_NEAR(c[0].isotropic, 1.0, rounding);
  // C = (cos k dx + cos k dy) / 2 = J0(k r) + 2 J4(k r) cos 4 theta + ...: shells one voxel wide blur it by a few per
  // cent.
  for (std::size_t i = 3; i < 8; ++i) {
    EXPECT_NEAR(c[i].isotropic, std::cyl_bessel_j(0.0, k * c[i].r_nm), 0.03);
    EXPECT_NEAR(c[i].fourfold, 2.0 * std::cyl_bessel_j(4.0, k * c[i].r_nm), 0.03);
  }
}

// Fisher information of the Gumbel law: sd of mu 1.053 beta / sqrt n, of beta 0.780 beta / sqrt n. 400 fits of 64
// maxima: the means within 3 standard errors (and the bias of order beta / n), the scatter within 12 % of the stated
// errors.
TEST(Gumbel, FitRecoversLocationAndScaleWithTheirErrors) {
  std::vector<double> location, scale, p;
  double stated_location = 0.0, stated_scale = 0.0;
  for (int k = 0; k < 400; ++k) {
    Stream stream(3, Purpose::test, static_cast<std::uint64_t>(k));
    std::vector<double> x(64);
    for (auto& v : x) v = 2.0 - 0.5 * std::log(stream.exponential());
    const auto fit = fit_gumbel(x, static_cast<std::uint64_t>(k));
    location.push_back(fit.location);
    scale.push_back(fit.scale);
    p.push_back(fit.p);
    stated_location += fit.location_error / 400;
    stated_scale += fit.scale_error / 400;
  }
  EXPECT_NEAR(mean_of(location), 2.0, 3.0 * stated_location / 20.0 + 0.5 / 64);
  EXPECT_NEAR(mean_of(scale), 0.5, 3.0 * stated_scale / 20.0 + 0.5 / 64);
  EXPECT_NEAR(std::sqrt(variance_of(location)) / stated_location, 1.0, 0.12);
  EXPECT_NEAR(std::sqrt(variance_of(scale)) / stated_scale, 1.0, 0.12);
  std::sort(p.begin(), p.end());
  EXPECT_GT(kolmogorov_above(p.size(), uniform_distance(p)), 1e-3);
}

}  // namespace
}  // namespace vitrum::response
