// SPDX-License-Identifier: Apache-2.0
// tests/unit/response/test_bands.cpp: bands drawn with known width, angle and slip, across the periodic border.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "vitrum/core/random.hpp"
#include "vitrum/response/bands.hpp"

namespace vitrum::response {
namespace {

struct Drawn {
  double x = 0.0, y = 0.0, angle_deg = 0.0, width = 0.0, shear = 0.0;  // nm; a middle point
  double length = 1e9;                                                 // longer than the cell: closes on itself
};

/// Background plus bands, each voxel averaged over 8 x 8 points, all images of the cell.
std::vector<double> draw(const microstructure::Grid& grid, const std::vector<Drawn>& bands, double background = 0.0) {
  std::vector<double> g(grid.voxels(), background);
  const double lx = static_cast<double>(grid.nx) * grid.hx_nm, ly = static_cast<double>(grid.ny) * grid.hy_nm;
  const auto inside = [&](const Drawn& b, double x, double y) {
    const double c = std::cos(b.angle_deg * std::numbers::pi / 180.0),
                 s = std::sin(b.angle_deg * std::numbers::pi / 180.0);
    for (int i = -3; i <= 3; ++i)
      for (int j = -3; j <= 3; ++j) {
        const double dx = x - b.x + i * lx, dy = y - b.y + j * ly;
        if (std::abs(c * dy - s * dx) < 0.5 * b.width && std::abs(c * dx + s * dy) < 0.5 * b.length) return true;
      }
    return false;
  };
  for (std::size_t v = 0; v < g.size(); ++v)
    for (const auto& b : bands)
      for (int i = 0; i < 64; ++i)
        if (inside(b, (static_cast<double>(v % grid.nx) + (i % 8 + 0.5) / 8) * grid.hx_nm,
                   (static_cast<double>(v / grid.nx) + (i / 8 + 0.5) / 8) * grid.hy_nm))
          g[v] += b.shear / 64;
  return g;
}

// A band at 45 degrees through a square cell of 64 voxels of 1.5 nm: the profile is a box of 12 nm, its half-height
// width exact to the bin of 1.5 nm it is read from; the slip is shear x width = 6 nm less the rim below the threshold.
TEST(Bands, ABandAtFortyFiveDegreesAcrossTheBorderIsMeasured) {
  const microstructure::Grid grid{64, 64, 1.5, 1.5, 1.0};
  const auto map = find_bands(draw(grid, {{5.0, 90.0, 45.0, 12.0, 0.5}}), grid, {});
  ASSERT_EQ(map.bands.size(), 1u);
  const auto& b = map.bands[0];
  EXPECT_EQ(b.winding_x, 1);
  EXPECT_EQ(b.winding_y, 1);
  EXPECT_EQ(b.percolates_x, 1);
  EXPECT_EQ(b.percolates_y, 1);
  EXPECT_NEAR(b.angle_deg, 45.0, 1e-9);
  EXPECT_NEAR(b.inclination_deg, 45.0, 1e-9);
  EXPECT_NEAR(b.width_nm, 12.0, 0.75);
  EXPECT_LT(b.width_error_nm, 0.75);
  EXPECT_NEAR(b.length_nm, std::hypot(96.0, 96.0), 1e-9);
  EXPECT_NEAR(b.offset_nm, 6.0, 0.3);
  const double off_line = ((b.y_nm - 90.0) - (b.x_nm - 5.0)) / 96.0;  // on the drawn middle line, modulo the cell
  EXPECT_NEAR(off_line, std::round(off_line), 0.75 / 96.0);
  std::cout << "width " << b.width_nm << " +- " << b.width_error_nm << " nm (drawn 12), slip " << b.offset_nm << " +- "
            << b.offset_error_nm << " nm (drawn 6)\n";
}

TEST(Bands, ABandAlongTheBorderRowClosesAlongX) {
  const microstructure::Grid grid{48, 64, 1.0, 1.0, 1.0};
  const auto map = find_bands(draw(grid, {{0.0, 0.5, 0.0, 7.0, 0.4}}, 0.01), grid, {});
  ASSERT_EQ(map.bands.size(), 1u);
  const auto& b = map.bands[0];
  EXPECT_EQ(b.percolates_x, 1);
  EXPECT_EQ(b.percolates_y, 0);
  EXPECT_EQ(b.angle_deg, 0.0);
  EXPECT_NEAR(b.width_nm, 7.0, 0.5);
  EXPECT_NEAR(b.length_nm, 64.0, 1e-9);
  EXPECT_NEAR(b.offset_nm, 7.0 * 0.41, 0.1);
  EXPECT_NEAR(b.background_shear, 0.01, 1e-12);
}

// Ends inside the cell but crosses its border: 60 nm long, 8 nm wide, 30 degrees. Second moments of a box give length
// and angle to about a voxel: 1 nm in 60 nm, atan(1/60) = 1 degree.
TEST(Bands, ABandThatEndsInsideTheCellKeepsItsLengthAndAngle) {
  const microstructure::Grid grid{96, 96, 1.0, 1.0, 1.0};
  const auto map = find_bands(draw(grid, {{90.0, 3.0, 30.0, 8.0, 0.5, 60.0}}), grid, {});
  ASSERT_EQ(map.bands.size(), 1u);
  const auto& b = map.bands[0];
  EXPECT_EQ(b.percolates_x + b.percolates_y, 0);
  EXPECT_NEAR(b.angle_deg, 30.0, 1.0);
  EXPECT_LT(b.angle_error_deg, 1.0);
  EXPECT_NEAR(b.width_nm, 8.0, 0.5);
  EXPECT_NEAR(b.length_nm, 60.0, 2.0);
  EXPECT_NEAR(b.offset_nm, 4.0, 0.2);
  EXPECT_NEAR(b.x_nm, 90.0, 0.5);
  EXPECT_NEAR(b.y_nm, 3.0, 0.5);
}

TEST(Bands, CrossingBandsAreTwoDirectionsOfOneComponent) {
  const microstructure::Grid grid{80, 80, 1.0, 1.0, 1.0};
  const auto map = find_bands(draw(grid, {{10.0, 10.0, 45.0, 6.0, 0.5}, {30.0, 10.0, -45.0, 6.0, 0.4}}), grid, {});
  ASSERT_EQ(map.bands.size(), 2u);
  EXPECT_EQ(map.components, 1);
  EXPECT_EQ(map.bands[0].crossing, 1);
  EXPECT_NEAR(map.bands[0].inclination_deg, 45.0, 1e-9);
  EXPECT_NEAR(map.bands[1].inclination_deg, -45.0, 1e-9);
  EXPECT_NEAR(map.bands[0].width_nm, 6.0, 0.8);
  EXPECT_NEAR(map.bands[1].width_nm, 6.0, 0.8);
}

TEST(Bands, TwoParallelBandsOfANoisyMapAreCounted) {
  const microstructure::Grid grid{96, 96, 1.0, 1.0, 1.0};
  auto g = draw(grid, {{0.0, 10.0, 45.0, 8.0, 0.6}, {0.0, 60.0, 45.0, 5.0, 0.4}});
  Stream stream(1, Purpose::test);
  for (auto& v : g) v = v * stream.exponential() + (stream.uniform() < 0.1 ? 0.1 * stream.exponential() : 0.0);
  BandChoice choice;
  choice.smoothing = 3;
  const auto map = find_bands(g, grid, choice);
  ASSERT_EQ(map.bands.size(), 2u);
  EXPECT_EQ(map.bands[0].component, 1);
  EXPECT_EQ(map.bands[1].component, 2);
  EXPECT_NEAR(map.bands[0].width_nm, 8.0, 3.0 * map.bands[0].width_error_nm + 0.5);
  EXPECT_NEAR(map.bands[1].width_nm, 5.0, 3.0 * map.bands[1].width_error_nm + 0.5);
}

TEST(Bands, ScatteredFlipsAreNoBand) {
  const microstructure::Grid grid{64, 64, 1.0, 1.0, 1.0};
  std::vector<double> g(grid.voxels());
  Stream stream(2, Purpose::test);
  for (auto& v : g) v = stream.uniform() < 0.15 ? 0.3 * stream.exponential() : 0.0;
  EXPECT_TRUE(find_bands(g, grid, {}).bands.empty());
  EXPECT_TRUE(find_bands(std::vector<double>(grid.voxels(), 0.0), grid, {}).bands.empty());
  EXPECT_TRUE(find_bands(std::vector<double>(grid.voxels(), 0.3), grid, {}).bands.empty());
}

TEST(Otsu, PartsTwoPopulationsBetweenThem) {
  std::vector<double> values(1000, 0.1);
  for (std::size_t i = 0; i < 200; ++i) values[5 * i] = 0.9;
  const double t = otsu_threshold(values);
  EXPECT_GT(t, 0.1);
  EXPECT_LT(t, 0.9);
  EXPECT_NEAR(t, 0.5, 0.01);  // the middle of the gap
}

}  // namespace
}  // namespace vitrum::response
