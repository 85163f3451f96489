// SPDX-License-Identifier: Apache-2.0
// tests/unit/domains/statistics.cpp: blocks, points, ranks, regions of interest and the files of results.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>

#include "domains/blocks.hpp"
#include "domains/colocalization.hpp"
#include "domains/null.hpp"
#include "domains/points.hpp"
#include "verification/domains/featureless.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::domains {
namespace {

std::string own_file(const comm::Communicator& comm, const std::string& name) {
  return ::testing::TempDir() + "vitrum_domains_" + std::to_string(comm.size()) + "_" + std::to_string(comm.rank()) +
         "_" + name;
}

TEST(Blocks, TileTheMapAndGiveTheErrorOfIndependentSquares) {
  const Shape shape{8, 8};
  const Blocks blocks = make_blocks(shape, 4.0);
  ASSERT_EQ(blocks.count, 4u);
  std::vector<double> map(64);
  const double of_block[] = {1.0, 2.0, 3.0, 6.0};
  for (std::size_t r = 0; r < 64; ++r) map[r] = of_block[blocks.of[r]];
  const std::vector<std::uint8_t> good(64, 1);
  const Uncertain mean = block_mean(map, good, blocks);
  EXPECT_DOUBLE_EQ(mean.value, 3.0);
  EXPECT_NEAR(mean.error, std::sqrt(14.0 / 3.0 / 4.0), 1e-12);  // sample variance of 1, 2, 3, 6 over 4
  map[5] = std::nan("");
  EXPECT_TRUE(std::isfinite(block_mean(map, good, blocks).value));
}

// Three points on 10 x 10 positions, by hand: distances 3, 4 and 5; shares of the window 10 x 7, 6 x 10, 6 x 7.
TEST(RipleyK, IsThatOfThreePointsWorkedByHand) {
  const PointWindow window({10, 10}, std::vector<std::uint8_t>(100, 1), 6.0);
  EXPECT_EQ(window.perimeter(), 40.0);
  const Points points{11, 14, 51};
  const auto k = ripley_k(window, points, {6.0, 6});
  const double scale = 2.0 * 1e4 / 6.0;
  EXPECT_EQ(k[1], 0.0);
  EXPECT_NEAR(k[2], scale / 70.0, 1e-9);
  EXPECT_NEAR(k[3], scale * (1.0 / 70.0 + 1.0 / 60.0), 1e-9);
  EXPECT_NEAR(k[5], scale * (1.0 / 70.0 + 1.0 / 60.0 + 1.0 / 42.0), 1e-9);
  EXPECT_NEAR(mean_nearest_distance(points, 10), (3.0 + 3.0 + 4.0) / 3.0, 1e-12);
}

TEST(HardCorePoints, KeepTheirDistanceLieInTheWindowAndSayWhereTheyDoNotFit) {
  std::vector<std::uint8_t> good(400, 1);
  for (std::size_t r = 0; r < 100; ++r) good[r] = 0;
  const PointWindow window({20, 20}, good, 4.0);
  Stream stream(3, Purpose::test, 1);
  const auto points = hard_core_points(window, 20, 2.0, stream);
  ASSERT_TRUE(points);
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_TRUE(good[(*points)[i]]);
    for (std::size_t j = 0; j < i; ++j) {
      const double dy = double((*points)[i] / 20) - double((*points)[j] / 20);
      const double dx = double((*points)[i] % 20) - double((*points)[j] % 20);
      EXPECT_GT(dy * dy + dx * dx, 4.0);
    }
  }
  EXPECT_FALSE(hard_core_points(window, 200, 2.0, stream));
}

TEST(Ranks, ShareTies) {
  EXPECT_EQ(ranks_of(std::vector<double>{2.0, 5.0, 2.0, 9.0}, std::vector<std::uint8_t>{1, 1, 1, 0}),
            (std::vector<double>{1.5, 3.0, 1.5, 0.0}));
}

// Wilson and Hilferty: mean and standard deviation are kept (within 1 % at 20 speckles), nothing is negative.
TEST(GammaLaw, KeepsMeanAndDeviation) {
  Stream stream(4, Purpose::test, 2);
  const GammaLaw law{3.0, 3.0 / std::sqrt(20.0)};
  std::vector<double> field(200000);
  for (double& v : field) v = law.sd * stream.normal();
  law.apply(field);
  double sum = 0.0, squares = 0.0;
  for (const double v : field) {
    EXPECT_GE(v, 0.0);
    sum += v;
    squares += v * v;
  }
  const double mean = sum / 200000.0;
  EXPECT_NEAR(mean, law.mean, 0.01 * law.mean);
  EXPECT_NEAR(std::sqrt(squares / 200000.0 - mean * mean), law.sd, 0.01 * law.sd);
}

