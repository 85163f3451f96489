// SPDX-License-Identifier: Apache-2.0
// tests/verification/order/least_squares.cpp: target 9 of characterization.md section 6: powers behind a beam stop.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <numbers>

#include "unit/order/ring_scan.hpp"
#include "vitrum/order/measure.hpp"

namespace vitrum::order {
namespace {

constexpr std::size_t q = 96;
constexpr double cx = 47.25, cy = 48.125, a4 = 0.06, a6 = 0.04;

/// I = 100 (1 + 2 A_4 cos 4 phi + 2 A_6 cos 6 (phi - 0.2)): the amplitudes' ratio is 1.5.
scan::Source modulated() {
  std::vector<double> values(4 * q * q);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double phi = std::atan2(static_cast<double>(i / q % q) - cy, static_cast<double>(i % q) - cx);
    values[i] = 100.0 * (1.0 + 2.0 * a4 * std::cos(4.0 * phi) + 2.0 * a6 * std::cos(6.0 * (phi - 0.2)));
  }
  return testing::memory_scan(2, 2, q, q, scan::PixelType::f64, std::move(values));
}

/// A wedge that covers `share` of the azimuth is masked.
pattern::Calibration behind_wedge(double share) {
  pattern::Calibration c;
  c.qy = c.qx = q;
  c.mask.assign(q * q, 1);
  for (std::size_t p = 0; p < q * q; ++p) {
    const double phi = std::atan2(static_cast<double>(p / q) - cy, static_cast<double>(p % q) - cx);
    if (std::fabs(phi - 0.8) < std::numbers::pi * share) c.mask[p] = 0;
  }
  c.geometry.centre = pattern::CentreModel{cx, cy};
  c.geometry.ring = pattern::Ring{.radius_px = 32.0, .width_px = 3.0};
  return c;
}

TEST(LeastSquares, RecoversTheRatioOfPowersBehindAWedge) {
  const comm::Communicator world;
  const auto source = modulated();
  for (const double share : {0.15, 0.3}) {
    const Maps maps = measure(world, source, behind_wedge(share), {});
    const BandMaps& band = maps.bands[0];
    ASSERT_TRUE(band.least_squares);  // chosen by the mask
    const double ratio = band.power_naive[3][0] / band.power_naive[5][0];
    if (world.is_root()) {
      std::printf(
          "target 9: %.0f %% wedge: P4/P6 = %.8f (target 2.2500 to 1e-6), A_4 = %.8f; condition %.3g, even %.3g\n",
          100.0 * share, ratio, std::sqrt(band.power_naive[3][0]), band.condition, band.condition_even);
    }
    EXPECT_NEAR(ratio, 2.25, 1e-6);
    EXPECT_NEAR(std::sqrt(band.power_naive[3][0]), a4, 1e-6);  // so F_0 is free of the modulations too
    EXPECT_NEAR(band.power_naive[9][0], 0.0, 1e-12);           // no leak into n = 10
    EXPECT_LT(band.condition_even, 2.0);  // Friedel pairs fill the wedge: 1.0 to 1.4 up to 50 % (1.7)
    EXPECT_GT(band.condition, 50.0);      // 107 at 15 % (1.7)
    EXPECT_FALSE(band.odd_valid);
    EXPECT_TRUE(std::isnan(band.power[2][0]));
    EXPECT_TRUE(std::isnan(band.f[4][0].real()));
  }
}

TEST(LeastSquares, PlainSumsLeakBehindAWedge) {
  const comm::Communicator world;
  Parameters p;
  p.harmonics = HarmonicRoute::sums;
  const Maps maps = measure(world, modulated(), behind_wedge(0.15), p);
  const double ratio = maps.bands[0].power_naive[3][0] / maps.bands[0].power_naive[5][0];
  if (world.is_root()) std::printf("plain sums behind a 15 %% wedge: P4/P6 = %.4f\n", ratio);
  EXPECT_GT(std::fabs(ratio - 2.25), 0.01);
  EXPECT_FALSE(maps.bands[0].least_squares);
  EXPECT_FALSE(maps.bands[0].odd_valid);  // the condition number says so
}

TEST(LeastSquares, WithoutAMaskBothRoutesAgree) {
  const comm::Communicator world;
  const auto c = behind_wedge(0.0);
  Parameters p;
  p.harmonics = HarmonicRoute::least_squares;
  const Maps fit = measure(world, modulated(), c, p);
  const Maps sums = measure(world, modulated(), c, {});
  EXPECT_FALSE(sums.bands[0].least_squares);
  EXPECT_TRUE(sums.bands[0].odd_valid);
  for (const std::size_t n : {3u, 5u})  // 1e-3: the sums' pixelation (target 4)
    EXPECT_NEAR(std::sqrt(fit.bands[0].power_naive[n][0]), std::sqrt(sums.bands[0].power_naive[n][0]), 1e-3);
}

// Pearson's normalization is C(D) / C(0) by construction: table_reference.cpp holds C(D) and C(0) to direct sums.
TEST(MaskedCorrelation, IsEvenInTheLagAndPearsonIsItOverItsLagZero) {
  const comm::Communicator world;
  testing::RingScan made;
  made.ny = 6;
  made.nx = 7;
  pattern::Calibration c;
  c.qy = made.qy;
  c.qx = made.qx;
  c.mask.assign(made.qy * made.qx, 1);
  for (std::size_t p = 0; p < c.mask.size(); ++p) {
    const double phi = std::atan2(static_cast<double>(p / made.qx) - 32.2, static_cast<double>(p % made.qx) - 31.3);
    if (std::fabs(phi - 0.8) < 0.15 * std::numbers::pi) c.mask[p] = 0;
  }
  c.geometry.centre = made.centre;
  c.geometry.ring = pattern::Ring{.radius_px = made.radius, .width_px = made.width};
  Parameters p;
  p.n_phi = 60;
  const Maps maps = measure(world, made.source(), c, p);
  const auto at = static_cast<std::size_t>(made.radius);
  double worst = 0.0;
  for (std::size_t j = at - 3; j <= at + 3; ++j) {
    ASSERT_GT(maps.polar->correlation[j * 60], 0.0);
    for (std::size_t d = 0; d < 60; ++d) {
      EXPECT_EQ(maps.polar->correlation[j * 60 + d], maps.polar->correlation[j * 60 + (60 - d) % 60]);
      worst = std::max(worst, std::fabs(maps.polar->pearson[j * 60 + d] -
                                        maps.polar->correlation[j * 60 + d] / maps.polar->correlation[j * 60]));
    }
  }
  EXPECT_LT(worst, 1e-14);  // one division
}

}  // namespace
}  // namespace vitrum::order
