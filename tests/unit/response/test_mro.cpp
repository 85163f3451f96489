// SPDX-License-Identifier: Apache-2.0
// tests/unit/response/test_mro.cpp: flow against MRO: hand-worked cases, and the null.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "response/numbers.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/response/mro.hpp"

namespace vitrum::response {
namespace {

constexpr double rounding = 1e-12;

TEST(Activity, ClassesAreComparedWithTheMatrix) {
  auto micro = microstructure::homogeneous({2, 4, 1.8, 1.8, 1.0});
  micro.types = {4};
  micro.dominant_type = {0, 0, 0, 0, 0, 0, 4, 4};
  const std::vector<std::int64_t> flips{1, 0, 1, 0, 1, 0, 2, 0};
  MroChoice choice;
  choice.bootstraps = 0;
  const auto activity = activity_by_type(micro, flips, std::vector<double>(8, 0.1), choice);
  ASSERT_EQ(activity.size(), 2u);
  EXPECT_EQ(activity[0].n, 0);
  EXPECT_EQ(activity[0].voxels, 6);
  EXPECT_NEAR(activity[1].ratio_to_matrix, 2.0, rounding);
  EXPECT_NEAR(activity[1].ratio_error, 2.0 * std::sqrt(1.0 / 2 + 1.0 / 3), rounding);  // Poisson
  EXPECT_NEAR(activity[1].strain_ratio, 1.0, rounding);
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

/// Discs of radius 4 at random places of a 48 x 40 grid: about a sixth of it.
microstructure::Microstructure discs(std::uint64_t id) {
  auto micro = microstructure::homogeneous({40, 48, 1.0, 1.0, 1.0});
  const auto& grid = micro.grid;
  micro.types = {4};
  micro.coverage = {std::vector<double>(grid.voxels(), 0.0)};
  micro.dominant_type.assign(grid.voxels(), 0);
  Stream stream(6, Purpose::test, id);
  for (int k = 0; k < 7; ++k) {
    const double cx = 48.0 * stream.uniform(), cy = 40.0 * stream.uniform();
    for (std::size_t v = 0; v < grid.voxels(); ++v) {
      double dx = std::abs(static_cast<double>(v % 48) + 0.5 - cx),
             dy = std::abs(static_cast<double>(v / 48) + 0.5 - cy);
      dx = std::min(dx, 48.0 - dx);
      dy = std::min(dy, 40.0 - dy);
      if (dx * dx + dy * dy > 16.0) continue;
      micro.coverage[0][v] = 1.0;
      micro.dominant_type[v] = 4;
    }
  }
  return micro;
}

std::vector<std::int64_t> poisson_flips(const microstructure::Microstructure& micro, double matrix, double covered,
                                        std::uint64_t id) {
  Stream stream(7, Purpose::test, id);
  std::vector<std::int64_t> flips;
  for (auto n : micro.dominant_type) flips.push_back(static_cast<std::int64_t>(stream.poisson(n ? covered : matrix)));
  return flips;
}

// Independent flips: block-bootstrap error within 30 % of the Poisson error on average, ratio within 4 of it.
TEST(Activity, RatioOfMadeFlipsIsRecoveredWithItsError) {
  const auto micro = discs(1);
  const auto flips = poisson_flips(micro, 2.0, 1.0, 1);
  const auto a = activity_by_type(micro, flips, std::vector<double>(flips.size(), 0.1));
  EXPECT_NEAR(a[1].ratio_to_matrix, 0.5, 4.0 * a[1].ratio_error);
  const double poisson = 0.5 * std::sqrt(1.0 / static_cast<double>(a[1].flips) + 1.0 / static_cast<double>(a[0].flips));
  EXPECT_NEAR(a[1].ratio_error / poisson, 1.15, 0.35);
  EXPECT_NEAR(a[1].ratio_p, 2.0 / 200.0, rounding);  // the smallest that 199 maps can give
}

TEST(Association, FollowsAPlantedCorrelationAndItsClosedForm) {
  const auto micro = discs(2);
  std::vector<std::int64_t> flips;
  double share = 0.0;
  for (auto n : micro.dominant_type) {
    flips.push_back(n ? 1 : 0);
    share += n ? 1.0 / static_cast<double>(micro.grid.voxels()) : 0.0;
  }
  const auto a = associations(micro, flips);
  ASSERT_EQ(a.size(), 1u);
  EXPECT_NEAR(a[0].pearson, 1.0, 1e-9);
  EXPECT_NEAR(a[0].spearman, 1.0, 1e-9);
  // Flips and coverage are the same two classes: their information is the entropy of the share covered.
  EXPECT_NEAR(a[0].information_bits, -share * std::log2(share) - (1 - share) * std::log2(1 - share), 1e-9);
  EXPECT_NEAR(a[0].information_p, 1.0 / 200.0, rounding);
  EXPECT_NEAR(a[0].spearman_p, 2.0 / 200.0, rounding);
}

// Flow that knows nothing of the map: p of all four statistics uniform on multiples of 1/100 (Kolmogorov-Smirnov of 200
// fields, a Bonferroni level of 1e-3 over the four).
TEST(Null, PIsUniformWhereFlowAndMapAreIndependent) {
  std::vector<std::vector<double>> p(4);
  for (std::uint64_t k = 0; k < 200; ++k) {
    const auto micro = discs(100 + k);
    const auto flips = poisson_flips(micro, 1.0, 1.0, 100 + k);
    MroChoice choice;
    choice.null_maps = 99;
    choice.bootstraps = 0;
    choice.seed = k;
    const auto activity = activity_by_type(micro, flips, std::vector<double>(flips.size(), 0.1), choice);
    const auto a = associations(micro, flips, choice)[0];
    p[0].push_back(activity[1].ratio_p);
    p[1].push_back(a.pearson_p);
    p[2].push_back(a.spearman_p);
    p[3].push_back(a.information_p);
  }
  for (auto& values : p) {
    std::sort(values.begin(), values.end());
    const double q = kolmogorov_above(values.size(), std::max(0.0, uniform_distance(values) - 0.02));  // steps of 2/100
    std::cout << "p of 200 independent fields against uniform: " << q << "\n";
    EXPECT_GT(q, 2.5e-4);
  }
}

TEST(Distance, IsTheBruteForceOneAcrossTheBorder) {
  const auto micro = discs(3);
  const microstructure::Grid grid{40, 48, 1.5, 1.0, 1.0};
  std::vector<char> set;
  for (auto n : micro.dominant_type) set.push_back(n != 0);
  const auto distance = distance_to_edge(set, grid);
  for (std::size_t v = 0; v < set.size(); v += 7) {
    double nearest = 1e9;
    for (std::size_t w = 0; w < set.size(); ++w) {
      if (set[w] == set[v]) continue;
      double dx = std::abs(static_cast<double>(v % 48) - static_cast<double>(w % 48));
      double dy = std::abs(static_cast<double>(v / 48) - static_cast<double>(w / 48));
      dx = std::min(dx, 48.0 - dx);
      dy = 1.5 * std::min(dy, 40.0 - dy);
      nearest = std::min(nearest, std::hypot(dx, dy));
    }
    EXPECT_NEAR(distance[v], (set[v] ? -1.0 : 1.0) * (nearest - 0.5), rounding) << v;
  }
}

TEST(Distance, FlipsOfTheRimShowInItsBin) {
  const auto micro = discs(4);
  std::vector<char> set;
  for (auto n : micro.dominant_type) set.push_back(n != 0);
  const auto distance = distance_to_edge(set, micro.grid);
  std::vector<std::int64_t> flips;
  for (double d : distance) flips.push_back(d > 0.0 && d < 1.0 ? 3 : 0);
  std::int64_t voxels = 0;
  for (const auto& bin : flips_by_distance(micro, flips)) {
    const bool rim = bin.distance_nm > 0.0 && bin.distance_nm < 1.0;
    EXPECT_NEAR(bin.flips_per_voxel, rim ? 3.0 : 0.0, rounding);
    EXPECT_NEAR(bin.flipped, rim ? 1.0 : 0.0, rounding);
    if (rim) {
      EXPECT_GT(bin.flips_per_voxel, bin.null_mean + 5.0 * bin.null_sd);
    }
    voxels += bin.voxels;
  }
  EXPECT_EQ(voxels, static_cast<std::int64_t>(micro.grid.voxels()));
  EXPECT_TRUE(flips_by_distance(microstructure::homogeneous(micro.grid), flips).empty());
}

TEST(EarlyFlips, AreComparedWithTheShareOfTheArea) {
  auto micro = microstructure::homogeneous({1, 4, 1.0, 1.0, 1.0});
  micro.types = {2};
  micro.dominant_type = {2, 0, 0, 0};
  std::vector<kmc::Event> events(400);
  for (std::size_t i = 0; i < events.size(); ++i) events[i].type = i < 3 || i >= 300 ? 2 : 0;
  const auto early = early_flips(events, micro);
  ASSERT_EQ(early.size(), 2u);
  EXPECT_EQ(early[1].first_flips, 3);
  EXPECT_NEAR(early[1].first_ratio, 0.75 / 0.25, rounding);
  EXPECT_NEAR(early[1].first_ratio_error, std::sqrt(0.75 * 0.25 / 4) / 0.25, rounding);
  EXPECT_NEAR(early[1].later_ratio, 100.0 / 396.0 / 0.25, rounding);
}

}  // namespace
}  // namespace vitrum::response
