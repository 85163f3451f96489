// SPDX-License-Identifier: Apache-2.0
// tests/unit/microstructure/voxels.cpp: maps to voxels: conserved, mirrored, tiled; laws; described domains.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "microstructure/resample.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/microstructure/microstructure.hpp"

namespace vitrum::microstructure {
namespace {

MeasuredMaps random_maps(std::size_t ny, std::size_t nx, double step) {
  MeasuredMaps maps{ny, nx, step, {4, 6}, {}};
  Stream stream(3, Purpose::test, ny);
  maps.coverage.assign(2, std::vector<double>(ny * nx));
  for (std::size_t r = 0; r < ny * nx; ++r) {
    maps.coverage[0][r] = 0.5 * stream.uniform();
    maps.coverage[1][r] = 0.5 * stream.uniform();
  }
  return maps;
}

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

// 36 x 27 cells of .5 nm fill 10 x 9 voxels of 1.8 x 1.5 nm exactly; each is there once in every quarter of the mirror.
TEST(FromMaps, ConservesTheIntegralOfCoverage) {
  const auto maps = random_maps(36, 27, 0.5);
  const auto m = from_maps(maps, 1.8, 1.5, 1.0, 1, 1, {});
  ASSERT_EQ(m.grid.ny, 20u);
  ASSERT_EQ(m.grid.nx, 18u);
  for (std::size_t c = 0; c < 2; ++c) {
    const double measured = sum(maps.coverage[c]) * 0.25;
    EXPECT_NEAR(sum(m.coverage[c]) / 4.0 * 1.8 * 1.5, measured, 1e-12 * measured);
  }
}

TEST(FromMaps, ConservesTheIntegralOverThePartThatIsKept) {
  const auto maps = random_maps(10, 11, 0.5);  // 5 x 5.5 nm: 2 x 3 voxels of 1.8 nm, 3.6 x 5.4 nm
  const auto m = from_maps(maps, 1.8, 1.8, 1.0, 1, 1, {});
  ASSERT_EQ(m.grid.ny, 4u);
  ASSERT_EQ(m.grid.nx, 6u);
  double kept = 0.0;
  for (std::size_t y = 0; y < 10; ++y) {
    for (std::size_t x = 0; x < 11; ++x) {
      const double wy = std::clamp(3.6 - 0.5 * double(y), 0.0, 0.5), wx = std::clamp(5.4 - 0.5 * double(x), 0.0, 0.5);
      kept += wy * wx * maps.coverage[0][y * 11 + x];
    }
  }
  EXPECT_NEAR(sum(m.coverage[0]) / 4.0 * 3.24, kept, 1e-12 * kept);
}

TEST(FromMaps, KeepsAMapWhoseCellsAreVoxels) {
  const auto maps = random_maps(4, 5, 1.8);
  const auto m = from_maps(maps, 1.8, 1.8, 1.0, 1, 1, {});
  for (std::size_t y = 0; y < 4; ++y) {
    for (std::size_t x = 0; x < 5; ++x) {
      EXPECT_NEAR(m.coverage[1][y * m.grid.nx + x], maps.coverage[1][y * 5 + x], 1e-15);
    }
  }
}

TEST(FromMaps, MirrorsIntoAPeriodicCellAndTilesIt) {
  const auto maps = random_maps(20, 24, 0.5);
  const auto m = from_maps(maps, 1.8, 1.8, 1.0, 25, 13, {});  // 5 x 6 voxels: cells of 10 x 12
  ASSERT_EQ(m.grid.ny, 30u);
  ASSERT_EQ(m.grid.nx, 24u);
  const auto& c = m.coverage[0];
  const auto at = [&](std::size_t y, std::size_t x) { return c[(y % 30) * 24 + x % 24]; };
  for (std::size_t y = 0; y < 30; ++y) {
    for (std::size_t x = 0; x < 24; ++x) {
      EXPECT_EQ(at(y, x), at(y + 10, x));  // tiles
      EXPECT_EQ(at(y, x), at(y, x + 12));
      EXPECT_EQ(at(y, x), at(29 - y, x));  // even about every edge of the scan, the cell's border too
      EXPECT_EQ(at(y, x), at(y, 23 - x));
    }
  }
  std::string notes;
  for (const auto& note : m.notes) notes += note + "\n";
  EXPECT_NE(notes.find("10 x 12 nm (20 x 24 positions, step 0.5 nm)"), std::string::npos) << notes;
  EXPECT_NE(notes.find("3 x 2 = 6 of these mirrored cells"), std::string::npos) << notes;
  EXPECT_NE(notes.find("the tiling repeats it exactly"), std::string::npos) << notes;
}

// The quickstart's case: 64 x 64 at .5 nm on 1.8 nm voxels, at least 128 x 128.
TEST(FromMaps, ReachesTheLeastGridWithWholeTiles) {
  const auto m = from_maps(random_maps(64, 64, 0.5), 1.8, 1.8, 1.0, 128, 128, {});
  EXPECT_EQ(m.grid.ny, 136u);
  EXPECT_EQ(m.grid.nx, 136u);
}

TEST(Laws, NeutralOnesLeaveEveryVoxelTheHomogeneousGlassToTheBit) {
  const auto maps = random_maps(20, 20, 0.9);
  for (const std::vector<CouplingLaw>& laws :
       {std::vector<CouplingLaw>{}, std::vector<CouplingLaw>{{4, 1.0, 1.0, 1.0}, {6, 1.0, 1.0, 1.0}}}) {
    const auto m = from_maps(maps, 1.8, 1.8, 1.0, 1, 1, laws);
    const auto glass = homogeneous(m.grid);
    EXPECT_EQ(m.log_barrier_factor, glass.log_barrier_factor);
    EXPECT_EQ(m.permanent_softening, glass.permanent_softening);
    EXPECT_EQ(m.temporary_softening, glass.temporary_softening);
    for (const double v : m.log_barrier_factor) EXPECT_FALSE(std::signbit(v));
  }
}

TEST(Laws, MixInTheLogarithmOfTheBarrierAndLinearlyInSoftening) {
  MeasuredMaps maps{1, 2, 1.8, {4, 6}, {{0.25, 0.0}, {0.5, 0.0}}};
  const auto m = from_maps(maps, 1.8, 1.8, 1.0, 1, 1, {{4, 1.3, 2.0, 0.5}, {6, 0.8, 1.0, 1.0}});
  EXPECT_NEAR(m.log_barrier_factor[0], 0.25 * std::log(1.3) + 0.5 * std::log(0.8), 1e-15);
  EXPECT_NEAR(m.permanent_softening[0], 1.25, 1e-15);
  EXPECT_NEAR(m.temporary_softening[0], 0.875, 1e-15);
  EXPECT_EQ(m.dominant_type[0], 6);
  EXPECT_EQ(m.log_barrier_factor[1], 0.0);  // no MRO there
  EXPECT_EQ(m.permanent_softening[1], 1.0);
  EXPECT_EQ(m.dominant_type[1], 0);
}

TEST(Laws, RefuseATypeThatIsNotThereAndFactorsThatAreNotAboveZero) {
  const auto maps = random_maps(8, 8, 0.9);
  EXPECT_THROW(from_maps(maps, 1.8, 1.8, 1.0, 1, 1, {{5, 1.3, 1.0, 1.0}}), InputError);
  EXPECT_THROW(from_maps(maps, 1.8, 1.8, 1.0, 1, 1, {{4, 0.0, 1.0, 1.0}}), InputError);
  EXPECT_THROW(from_maps(maps, 1.8, 1.8, 1.0, 1, 1, {{4, 1.3, 1.0, 1.0}, {4, 1.1, 1.0, 1.0}}), InputError);
}

TEST(FromMaps, RefusesCoverageOutsideZeroToOneAndScansSmallerThanAVoxel) {
  auto maps = random_maps(8, 8, 0.9);
  EXPECT_THROW(from_maps(maps, 9.0, 1.8, 1.0, 1, 1, {}), InputError);
  maps.coverage[1][9] = std::nan("");
  try {
    from_maps(maps, 1.8, 1.8, 1.0, 1, 1, {});
    FAIL();
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what()).find("n = 6 at scan position (y = 1, x = 1)"), std::string::npos);
  }
}

