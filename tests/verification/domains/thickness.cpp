// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/thickness.cpp: the thickness gauge of odd n against even n.
#include "vitrum/domains/thickness.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>

#include "verification/domains/featureless.hpp"

namespace vitrum::domains {
namespace {

// Characterization D8, k = .41 1/Angstrom; the table is rounded to three digits.
TEST(ThicknessGauge, OddOverEvenPowerIsThatOfTheTable) {
  const std::array<double, 5> t{5, 10, 20, 30, 40}, at200{.074, .302, .938, .933, .952},
      at300{.045, .185, .700, 1.00, .920};
  for (std::size_t i = 0; i < t.size(); ++i) {
    EXPECT_NEAR(odd_even_ratio(t[i], friedel_length_nm(200.0, 0.41)), at200[i], 2e-3) << t[i];
    EXPECT_NEAR(odd_even_ratio(t[i], friedel_length_nm(300.0, 0.41)), at300[i], 2e-3) << t[i];
  }
  EXPECT_NEAR(electron_wavelength_A(200.0), 0.025079, 1e-6);
  EXPECT_NEAR(electron_wavelength_A(300.0), 0.019687, 1e-6);
}

/// Speckle whose even n have the power share (1 + s) / 2 and odd n (1 - s) / 2 of F3.
order::Maps foil(double thickness_nm, std::uint64_t id) {
  testing::Scan scan;
  scan.ny = scan.nx = 48;
  auto maps = testing::featureless(scan, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 71, id);
  const double s = friedel_share(thickness_nm, friedel_length_nm(200.0, 0.41));
  for (int n = 1; n <= order::n_max; ++n) {
    for (auto& f : maps.bands.front().f[std::size_t(n - 1)]) f *= std::sqrt(n % 2 ? 1.0 - s : 1.0 + s);
  }
  testing::expose(maps, 72, id);
  return maps;
}

Result measure(const comm::Communicator& comm, const order::Maps& maps) {
  Parameters p;
  p.types = {4};
  p.surrogates = 20;
  p.surrogates_unsought = 2;
  p.point_simulations = p.toroidal_shifts = 0;
  p.high_tension_kV = 200.0;
  return find(comm, maps, p);
}

// 12 scans of 24 nm: the thickness within the stated errors (chi^2 of 12, 99.9 % point 32.9), within .4 nm in the mean.
TEST(ThicknessGauge, ReadsTheThicknessOfRandomFieldsWithinItsStatedError) {
  const comm::Communicator comm;
  double chi2 = 0.0, off = 0.0, error = 0.0;
  int inside = 0;
  for (std::uint64_t i = 0; i < 12; ++i) {
    const double t = 4.0 + double(i);
    const auto gauge = measure(comm, foil(t, i)).gauge;
    ASSERT_TRUE(gauge.thickness_nm) << t;
    const double d = gauge.thickness_nm->value - t;
    chi2 += d * d / (gauge.thickness_nm->error * gauge.thickness_nm->error);
    off += d / 12.0;
    error += gauge.thickness_nm->error / 12.0;
    inside += gauge.lo_nm <= t && t <= gauge.hi_nm;
  }
  if (comm.is_root())
    std::printf(
        "thickness gauge, 4 to 15 nm: off by %.3f nm in the mean, stated error %.3f nm, chi^2 %.1f of 12, %d of 12 in "
        "95 %%\n",
        off, error, chi2, inside);
  EXPECT_LT(chi2, 32.9);
  EXPECT_LT(std::abs(off), 0.4);
  EXPECT_GE(inside, 9);
}

TEST(ThicknessGauge, GivesALowerBoundAloneWhereTheRatioBelongsToManyThicknesses) {
  const comm::Communicator comm;
  const auto gauge = measure(comm, foil(30.0, 40)).gauge;
  EXPECT_TRUE(gauge.measured);
  EXPECT_FALSE(gauge.thickness_nm);
  EXPECT_GT(gauge.lo_nm, 14.0);
  EXPECT_LT(gauge.lo_nm, 24.0);
  EXPECT_TRUE(std::isinf(gauge.hi_nm));
}

TEST(ThicknessGauge, SaysThatTheGivenThicknessDisagreesAndIsSilentBehindABeamStop) {
  const comm::Communicator comm;
  auto maps = foil(14.0, 41);
  auto result = measure(comm, maps);  // 8 nm given
  const auto tells = [](const Result& r, const char* what) {
    for (const auto& sentence : r.limits)
      if (sentence.find(what) != std::string::npos) return true;
    return false;
  };
  EXPECT_TRUE(tells(result, "the odd n say"));
  maps.bands.front().odd_valid = false;
  result = measure(comm, maps);
  EXPECT_FALSE(result.gauge.measured);
  EXPECT_TRUE(tells(result, "Thickness gauge: none"));
}

}  // namespace
}  // namespace vitrum::domains