order::Maps some_maps() {
  testing::Scan scan;
  scan.ny = 36;
  scan.nx = 40;
  auto maps = testing::featureless(scan, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 5, 0);
  for (int i = 0; i < 9; ++i)
    testing::plant(maps, {4, 3.0 + 5.5 * (i / 3), 3.0 + 6.0 * (i % 3), 1.127, 0.3, 20.0 * i, 0.1});
  testing::expose(maps, 6, 0);
  auto& band = maps.bands.front();
  band.intensity.assign(band.variance_xy.size(), 0.0);
  for (std::size_t r = 0; r < band.variance_xy.size(); ++r) {
    band.variance_xy[r] = 2.0 * (band.power[3][r] + band.power[5][r]) + 0.05;
    band.intensity[r] = 100.0 * (1.0 + band.power[3][r]);
  }
  band.halves = order::Halves{band.power, band.variance_xy, {}};
  return maps;
}

Parameters quick() {
  Parameters p;
  p.surrogates = 40;
  p.surrogates_unsought = 3;
  p.point_simulations = p.toroidal_shifts = 99;
  p.high_tension_kV = 200.0;
  return p;
}

TEST(Statistics, AreTheSameToTheBitOnAnyNumberOfRanks) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  const auto maps = some_maps();
  const Result a = find(world, maps, quick()), b = find(alone, maps, quick());
  ASSERT_EQ(a.randomness.size(), 3u);
  ASSERT_EQ(a.colocalization.size(), 6u);
  ASSERT_EQ(a.reference.size(), 2u);
  ASSERT_EQ(a.widths.size(), 4u);
  EXPECT_GE(a.randomness[0].points, 5);
  EXPECT_EQ(a.randomness[0].simulations, 99);
  EXPECT_EQ(a.randomness[2].simulations, 0);  // several types have no one hard core
  EXPECT_TRUE(std::isnan(a.randomness[2].dclf_p) && std::isfinite(a.randomness[2].surrogate_dclf_p));
  EXPECT_NE(a.randomness[2].note.find("featureless maps alone"), std::string::npos);
  EXPECT_TRUE(std::isfinite(a.randomness[0].clark_evans_z));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(a.randomness[i].curves.k_nm2, b.randomness[i].curves.k_nm2);
    EXPECT_EQ(a.randomness[i].curves.lo_nm, b.randomness[i].curves.lo_nm);
  }
  EXPECT_EQ(a.randomness[0].dclf_p, b.randomness[0].dclf_p);
  EXPECT_EQ(a.randomness[0].surrogate_mad_p, b.randomness[0].surrogate_mad_p);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(a.colocalization[i].pearson.z, b.colocalization[i].pearson.z);
    EXPECT_EQ(a.colocalization[i].spearman.p, b.colocalization[i].spearman.p);
    EXPECT_EQ(a.colocalization[i].split, i >= 3);
  }
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(a.reference[i].mean, b.reference[i].mean);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(a.widths[i].fwhm_nm.error, b.widths[i].fwhm_nm.error);
  for (const auto& row : a.colocalization) {
    EXPECT_FALSE(row.share.value < 0.0 || row.share.value > 1.0);  // NaN without hotspots
  }
  for (std::size_t n = 0; n < order::n_max; ++n) EXPECT_EQ(a.significance[n], b.significance[n]);
  EXPECT_EQ(a.gauge.ratio.value, b.gauge.ratio.value);
  EXPECT_EQ(a.limits, b.limits);
}

TEST(RegionOfInterest, HoldsTheDomainsAndTheArea) {
  const comm::Communicator comm;
  auto maps = some_maps();
  maps.selected.assign(maps.ny * maps.nx, 0);
  for (std::size_t r = 0; r < maps.selected.size(); ++r) maps.selected[r] = r % maps.nx < 20;
  const Result result = find(comm, maps, quick());
  EXPECT_NEAR(result.area_nm2, 36 * 20 * 0.25, 1e-9);
  EXPECT_FALSE(result.domains.empty());
  for (const Domain& d : result.domains) EXPECT_LT(d.x_nm, 10.5);
  EXPECT_TRUE(std::isnan(result.randomness[2].clark_evans_z));
  EXPECT_NE(result.randomness[2].note.find("Donnelly"), std::string::npos);
  for (std::size_t r = 0; r < maps.selected.size(); ++r) {
    EXPECT_TRUE(maps.selected[r] || result.coverage[0][r] == 0.0);
  }
  maps.selected.assign(maps.selected.size(), 0);
  EXPECT_THROW(find(comm, maps, quick()), DataError);
  maps.selected.pop_back();
  EXPECT_THROW(find(comm, maps, quick()), DataError);
}

