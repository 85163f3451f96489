// SPDX-License-Identifier: Apache-2.0
// tests/unit/phantom/synthesize_test.cpp: the same scan on any number of ranks, with its truth, or no scan at all.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>

#include "helpers.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/interrupt.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::phantom {
namespace {

using Counts = std::vector<std::uint16_t>;

// Runs on `comm`; every rank of it gets the counts that lie in the file.
Counts scan(const comm::Communicator& comm, const Parameters& p, const std::string& path) {
  Timing timing;
  synthesize(comm, p, path, comm::begin_provenance(comm, "synthesize", "", 1, "test"), timing);
  Counts counts;
  if (comm.is_root()) counts = storage::File::open(path).read<std::uint16_t>("/datacube").values;
  comm.broadcast_in_place(counts);
  return counts;
}

// What one process alone makes, on the first rank; told to all.
Counts scan_alone(const comm::Communicator& world, const Parameters& p, const std::string& path) {
  const comm::Communicator alone(MPI_COMM_SELF);
  Counts counts;
  if (world.is_root()) counts = scan(alone, p, path);
  world.broadcast_in_place(counts);
  return counts;
}

TEST(Synthesize, IsTheSameToTheBitOnOneRankAndOnAll) {
  const comm::Communicator world;
  const auto together = scan(world, testing::small_scan(), testing::scratch(world, "together.h5"));
  ASSERT_EQ(together.size(), 64u * 1024u);
  EXPECT_EQ(together, scan_alone(world, testing::small_scan(), testing::scratch(world, "alone.h5")));
}

TEST(Synthesize, DependsOnTheSeedAndNotOnMemory) {
  const comm::Communicator world;
  const auto first = scan(world, testing::small_scan(), testing::scratch(world, "first.h5"));
  auto p = testing::small_scan();
  p.memory_bytes = 1;
  EXPECT_EQ(first, scan(world, p, testing::scratch(world, "frugal.h5")));
  EXPECT_NE(first, scan(world, testing::small_scan(12), testing::scratch(world, "other.h5")));
}

TEST(Synthesize, CountsFollowTheExpectedPatterns) {
  const comm::Communicator world;
  const auto p = testing::small_scan();
  const auto expected = expected_patterns(world, p);
  const auto counts = scan(world, p, testing::scratch(world, "counts.h5"));
  const auto table = storage::File::open(testing::scratch(world, "counts.h5")).read_table("/truth/defects");
  std::vector<bool> good(1024, true);
  const auto y = storage::as_integers(storage::column(table, "y_px")),
             x = storage::as_integers(storage::column(table, "x_px"));
  ASSERT_EQ(y.size(), 7u);
  for (std::size_t i = 0; i < y.size(); ++i) good[static_cast<std::size_t>(y[i] * 32 + x[i])] = false;
  double chi2 = 0.0, n = 0.0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double mean = p.dose * expected[i];
    if (!good[i % 1024] || mean < 5.0) continue;
    chi2 += (counts[i] - mean) * (counts[i] - mean) / mean;
    n += 1.0;
  }
  ASSERT_GT(n, 500.0);
  EXPECT_NEAR(chi2 / n, 1.0, 4.0 * std::sqrt(2.2 / n));  // variance of a term: 2 + 1 / mean; 4 standard errors
}

