// SPDX-License-Identifier: Apache-2.0
// tests/verification/order/fem_variance.cpp: target 7 of characterization.md section 6: the readings of V(k) of Daulton
// et al. 2010 are free of shot noise.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "unit/order/ring_scan.hpp"
#include "vitrum/order/measure.hpp"

namespace vitrum::order {
namespace {

constexpr std::size_t ny = 40, nx = 50, q = 68;
constexpr double radius = 32.0;  // weights of a ring one bin wide: N_k = (sum w)^2 / sum w^2 = 3 pi r = 302 pixels
constexpr double middle = 33.5;

bool in_ring(std::size_t p) {
  const double x = static_cast<double>(p % q) - middle, y = static_cast<double>(p / q) - middle;
  return std::fabs(std::hypot(x, y) - radius) < 1.01;
}

/// I = 0.5 Gamma(8)/8 (one of a pattern) + 0.5 Exp(1) (one of a pixel), in the ring.
std::vector<float> model() {
  std::vector<float> values(ny * nx * q * q, 0.0f);
  for (std::size_t r = 0; r < ny * nx; ++r) {
    Stream stream(17, Purpose::test, r);
    double gamma = 0.0;
    for (int i = 0; i < 8; ++i) gamma += stream.exponential() / 8.0;
    for (std::size_t p = 0; p < q * q; ++p) {
      if (in_ring(p)) values[r * q * q + p] = static_cast<float>(0.5 * gamma + 0.5 * stream.exponential());
    }
  }
  return values;
}

std::vector<std::uint8_t> counted(const std::vector<float>& intensity, double electrons_px) {
  std::vector<std::uint8_t> counts(intensity.size());
  for (std::size_t r = 0; r < ny * nx; ++r) {
    Stream stream(18, Purpose::test, r);
    for (std::size_t p = r * q * q; p < (r + 1) * q * q; ++p) {
      if (intensity[p] <= 0.0f) continue;
      counts[p] = static_cast<std::uint8_t>(std::min<std::uint64_t>(255, stream.poisson(electrons_px * intensity[p])));
    }
  }
  return counts;
}

pattern::Calibration calibration() {
  pattern::Calibration c;
  c.qy = c.qx = q;
  c.mask.assign(q * q, 1);
  c.geometry.centre = pattern::CentreModel{middle, middle};
  c.geometry.ring = pattern::Ring{.radius_px = radius - 1.0, .width_px = 0.5};  // its band stays on the detector
  return c;
}

struct Reading {
  const char* name;
  std::vector<double> Curves::*value;
  std::vector<double> Curves::*raw;
  std::vector<double> Curves::*error;
  double expected, scatter;  // of the noise-free value of 2,000 patterns of 300 px, over 60 draws of the model
};

// V_Omega = 1/32 + 1/(4 N_k), V_r = <1/4 / Ibar^2>, V_re = Omega_VI = 1/32 + 1/4. The ranges of the target, .030 -
// .033, .267 - .272 and .276 - .282, are about one standard deviation wide to either side.
const Reading readings[] = {
    {"V_Omega", &Curves::variance_omega, &Curves::variance_omega_raw, &Curves::variance_omega_error, 0.0319, 0.0012},
    {"V_r", &Curves::variance_ring, &Curves::variance_ring_raw, &Curves::variance_ring_error, 0.2705, 0.0019},
    {"V_re", &Curves::variance_ensemble, &Curves::variance_ensemble_raw, &Curves::variance_ensemble_error, 0.2807,
     0.0019},
    {"Omega_VI", &Curves::variance_annular, &Curves::variance_annular_raw, &Curves::variance_annular_error, 0.2812,
     0.0019}};

TEST(FemVariance, AllReadingsAreFreeOfShotNoise) {
  const comm::Communicator world;
  const auto at = static_cast<std::size_t>(radius);
  const std::vector<float> intensity = model();
  Parameters p;
  p.bootstrap_block_nm = 0.5;  // one line of 50 independent positions: 40 blocks
  const Maps exact =
      measure(world, testing::memory_scan(ny, nx, q, q, scan::PixelType::f32, intensity), calibration(), p);
  if (world.is_root()) {
    std::printf("target 7: %zu patterns, N_k = 302 px\n%8s %9s %11s %10s %10s %9s %6s\n", ny * nx, "e/px", "reading",
                "noise-free", "raw", "debiased", "error", "SE off");
  }
  for (const double electrons : {0.2, 2.0}) {
    const Maps noisy =
        measure(world, testing::memory_scan(ny, nx, q, q, scan::PixelType::u8, counted(intensity, electrons)),
                calibration(), p);
    for (const Reading& reading : readings) {
      const double truth = ((*exact.curves).*reading.raw)[at];
      const double found = ((*noisy.curves).*reading.value)[at];
      const double raw = ((*noisy.curves).*reading.raw)[at];
      const double error = ((*noisy.curves).*reading.error)[at];
      if (world.is_root()) {
        std::printf("%8.1f %9s %11.5f %10.5f %10.5f %9.5f %6.2f\n", electrons, reading.name, truth, raw, found, error,
                    (found - truth) / error);
      }
      EXPECT_NEAR(truth, reading.expected, 3.0 * reading.scatter) << reading.name;
      EXPECT_LT(std::fabs(found - truth), 3.0 * error) << reading.name;
      EXPECT_GT(raw, found) << reading.name;
    }
  }
}

/// Characterization 1.1: a detector of gain G and read noise sigma gives G times the electrons, and sigma^2 on top.
TEST(FemVariance, GainAndReadNoiseCancel) {
  const comm::Communicator world;
  const auto at = static_cast<std::size_t>(radius);
  constexpr double gain = 7.0, read_noise = 5.0;
  const std::vector<float> intensity = model();
  const std::vector<std::uint8_t> counts = counted(intensity, 2.0);
  std::vector<float> units(counts.size());
  for (std::size_t r = 0; r < ny * nx; ++r) {
    Stream stream(20, Purpose::test, r);
    for (std::size_t p = 0; p < q * q; ++p) {
      units[r * q * q + p] =
          static_cast<float>(gain * counts[r * q * q + p] + (in_ring(p) ? read_noise * stream.normal() : 0.0));
    }
  }
  pattern::Calibration known = calibration();
  Parameters p;
  p.bootstrap_block_nm = 0.5;
  const Maps exact = measure(world, testing::memory_scan(ny, nx, q, q, scan::PixelType::f32, intensity), known, p);
  known.geometry.gain = gain;
  known.geometry.read_noise = read_noise;
  const Maps noisy = measure(world, testing::memory_scan(ny, nx, q, q, scan::PixelType::f32, units), known, p);
  for (const Reading& reading : readings) {
    const double truth = ((*exact.curves).*reading.raw)[at];
    const double found = ((*noisy.curves).*reading.value)[at];
    const double error = ((*noisy.curves).*reading.error)[at];
    if (world.is_root()) {
      std::printf("gain %.0f, read noise %.0f: %s %.5f +- %.5f, noise-free %.5f, raw %.5f\n", gain, read_noise,
                  reading.name, found, error, truth, ((*noisy.curves).*reading.raw)[at]);
    }
    EXPECT_LT(std::fabs(found - truth), 3.0 * error) << reading.name;
  }
}

/// The error that is quoted, against the scatter over draws of the whole scan.
TEST(FemVariance, BootstrapErrorsAreTheScatterOverRepeatedScans) {
  const comm::Communicator world;
  const auto at = static_cast<std::size_t>(radius);
  constexpr std::size_t scans = 24, lines = 16, columns = 10;  // 160 of the 2,000 patterns would repeat; own draws here
  Parameters p;
  p.bootstrap_block_nm = 0.5;
  std::vector<std::vector<double>> values(4), errors(4);
  for (std::size_t s = 0; s < scans; ++s) {
    std::vector<std::uint8_t> counts(lines * columns * q * q);
    for (std::size_t r = 0; r < lines * columns; ++r) {
      Stream stream(19, Purpose::test, s * lines * columns + r);
      double gamma = 0.0;
      for (int i = 0; i < 8; ++i) gamma += stream.exponential() / 8.0;
      for (std::size_t k = 0; k < q * q; ++k) {
        if (!in_ring(k)) continue;
        const double mean = 4.0 * (0.5 * gamma + 0.5 * stream.exponential());
        counts[r * q * q + k] = static_cast<std::uint8_t>(std::min<std::uint64_t>(255, stream.poisson(mean)));
      }
    }
    const Maps maps =
        measure(world, testing::memory_scan(lines, columns, q, q, scan::PixelType::u8, counts), calibration(), p);
    for (std::size_t i = 0; i < 4; ++i) {
      values[i].push_back(((*maps.curves).*readings[i].value)[at]);
      errors[i].push_back(((*maps.curves).*readings[i].error)[at]);
    }
  }
  for (std::size_t i = 0; i < 4; ++i) {
    double mean = 0.0, square = 0.0, quoted = 0.0;
    for (std::size_t s = 0; s < scans; ++s) {
      mean += values[i][s] / scans;
      quoted += errors[i][s] / scans;
    }
    for (const double v : values[i]) square += (v - mean) * (v - mean) / (scans - 1);
    const double ratio = quoted / std::sqrt(square);
    if (world.is_root()) {
      std::printf("%s: mean quoted error %.5f, scatter over %zu scans %.5f, ratio %.2f\n", readings[i].name, quoted,
                  scans, std::sqrt(square), ratio);
    }
    EXPECT_NEAR(ratio, 1.0, 0.45) << readings[i].name;  // 3 / sqrt(2 (24 - 1)), the scatter's own error
  }
}

}  // namespace
}  // namespace vitrum::order
