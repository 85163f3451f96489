// SPDX-License-Identifier: Apache-2.0
// tests/verification/order/shot_noise.cpp: from counts to maps: the mean debiased power is that of the noiseless ring.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "unit/order/ring_scan.hpp"
#include "vitrum/order/measure.hpp"

namespace vitrum::order {
namespace {

/// Share of the band's counts that belongs to the ring, which alone is modulated.
double ring_share(const testing::RingScan& made, double r1, double r2) {
  double ring = 0.0, all = 0.0;
  for (double r = r1; r < r2; r += 0.001) {
    const double z = (r - made.radius) / made.width;
    ring += r * made.peak() * std::exp(-0.5 * z * z);
    all += r * made.smooth(r * std::cos(made.orientation + 0.5 * std::numbers::pi / made.fold),
                           r * std::sin(made.orientation + 0.5 * std::numbers::pi / made.fold));  // cos(n phi) = 0
  }
  return ring / all;
}

TEST(ShotNoise, DescanAndEllipseCalibratedOnTheDataLeaveNoBias) {
  const comm::Communicator world;
  testing::RingScan made;
  made.ny = made.nx = 32;
  made.qy = made.qx = 80;
  made.centre = {39.2, 40.7, 0.05, -0.03, -0.04, 0.06};
  made.ellipse = {0.015, 0.8};
  made.radius = 24.0;
  made.width = 3.0;
  made.contrast = 0.0;
  made.fold = 6;
  made.modulation = 0.05;
  made.orientation = 0.3;
  const auto source = made.source();
  const auto calibration = pattern::calibrate(world, source, {});
  ASSERT_TRUE(calibration.has_ring());
  const Maps maps = measure(world, source, calibration, {});
  const BandMaps& band = maps.bands[0];
  const double n = static_cast<double>(made.ny * made.nx);
  const double amplitude = 0.05 * ring_share(made, band.band.k1 / made.k_per_px, band.band.k2 / made.k_per_px);
  for (const int fold : {3, 4, 5, 6, 8}) {
    double sum = 0.0, square = 0.0, naive = 0.0;
    for (std::size_t r = 0; r < band.intensity.size(); ++r) {
      const double p = band.power[static_cast<std::size_t>(fold - 1)][r];
      sum += p;
      square += p * p;
      naive += band.power_naive[static_cast<std::size_t>(fold - 1)][r] / n;
    }
    const double mean = sum / n;
    const double error = std::sqrt((square / n - mean * mean) / n);
    if (world.is_root()) std::printf("P_%d = %.6f +- %.6f (naive %.6f)\n", fold, mean, error, naive);
    EXPECT_GT(naive, 5.0 * error);
    if (fold == 6) {
      EXPECT_NEAR(mean, amplitude * amplitude,
                  3.0 * error + 0.02 * amplitude * amplitude);  // 2 %: pixels of the band's edge
    } else {
      EXPECT_LT(std::fabs(mean), 3.5 * error + 1e-5);  // 1e-5: pixelation of the flat ring
    }
  }
}

}  // namespace
}  // namespace vitrum::order