TEST(Synthesize, TheFileTellsTheTruth) {
  const comm::Communicator world;
  const auto p = testing::small_scan();
  const std::string path = testing::scratch(world, "truth.h5");
  const auto counts = scan(world, p, path);
  const auto file = storage::File::open(path);
  EXPECT_EQ(file.shape("/datacube"), (std::vector<std::size_t>{8, 8, 32, 32}));
  const auto calibration = file.read_attributes("/datacube");
  EXPECT_EQ(std::get<double>(calibration.at("step_nm")), 0.5);
  EXPECT_EQ(std::get<double>(calibration.at("k_per_px_inv_A")), 0.032);
  EXPECT_EQ(std::get<double>(calibration.at("gain")), 1.0);
  const auto truth = file.read_attributes("/truth");
  EXPECT_EQ(std::get<double>(truth.at("ellipse_e")), 0.02);
  EXPECT_EQ(std::get<std::vector<double>>(truth.at("centre_along_x_px")), (std::vector<double>{0.2, 1.1}));
  const auto clusters = file.read_table("/truth/clusters");
  EXPECT_EQ(storage::as_integers(storage::column(clusters, "id")), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(storage::as_integers(storage::column(clusters, "n"))[0], 4);
  EXPECT_NEAR(storage::as_doubles(storage::column(clusters, "diameter_nm"))[1], 1.2, 1e-12);
  const auto defects = file.read_table("/truth/defects");
  const auto y = storage::as_integers(storage::column(defects, "y_px")),
             x = storage::as_integers(storage::column(defects, "x_px"));
  const auto& kind = std::get<std::vector<std::string>>(storage::column(defects, "kind").values);
  for (std::size_t i = 0; i < kind.size(); ++i)
    for (std::size_t r = 0; r < 64; ++r) {
      const auto count = counts[r * 1024 + static_cast<std::size_t>(y[i] * 32 + x[i])];
      if (kind[i] == "dead") {
        EXPECT_EQ(count, 0);
      }
      if (kind[i] == "hot") {
        EXPECT_GT(count, 100);
      }  // mean 200, 7 standard deviations
    }
}

// t / lambda_el of Zr-Co-Al at 200 kV: some 25 nm a path; above 0.3 the difference to multislice is measured.
// Twice scattered electrons are t / 2 lambda_el of those scattered once. Where both amplitudes are independent speckle
// the mean |difference| is their ratio, sqrt(t / 2 lambda_el): 0.44 here. Within a factor of two: double scattering is
// the wider in k, so its share grows beyond the ring, and it is not quite independent.
TEST(Synthesize, TellsMultipleScattering) {
  const comm::Communicator world;
  const std::string path = testing::scratch(world, "multiple.h5");
  auto p = testing::small_scan();
  scan(world, p, path);
  auto truth = storage::File::open(path).read_attributes("/truth");
  const double thin = std::get<double>(truth.at("elastic_paths"));
  if (world.is_root()) std::printf("2.5 nm: t / lambda_el = %.3f\n", thin);
  EXPECT_EQ(truth.count("multislice_difference"), thin < 0.3 ? 0u : 1u);
  p.thickness_nm = 12.0;
  p.ny = p.nx = 2;
  p.clusters.clear();
  const std::string thick = testing::scratch(world, "thick.h5");
  scan(world, p, thick);
  truth = storage::File::open(thick).read_attributes("/truth");
  EXPECT_NEAR(std::get<double>(truth.at("elastic_paths")) / thin, 12.0 / 2.5, 1e-9);
  const double difference = std::get<double>(truth.at("multislice_difference"));
  const double expected = std::sqrt(0.5 * std::get<double>(truth.at("elastic_paths")));
  if (world.is_root()) std::printf("12 nm: multislice differs by %.2f (%.2f)\n", difference, expected);
  EXPECT_GT(difference, 0.5 * expected);
  EXPECT_LT(difference, 2.0 * expected);
}

TEST(Synthesize, StopsWhenAskedAndLeavesNoFile) {
  const comm::Communicator world;
  const std::string path = testing::scratch(world, "stopped.h5");
  interrupt::set_requested(world.is_root());
  EXPECT_THROW(scan(world, testing::small_scan(), path), Interrupted);
  interrupt::set_requested(false);
  world.barrier();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Synthesize, ADescanOffTheDetectorIsRefused) {
  const comm::Communicator world;
  auto p = testing::small_scan();
  p.descan.along_x = {0.0, 40.0};
  EXPECT_THROW(expected_patterns(world, p), InputError);
}

}  // namespace
}  // namespace vitrum::phantom
