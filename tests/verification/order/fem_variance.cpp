// SPDX-License-Identifier: Apache-2.0
// tests/verification/order/fem_variance.cpp: target 7 of characterization.md section 6 for V_Omega.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "unit/order/ring_scan.hpp"
#include "vitrum/order/measure.hpp"

namespace vitrum::order {
namespace {

constexpr std::size_t ny = 40, nx = 50, q = 104;
constexpr double radius = 48.0;

/// I = 0.5 Gamma(8)/8 (one of a pattern) + 0.5 Exp(1) (one of a pixel), in a ring of about 600 pixels.
std::vector<float> model(double electrons_px) {
  std::vector<float> values(ny * nx * q * q, 0.0f);
  for (std::size_t r = 0; r < ny * nx; ++r) {
    Stream stream(17, Purpose::test, r);
    double gamma = 0.0;
    for (int i = 0; i < 8; ++i) gamma += stream.exponential() / 8.0;
    for (std::size_t p = 0; p < q * q; ++p) {
      const double x = static_cast<double>(p % q) - 51.5, y = static_cast<double>(p / q) - 51.5;
      if (std::fabs(std::hypot(x, y) - radius) > 1.01) continue;
      values[r * q * q + p] = static_cast<float>(electrons_px * (0.5 * gamma + 0.5 * stream.exponential()));
    }
  }
  return values;
}

pattern::Calibration calibration(double gain) {
  pattern::Calibration c;
  c.qy = c.qx = q;
  c.mask.assign(q * q, 1);
  c.geometry.centre = pattern::CentreModel{51.5, 51.5};
  c.geometry.ring = pattern::Ring{.radius_px = radius, .width_px = 1.0};
  c.geometry.gain = gain;
  return c;
}

TEST(FemVariance, VOmegaIsFreeOfShotNoise) {
  const comm::Communicator world;
  const auto at = static_cast<std::size_t>(radius);
  for (const double electrons : {0.2, 2.0}) {
    const std::vector<float> intensity = model(electrons);
    std::vector<std::uint8_t> counts(intensity.size());
    for (std::size_t r = 0; r < ny * nx; ++r) {
      Stream stream(18, Purpose::test, r);
      for (std::size_t p = 0; p < q * q; ++p) {
        const float mean = intensity[r * q * q + p];
        if (mean > 0.0f)
          counts[r * q * q + p] = static_cast<std::uint8_t>(std::min<std::uint64_t>(255, stream.poisson(mean)));
      }
    }
    const auto exact =
        measure(world, testing::memory_scan(ny, nx, q, q, scan::PixelType::f32, intensity), calibration(1.0), {});
    const auto noisy =
        measure(world, testing::memory_scan(ny, nx, q, q, scan::PixelType::u8, counts), calibration(1.0), {});
    const double truth = exact.curves->variance_omega_raw[at];
    const double found = noisy.curves->variance_omega[at];
    const double error = noisy.curves->variance_omega_error[at];
    if (world.is_root()) {
      std::printf("target 7: %.1f e/px: V_Omega %.5f +- %.5f, noise-free %.5f, raw %.5f\n", electrons, found, error,
                  truth, noisy.curves->variance_omega_raw[at]);
    }
    EXPECT_GT(truth, 0.030);  // 1/32 = 0.0313 of the Gamma part, + 1/(4 N_k)
    EXPECT_LT(truth, 0.034);
    EXPECT_LT(std::fabs(found - truth), 3.0 * error);
    EXPECT_LT(error, 0.003);  // 2,000 patterns: 0.032 sqrt(2 / 2000) x excess kurtosis of Gamma(8)
  }
}

}  // namespace
}  // namespace vitrum::order
