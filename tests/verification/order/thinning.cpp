// SPDX-License-Identifier: Apache-2.0
// tests/verification/order/thinning.cpp: target 6 of characterization.md section 6, and the halves' independence (F1).
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "unit/order/known.hpp"
#include "vitrum/order/measure.hpp"

namespace vitrum::order {
namespace {

testing::RingScan poisson_ring(int fold) {
  testing::RingScan made;
  made.ny = 40;
  made.nx = 40;
  made.qy = made.qx = 48;
  made.centre = {23.25, 24.125, 0.0, 0.0, 0.0, 0.0};
  made.radius = 15.0;
  made.width = 2.0;
  made.ring_electrons = 400.0;
  made.contrast = 0.0;
  made.fold = fold;
  made.modulation = fold > 0 ? 0.08 : 0.0;
  return made;
}

struct Mean {
  double value = 0.0, error = 0.0;
};

Mean mean_of(const std::vector<double>& x) {
  const double n = static_cast<double>(x.size());
  double sum = 0.0, square = 0.0;
  for (const double v : x) {
    sum += v;
    square += v * v;
  }
  const double mean = sum / n;
  return {mean, std::sqrt((square / n - mean * mean) / n)};
}

Mean difference(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> d(a.size());
  for (std::size_t i = 0; i < d.size(); ++i) d[i] = a[i] - b[i];
  return mean_of(d);
}

TEST(Thinning, CrossSpectrumOfTheHalvesIsTheDebiasedPower) {
  const comm::Communicator world;
  const auto made = poisson_ring(6);
  constexpr std::uint64_t draws = 6;
  BandMaps band;
  std::vector<std::vector<double>> cross, half;  // means over the draws
  std::vector<double> variance;
  const auto add = [](std::vector<double>& to, const std::vector<double>& from) {
    to.resize(from.size(), 0.0);
    for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i] / draws;
  };
  cross.resize(n_max);
  half.resize(n_max);
  for (std::uint64_t seed = 1; seed <= draws; ++seed) {
    Parameters p;
    p.seed = seed;
    band = measure(world, made.source(), testing::known(made), p).bands[0];
    ASSERT_TRUE(band.halves.has_value());
    for (std::size_t n = 0; n < n_max; ++n) {
      add(cross[n], band.halves->cross[n]);
      add(half[n], band.halves->power[n]);
    }
    add(variance, band.halves->variance_xy);
  }
  for (const std::size_t n : {2u, 3u, 4u, 6u, 8u}) {
    const Mean off = difference(cross[n - 1], band.power[n - 1]), half_off = difference(half[n - 1], band.power[n - 1]);
    if (world.is_root()) {
      std::printf(
          "target 6: n = %zu: cross %.6f, debiased %.6f, difference %.1f SE; half A %.6f (%.1f SE); naive %.6f\n", n,
          mean_of(cross[n - 1]).value, mean_of(band.power[n - 1]).value, off.value / off.error,
          mean_of(half[n - 1]).value, half_off.value / half_off.error, mean_of(band.power_naive[n - 1]).value);
    }
    EXPECT_LT(std::fabs(off.value), 3.0 * off.error);
    EXPECT_LT(std::fabs(half_off.value), 3.0 * half_off.error);
  }
  const Mean v = difference(variance, band.variance_xy);
  if (world.is_root()) std::printf("V(x,y) of half B less that of all counts: %.1f SE\n", v.value / v.error);
  EXPECT_LT(std::fabs(v.value), 3.0 * v.error);
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const double ma = mean_of(a).value, mb = mean_of(b).value;
  double ab = 0.0, aa = 0.0, bb = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) * (a[i] - ma);
    bb += (b[i] - mb) * (b[i] - mb);
  }
  return ab / std::sqrt(aa * bb);
}

TEST(Thinning, HalvesOfAFeaturelessRingAreIndependentWhereAllCountsAreNot) {
  const comm::Communicator world;
  const auto made = poisson_ring(0);
  const Maps maps = measure(world, made.source(), testing::known(made), {});
  const BandMaps& band = maps.bands[0];
  const double apart = correlation(band.halves->power[1], band.halves->variance_xy);
  const double together = correlation(band.power[1], band.variance_xy);
  const double error = 1.0 / std::sqrt(static_cast<double>(made.ny * made.nx));
  if (world.is_root())
    std::printf("correlation of P_2 with V(x,y): same counts %.3f, halves %.3f +- %.3f\n", together, apart, error);
  EXPECT_LT(std::fabs(apart), 3.0 * error);
  EXPECT_GT(together, 3.0 * error);  // V_xy = 2 sum P_n: a tautology (F1)
}

TEST(Thinning, CountsThatAreNoWholeElectronsGiveNoHalves) {
  const comm::Communicator world;
  auto made = poisson_ring(0);
  made.ny = made.nx = 9;
  std::vector<float> values;
  for (std::size_t r = 0; r < 81; ++r) {
    for (const auto counts : made.pattern(r / 9, r % 9)) values.push_back(counts);
  }
  const auto measured = [&](const std::vector<float>& v, double gain) {
    auto c = testing::known(made);
    c.geometry.gain = gain;
    return measure(world, testing::memory_scan(9, 9, made.qy, made.qx, scan::PixelType::f32, v), c, {});
  };
  EXPECT_TRUE(measured(values, 1.0).bands[0].halves.has_value());
  EXPECT_FALSE(measured(values, 2.0).bands[0].halves.has_value());
  const std::size_t inside = 80 * made.qy * made.qx + 24 * made.qx + 38;
  for (const float odd : {0.5f, -1.0f, 4097.0f, 1e30f}) {  // a half, negative, more than are thinned, no integer type
    auto other = values;
    other[inside] = odd;
    const Maps maps = measured(other, 1.0);
    EXPECT_FALSE(maps.bands[0].halves.has_value());
    EXPECT_NE(maps.notes.back().find("no split halves"), std::string::npos);
  }
}

TEST(Thinning, AreasOfOneSeedShareNoCoinsAndTheRestIsTheSame) {
  const comm::Communicator world;
  auto made = poisson_ring(0);
  made.ny = made.nx = 24;
  Parameters p;
  const BandMaps first = measure(world, made.source(), testing::known(made), p).bands[0];
  p.area = 1;
  const BandMaps second = measure(world, made.source(), testing::known(made), p).bands[0];
  EXPECT_EQ(first.power, second.power);
  EXPECT_EQ(first.variance_xy, second.variance_xy);
  // What the coins add: half A less all counts. Shared coins would correlate it fully.
  std::vector<double> a, b;
  for (std::size_t r = 0; r < first.intensity.size(); ++r) {
    a.push_back(first.halves->power[1][r] - first.power[1][r]);
    b.push_back(second.halves->power[1][r] - second.power[1][r]);
  }
  const double error = 1.0 / std::sqrt(static_cast<double>(a.size()));
  if (world.is_root()) std::printf("coins of two areas: correlation %.3f +- %.3f\n", correlation(a, b), error);
  EXPECT_LT(std::fabs(correlation(a, b)), 4.0 * error);
}

}  // namespace
}  // namespace vitrum::order
