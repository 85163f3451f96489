// SPDX-License-Identifier: Apache-2.0
// tests/kernels/pattern/apertures.cpp: areas and sums of virtual detectors, profiles and sectors conserve counts.
#include <gtest/gtest.h>

#include <cstdint>
#include <numbers>
#include <vector>

#include "vitrum/pattern/kernels/aperture.hpp"
#include "vitrum/pattern/kernels/profile.hpp"
#include "vitrum/pattern/kernels/sectors.hpp"

namespace vitrum::pattern::kernels {
namespace {

constexpr int size = 64;

struct Flat {
  std::vector<std::uint8_t> pixels = std::vector<std::uint8_t>(size * size, 3);
  std::vector<std::uint8_t> mask = std::vector<std::uint8_t>(size * size, 1);
  Pattern<std::uint8_t> pattern() const { return {pixels.data(), mask.data(), size, size}; }
};

const Frame off_grid{31.27, 32.61, 1.01, -0.008, 0.99016};

/// Mean over 10 x 10 centres within a pixel.
double mean_area(const Flat& flat, const Aperture& aperture) {
  double sum = 0.0;
  for (int i = 0; i < 100; ++i) {
    Frame frame = off_grid;
    frame.cx = 31.0 + 0.1 * (i % 10);
    frame.cy = 32.0 + 0.1 * (i / 10);
    sum += 0.01 * sum_aperture(flat.pattern(), frame, aperture).weight;
  }
  return sum;
}

TEST(Aperture, AreasAreThoseOfTheShapes) {
  const Flat flat;
  Aperture disk{Shape::disk};
  disk.x = 4.3;
  disk.y = -7.1;
  disk.radius = 8.4;
  Aperture ring{Shape::annulus};
  ring.r1 = 10.2;
  ring.r2 = 17.9;
  Aperture sector = ring;
  sector.shape = Shape::sector;
  sector.phi1 = 2.9;
  sector.phi2 = 4.1;
  // What the edges add to a ring cancels, and comes off a disk. 10 x 10 centres: 0.1.
  EXPECT_NEAR(mean_area(flat, disk), std::numbers::pi * 8.4 * 8.4, 0.1);
  const double area = std::numbers::pi * (17.9 * 17.9 - 10.2 * 10.2);
  EXPECT_NEAR(mean_area(flat, ring), area, 0.1);
  EXPECT_NEAR(mean_area(flat, sector), area * 1.2 / (2.0 * std::numbers::pi), 0.1);
  EXPECT_NEAR(sum_aperture(flat.pattern(), off_grid, sector).sum,
              3.0 * sum_aperture(flat.pattern(), off_grid, sector).weight, 1e-9);
}

TEST(Aperture, SmallDisksAndNarrowSectorsHaveTheirArea) {
  const Flat flat;
  for (const double radius : {0.3, 0.5, 0.7, 3.0}) {
    Aperture disk{Shape::disk};
    disk.x = 4.3;
    disk.y = -7.1;
    disk.radius = radius;
    const double area = std::numbers::pi * radius * radius;
    EXPECT_NEAR(mean_area(flat, disk), area, 0.02 * area) << radius;  // 10 x 10 centres
  }
  constexpr double degree = std::numbers::pi / 180.0;
  Aperture sector{Shape::sector};
  sector.r1 = 18.0;
  sector.r2 = 22.0;
  for (const double width : {2.0, 20.0, 358.0}) {  // 2 degrees: 0.7 px wide at 20 px, as are the 2 left out of 358
    sector.phi1 = (31.0 - 0.5 * width) * degree;
    sector.phi2 = (31.0 + 0.5 * width) * degree;
    const double area = 0.5 * width * degree * (22.0 * 22.0 - 18.0 * 18.0);
    EXPECT_NEAR(mean_area(flat, sector), area, 0.03 * area) << width;
  }
  Aperture ring = sector;
  ring.shape = Shape::annulus;
  const double left_out = mean_area(flat, ring) - mean_area(flat, sector);
  EXPECT_NEAR(left_out, degree * (22.0 * 22.0 - 18.0 * 18.0), 0.03 * left_out);
}

TEST(Aperture, FriedelPairIsTheApertureAndItsInverse) {
  Flat flat;
  Aperture disk{Shape::disk};
  disk.x = 12.0;
  disk.y = 3.0;
  disk.radius = 2.5;
  Aperture other = disk;
  other.x = -12.0;
  other.y = -3.0;
  Aperture pair = disk;
  pair.friedel = true;
  for (std::size_t p = 0; p < flat.pixels.size(); ++p) flat.pixels[p] = static_cast<std::uint8_t>(p * 7 % 31);
  EXPECT_NEAR(sum_aperture(flat.pattern(), off_grid, pair).sum,
              sum_aperture(flat.pattern(), off_grid, disk).sum + sum_aperture(flat.pattern(), off_grid, other).sum,
              1e-9);
}

TEST(Aperture, APointOnAPixelReadsThatPixel) {
  Flat flat;
  flat.pixels[20 * size + 11] = 200;
  Aperture point{Shape::point, true};
  point.x = 11.0;
  point.y = 20.0;
  EXPECT_EQ(sum_aperture(flat.pattern(), off_grid, point).sum, 200.0);
  EXPECT_EQ(sum_aperture(flat.pattern(), off_grid, point).weight, 1.0);
  point.x = 11.25;
  EXPECT_NEAR(sum_aperture(flat.pattern(), off_grid, point).sum, 0.75 * 200 + 0.25 * 3, 1e-12);
}

TEST(Aperture, OutsideTheDetectorItIsEmpty) {
  const Flat flat;
  Aperture disk{Shape::disk};
  disk.x = 500.0;
  disk.radius = 3.0;
  EXPECT_EQ(sum_aperture(flat.pattern(), off_grid, disk).weight, 0.0);
}

TEST(Profile, BinsHoldAllCountsInsideThem) {
  const Flat flat;
  std::vector<double> store(5 * 30);
  const Profile profile{&store[0], &store[30], &store[60], &store[90], &store[120], 30, 1.0};
  radial_profile(flat.pattern(), off_grid, Noise{2.0, 1.0}, profile);
  double num = 0.0, den = 0.0, inside = 0.0;
  for (int j = 0; j < 30; ++j) {
    num += profile.num[j];
    den += profile.den[j];
    EXPECT_NEAR(profile.num[j], 3.0 * profile.den[j], 1e-9);
    EXPECT_NEAR(profile.noise[j], 7.0 * profile.weight2[j], 1e-9);
  }
  for (int p = 0; p < size * size; ++p) {
    const Point q = corrected(off_grid, p % size, p / size);
    if (std::hypot(q.x, q.y) < 29.0) inside += 1.0;
  }
  EXPECT_NEAR(den, inside, 1e-9);
  EXPECT_NEAR(num, 3.0 * inside, 1e-9);
}

TEST(Sectors, HoldAllCountsOfTheBand) {
  const Flat flat;
  std::vector<double> scratch(sectors_scratch(180)), coarse_store(2 * 36);
  const Sectors fine = sectors_in(scratch.data(), 180);
  Sectors coarse;
  coarse.sum = &coarse_store[0];
  coarse.weight = &coarse_store[36];
  coarse.count = 36;
  band_sectors(flat.pattern(), off_grid, Noise{}, 11.0, 19.5, fine, coarse);
  Aperture ring{Shape::annulus};
  ring.r1 = 11.0;
  ring.r2 = 19.5;
  const double area = sum_aperture(flat.pattern(), off_grid, ring).weight;
  double fine_weight = 0.0, coarse_weight = 0.0;
  for (int s = 0; s < 180; ++s) fine_weight += fine.weight[s];
  for (int s = 0; s < 36; ++s) coarse_weight += coarse.weight[s];
  EXPECT_NEAR(fine_weight, area, 1e-9 * area);
  EXPECT_NEAR(coarse_weight, area, 1e-9 * area);
  EXPECT_NEAR(azimuthal_variance(fine, 0.0).raw, 0.0, 1e-12);  // a flat ring does not vary
}

}  // namespace
}  // namespace vitrum::pattern::kernels
