// SPDX-License-Identifier: Apache-2.0
// tests/verification/phantom/friedel_test.cpp: target 14: odd symmetries vanish without, and follow F3 with, the Ewald
// sphere.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <complex>
#include <cstdio>
#include <numbers>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/phantom/synthesize.hpp"

namespace vitrum::phantom {
namespace {

constexpr double pi = std::numbers::pi;

// 100 positions 2 nm apart: independent probes.
Parameters scan(double thickness_nm, bool ewald) {
  Parameters p;
  p.seed = 4;
  p.glass.composition = make_composition({"Zr", "Co", "Al"}, {55, 25, 20});
  p.glass.atoms = 1200;
  p.glass.quench.melt_steps = 50;
  p.glass.quench.cool_steps = 300;
  p.glass.quench.settle_steps = 50;
  p.thickness_nm = thickness_nm;
  p.ny = p.nx = 10;
  p.step_nm = 2.0;
  p.pixels.qy = p.pixels.qx = 65;  // the centre is a pixel: -p is one wherever p is
  p.pixels.k_per_px = 0.015;
  p.descan.middle = {32.0, 32.0};
  p.optics.semi_angle_mrad = semi_angle_for_fwhm_mrad(200.0, 10.0);
  p.optics.ewald = ewald;
  p.optics.direct_beam = false;
  return p;
}

struct OddEven {
  double odd, even;  // mean P_n over n = 3, 5, 7, 9, 11 and 2, 4, 6, 8, 10, 12
};

// P_n = |F_n|^2 / F_0^2 of the band 0.36 to 0.46 1/Angstrom, one coherent sum over it, radial mean subtracted.
OddEven harmonics(const std::vector<double>& shares, const Parameters& p) {
  const std::size_t pixels = p.pixels.qy * p.pixels.qx, patterns = shares.size() / pixels;
  OddEven mean{0.0, 0.0};
  for (std::size_t r = 0; r < patterns; ++r) {
    std::array<double, 10> sum{}, count{};
    const auto visit = [&](auto&& use) {
      for (std::size_t i = 0; i < pixels; ++i) {
        const double y = static_cast<double>(i / p.pixels.qx) - 32.0, x = static_cast<double>(i % p.pixels.qx) - 32.0;
        const double k = p.pixels.k_per_px * std::hypot(y, x);
        if (k >= 0.36 && k < 0.46)
          use(shares[r * pixels + i], std::min<std::size_t>(9, static_cast<std::size_t>((k - 0.36) * 100.0)),
              std::atan2(y, x));
      }
    };
    visit([&](double share, std::size_t ring, double) { sum[ring] += share, count[ring] += 1.0; });
    std::array<std::complex<double>, 13> f{};
    visit([&](double share, std::size_t ring, double phi) {
      f[0] += share;
      for (int n = 1; n <= 12; ++n)
        f[static_cast<std::size_t>(n)] += (share - sum[ring] / count[ring]) * std::polar(1.0, -n * phi);
    });
    for (std::size_t n = 2; n <= 12; ++n)
      (n % 2 == 1 ? mean.odd : mean.even) +=
          std::norm(f[n]) / std::norm(f[0]) / (n % 2 == 1 ? 5.0 : 6.0) / static_cast<double>(patterns);
  }
  return mean;
}

OddEven measure(double thickness_nm, bool ewald) {
  const comm::Communicator world;
  const Parameters p = scan(thickness_nm, ewald);
  const auto result = harmonics(expected_patterns(world, p), p);
  if (world.is_root())
    std::printf("%.1f nm, Ewald sphere %s: <P_odd> %.5f, <P_even> %.5f, ratio %.3f\n", thickness_nm,
                ewald ? "curved" : "flat", result.odd, result.even, result.odd / result.even);
  return result;
}

double formula(double thickness_A) {
  const double x = pi * wavelength_A(200.0) * 0.41 * 0.41 * thickness_A, sinc = std::sin(x) / x;
  return (1.0 - sinc * sinc) / (1.0 + sinc * sinc);
}

TEST(Friedel, OddSymmetriesVanishOnAFlatEwaldSphere) {
  const auto p = measure(5.7, false);
  EXPECT_GT(p.even, 0.005);
  EXPECT_LT(p.odd, 1e-10 * p.even);
}

struct Case {
  double thickness_nm, target, tolerance;  // target 14
};
class Thickness : public ::testing::TestWithParam<Case> {};

// The tolerances of target 14 stand for 100 positions: P_n scatters like an exponential, some 5 independent n each.
TEST_P(Thickness, OddOverEvenFollowsTheFormula) {
  const Case c = GetParam();
  const auto p = measure(c.thickness_nm, true);
  EXPECT_NEAR(p.odd / p.even, c.target, c.tolerance);
  EXPECT_NEAR(p.odd / p.even, formula(10.0 * c.thickness_nm), c.tolerance);
}
INSTANTIATE_TEST_SUITE_P(Foils, Thickness,
                         ::testing::Values(Case{5.7, 0.10, 0.05}, Case{11.3, 0.40, 0.08}, Case{22.6, 0.95, 0.12}));

}  // namespace
}  // namespace vitrum::phantom