TEST(FromDescription, CoversTheDescribedFractionsWithDiscsThatDoNotOverlap) {
  const Grid grid{60, 50, 1.8, 1.5, 1.0};
  const auto m = from_description(grid, {{4, 0.05, 2.0}, {6, 0.10, 4.0}, {4, 0.03, 3.0}}, {{6, 1.3, 1.0, 1.0}}, 5);
  ASSERT_EQ(m.types, (std::vector<int>{4, 6}));
  const double area = 60 * 50 * 1.8 * 1.5;
  // Whole discs: the fraction is met to half a disc.
  EXPECT_NEAR(sum(m.coverage[0]) * 2.7 / area, 0.08, (1.6 + 3.6) / area);
  EXPECT_NEAR(sum(m.coverage[1]) * 2.7 / area, 0.10, 6.3 / area);
  for (std::size_t v = 0; v < grid.voxels(); ++v) EXPECT_LE(m.coverage[0][v] + m.coverage[1][v], 1.0 + 1e-9);
  const auto again = from_description(grid, {{4, 0.05, 2.0}, {6, 0.10, 4.0}, {4, 0.03, 3.0}}, {}, 5);
  EXPECT_EQ(m.coverage, again.coverage);
  EXPECT_NE(m.coverage, from_description(grid, {{4, 0.05, 2.0}, {6, 0.10, 4.0}, {4, 0.03, 3.0}}, {}, 6).coverage);
}

TEST(FromDescription, RefusesWhatCannotBePlaced) {
  const Grid grid{10, 10, 1.8, 1.8, 1.0};
  EXPECT_THROW(from_description(grid, {{4, 0.3, 2.0}, {6, 0.3, 2.0}}, {}, 1), InputError);
  EXPECT_THROW(from_description(grid, {{4, 0.3, 20.0}}, {}, 1), InputError);
  EXPECT_THROW(homogeneous(Grid{0, 4, 1.8, 1.8, 1.0}), InputError);
}

}  // namespace
}  // namespace vitrum::microstructure