TEST(Write, PutsEveryTableIntoTheFile) {
  const comm::Communicator comm;
  const auto maps = some_maps();
  auto p = quick();
  p.detection = {{.n = 4,
                  .efficiency = {0.8, 0.1},
                  .efficiency_known = true,
                  .false_positives_per_nm2 = {0.0, 0.0},
                  .power = PowerCalibration{{0.012, 1e-4}, {0.5, 0.01}, 0.02, 8.0}}};
  const Result result = find(comm, maps, p);
  const auto path = own_file(comm, "mro.h5");
  {
    auto file = storage::File::create(path);
    write(file, result, {}, maps.ny, maps.nx, maps.step_nm);
    file.commit();
  }
  const auto file = storage::File::open(path);
  for (const char* table : {"/summary/table", "/summary/widths", "/summary/reference", "/randomness/table",
                            "/randomness/curves_4", "/colocalization/table", "/null/table", "/detection/table"}) {
    EXPECT_TRUE(file.has(table)) << table;
  }
  EXPECT_EQ(file.shape("/symmetry/significance").front(), 12u);
  const auto summary = file.read_table("/summary/table");
  const auto excess = storage::as_doubles(storage::column(summary, "volume_fraction_excess"));
  EXPECT_TRUE(std::isfinite(excess[0]));
  EXPECT_TRUE(std::isnan(excess[1]));  // n = 6 was not calibrated
  const auto number = [&](const std::string& name) { return storage::as_doubles(storage::column(summary, name))[0]; };
  // The common part of the headline: of twin and slope, with no error of the thickness (excess.hpp), over the slope
  // here.
  const double value = number("volume_fraction_excess"), twin = 1e-4 * (1.0 - value / 0.02);
  EXPECT_NEAR(number("volume_fraction_excess_common"), std::hypot(twin, value * 0.01) / 0.5, 1e-9);
  EXPECT_NEAR(number("volume_fraction_excess_error"),
              std::hypot(number("mean_power_error") / 0.5, number("volume_fraction_excess_common")), 1e-9);
  EXPECT_NEAR(number("density_per_nm2_common"), number("density_per_nm2") * 0.1 / 0.8, 1e-9);
  EXPECT_EQ(number("count_common"), 0.0);
  EXPECT_EQ(file.read_attributes("/thickness").count("gauge_ratio"), 1u);
  EXPECT_EQ(read_detection(path).front().power->slope.value, 0.5);  // the table reads back
  std::filesystem::remove(path);
}

TEST(DetectionFile, HoldsFalsePositivesOfATypeWithoutClusters) {
  const comm::Communicator comm;
  const auto path = own_file(comm, "no_truth.h5");
  const auto maps = some_maps();
  auto p = quick();
  p.point_simulations = p.toroidal_shifts = p.surrogates_unsought = 0;
  Detection unknown;
  unknown.n = 6;
  unknown.efficiency_known = false;
  unknown.false_positives_per_nm2 = {0.003, 0.001};
  p.detection = {unknown};
  const Result result = find(comm, maps, p);
  {
    auto file = storage::File::create(path);
    write(file, result, {}, maps.ny, maps.nx, maps.step_nm);
    file.commit();
  }
  const auto back = read_detection(path);
  ASSERT_EQ(back.size(), 1u);
  EXPECT_FALSE(back[0].efficiency_known);
  EXPECT_EQ(back[0].efficiency.value, 1.0);
  EXPECT_EQ(back[0].false_positives_per_nm2.value, 0.003);
  bool told = false;
  for (const auto& sentence : result.limits) told = told || sentence.find("no clusters of this type") != sentence.npos;
  EXPECT_TRUE(told);
  std::filesystem::remove(path);
}

TEST(DetectionFile, OfAnOlderKindIsRefusedWithWhatToDo) {
  const comm::Communicator comm;
  const auto path = own_file(comm, "detection.h5");
  {
    auto file = storage::File::create(path);
    file.write_table("/detection/table", {{"n", "", std::vector<std::int64_t>{4}},
                                          {"efficiency", "", std::vector<double>{0.5}},
                                          {"efficiency_error", "", std::vector<double>{0.1}},
                                          {"false_positives_per_nm2", "", std::vector<double>{0.0}},
                                          {"false_positives_per_nm2_error", "", std::vector<double>{0.0}}});
    file.commit();
  }
  try {
    read_detection(path);
    ADD_FAILURE() << "read";
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what()).find("older version"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("vitrum calibrate"), std::string::npos);
  }
  std::filesystem::remove(path);
  EXPECT_THROW(read_detection(path), DataError);
}

}  // namespace
}  // namespace vitrum::domains
