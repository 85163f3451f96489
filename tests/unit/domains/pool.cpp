// SPDX-License-Identifier: Apache-2.0
// tests/unit/domains/pool.cpp: pooling areas by random effects.
#include "vitrum/domains/pool.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "vitrum/core/random.hpp"

namespace vitrum::domains {
namespace {

TEST(Pool, equal_areas_give_their_value_with_the_error_of_the_mean) {
  const std::vector<Uncertain> areas(4, {0.07, 0.01});
  const Pooled pooled = pool(areas);
  EXPECT_NEAR(pooled.value.value, 0.07, 1e-15);
  EXPECT_NEAR(pooled.value.error, 0.005, 1e-15);
  EXPECT_EQ(pooled.between, 0.0);
  EXPECT_EQ(pooled.chance, 1.0);
}

TEST(Pool, areas_that_differ_by_more_than_their_errors_widen_the_error_by_the_variance_between_them) {
  // Values 1, 3 with errors .1: Q = 200, scale = 100, tau^2 = 1.99 = s^2 (sample variance 2) - .01.
  const std::vector<Uncertain> areas{{1.0, 0.1}, {3.0, 0.1}};
  const Pooled pooled = pool(areas);
  EXPECT_NEAR(pooled.value.value, 2.0, 1e-14);
  EXPECT_NEAR(pooled.between, std::sqrt(1.99), 1e-12);
  EXPECT_NEAR(pooled.value.error, 1.0, 1e-12);
  EXPECT_LT(pooled.chance, 1e-40);
}

TEST(Pool, an_error_that_all_areas_share_does_not_shrink) {
  const std::vector<Uncertain> areas(100, {1.0, std::hypot(0.1, 0.2), 0.2});
  const Pooled pooled = pool(areas);
  EXPECT_NEAR(pooled.value.error, std::hypot(0.01, 0.2), 1e-12);
  EXPECT_NEAR(pooled.value.common, 0.2, 1e-12);
}

TEST(Pool, areas_without_an_error_are_left_out) {
  const std::vector<Uncertain> areas{{1.0, 0.1}, {5.0, 0.0}, {std::nan(""), 0.1}, {7.0, 0.3, 0.3}};
  const Pooled pooled = pool(areas);
  EXPECT_EQ(pooled.areas, 1u);
  EXPECT_EQ(pooled.value.value, 1.0);
}

TEST(Pool, of_nothing_is_not_a_number) {
  const Pooled pooled = pool(std::vector<Uncertain>{});
  EXPECT_EQ(pooled.areas, 0u);
  EXPECT_TRUE(std::isnan(pooled.value.value) && std::isnan(pooled.value.error) && std::isnan(pooled.chance));
}

/// A result of one position and type n = 4 with these fractions, written by domains::write.
std::string area_file(const std::string& name, Uncertain visible, Uncertain excess) {
  const comm::Communicator comm;
  Result result;
  result.parameters.types = {4};
  result.label = {0};
  result.significance.resize(order::n_max);
  result.significance_surrogates.resize(order::n_max);
  result.significance[3] = {0.0};
  result.coverage = {{0.0}};
  TypeSummary type;
  type.n = 4;
  type.visible_volume_fraction = visible;
  type.volume_fraction_excess = excess;
  result.types = {type};
  result.nulls.resize(1);
  const auto path = ::testing::TempDir() + "vitrum_pool_" + std::to_string(comm.size()) + "_" +
                    std::to_string(comm.rank()) + "_" + name;
  auto file = storage::File::create(path);
  write(file, result, {}, 1, 1, 0.5);
  file.commit();
  return path;
}

TEST(Pool, of_files_takes_every_known_quantity_and_leaves_out_what_no_area_knows) {
  const std::vector<std::string> paths{
      area_file("1.h5", {0.04, std::hypot(0.003, 0.004), 0.004}, {0.05, 0.01}),
      area_file("2.h5", {0.04, std::hypot(0.003, 0.002), 0.002}, {std::nan(""), 0.01})};
  bool visible = false, excess = false;
  for (const auto& row : pool(paths)) {
    EXPECT_EQ(row.n, 4);
    EXPECT_GT(row.pooled.areas, 0u);
    EXPECT_TRUE(std::isfinite(row.pooled.value.value)) << row.quantity;
    EXPECT_NE(row.quantity, "excess_power");  // no area has one
    if (row.quantity == "visible_volume_fraction") {
      visible = true;
      EXPECT_EQ(row.pooled.areas, 2u);
      EXPECT_NEAR(row.pooled.value.value, 0.04, 1e-15);
      EXPECT_NEAR(row.pooled.value.error, std::hypot(0.003 / std::sqrt(2.0), 0.003), 1e-14);
    }
    if (row.quantity == "volume_fraction_excess") {
      excess = true;
      EXPECT_EQ(row.pooled.areas, 1u);
      EXPECT_EQ(row.pooled.value.value, 0.05);
    }
  }
  EXPECT_TRUE(visible && excess);
  for (const auto& path : paths) std::filesystem::remove(path);
}

// p of alike areas is uniform: over 2000 draws of k areas its mean is 1/2 +- .0065 (3 standard errors .019), for even
// and odd degrees of freedom.
TEST(Pool, the_chance_of_alike_areas_is_uniform) {
  for (const std::size_t k : {2u, 3u, 4u, 7u}) {
    double sum = 0.0;
    int low = 0;
    for (std::uint64_t draw = 0; draw < 2000; ++draw) {
      Stream stream(5, Purpose::bootstrap, draw, k);
      std::vector<Uncertain> areas;
      for (std::size_t i = 0; i < k; ++i) {
        const double r = std::sqrt(-2.0 * std::log(1.0 - stream.uniform()));
        areas.push_back({2.0 + 0.3 * r * std::cos(2.0 * M_PI * stream.uniform()), 0.3});
      }
      const double chance = pool(areas).chance;
      sum += chance;
      low += chance < 0.1;
    }
    EXPECT_NEAR(sum / 2000.0, 0.5, 0.02) << k;
    EXPECT_NEAR(low / 2000.0, 0.1, 0.021) << k;  // 3 standard errors
  }
}

}  // namespace
}  // namespace vitrum::domains
