// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/thickness_map.cpp: fractions in a foil of uneven thickness; structure that follows it.
#include "vitrum/domains/thickness_map.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "domains/colocalization.hpp"
#include "domains/excess.hpp"
#include "verification/domains/featureless.hpp"
#include "verification/domains/statistics.hpp"

namespace vitrum::domains {
namespace {

constexpr std::size_t side = 40;

/// A wedge from 4 to 12 nm with a step in it.
std::vector<double> wedge() {
  std::vector<double> t;
  for (std::size_t r = 0; r < side * side; ++r)
    t.push_back(4.0 + 8.0 * double(r % side) / double(side - 1) + (r / side > 25 ? 1.5 : 0.0));
  return t;
}

Search bare_search() {
  Search search;
  search.probe_px = 2.0;
  search.chain = {{side, side}, 0.7, 1.0, std::vector<std::uint8_t>(side * side, 1)};
  return search;
}

TypeSummary measure(std::vector<double> power, const std::vector<double>& thickness, double mean, double error) {
  auto maps = testing::featureless({side, side}, {4}, 1, 0);
  maps.bands.front().power[3] = std::move(power);
  Result result;
  result.parameters.thickness_map_nm = thickness;
  result.parameters.thickness_nm = {mean, error};
  Detection known;
  known.n = 4;
  known.power = PowerCalibration{{0.013, 2e-4}, {0.2, 0.01}, 0.05, 8.0};
  result.parameters.detection = {known};
  result.band_k = 0.41;
  result.types.emplace_back().n = 4;
  measure_excess(maps, bare_search(), result);
  return result.types[0];
}

// P - P_twin = slope (8 nm / t) phi at every position. One phi everywhere comes out exactly, and so does the share of
// the whole volume, sum t phi / sum t, where phi is not the same; the mean thickness alone would be 8 % off.
TEST(ThicknessMap, GivesTheFractionOfTheWholeVolumeByMeanExcessPower) {
  const comm::Communicator comm;
  const auto t = wedge();
  double mean = 0.0;
  for (const double v : t) mean += v / double(t.size());
  std::vector<double> even, uneven;
  double domains = 0.0, column = 0.0;
  for (std::size_t r = 0; r < t.size(); ++r) {
    const double phi = r % side < 13 ? 0.06 : 0.02;
    even.push_back(0.013 + 0.2 * 8.0 / t[r] * 0.04);
    uneven.push_back(0.013 + 0.2 * 8.0 / t[r] * phi);
    domains += t[r] * phi;
    column += t[r];
  }
  const auto a = measure(even, t, mean, 0.0), b = measure(uneven, t, mean, 0.0), plain = measure(even, {}, mean, 0.0);
  if (comm.is_root())
    std::printf("fraction .0400: %.4f by the map, %.4f by its mean\n", a.volume_fraction_excess->value,
                plain.volume_fraction_excess->value);
  EXPECT_NEAR(a.volume_fraction_excess->value, 0.04, 1e-12);
  EXPECT_NEAR(b.volume_fraction_excess->value, domains / column, 1e-12);
  EXPECT_GT(plain.volume_fraction_excess->value, 0.042);
}

// The error of the twin and the one that all thicknesses share, by differences.
TEST(ThicknessMap, PropagatesTheErrorsOfTwinAndThickness) {
  const auto t = wedge();
  double mean = 0.0;
  for (const double v : t) mean += v / double(t.size());
  std::vector<double> power;
  for (std::size_t r = 0; r < t.size(); ++r) power.push_back(0.013 + 0.2 * 8.0 / t[r] * 0.04);
  const auto fraction = [&](double twin, double with, double shift) {
    double sum = 0.0, column = 0.0;
    for (std::size_t r = 0; r < t.size(); ++r) {
      sum += std::pow(t[r] + shift, 2) * (power[r] - twin);
      column += t[r] + shift;
    }
    return sum / column / ((with - twin) / 0.05 * 8.0);
  };
  const double with = 0.013 + 0.2 * 0.05, h = 1e-6;
  const double by_twin = (fraction(0.013 + h, with, 0.0) - fraction(0.013 - h, with, 0.0)) / (2.0 * h);
  const double by_with = (fraction(0.013, with + h, 0.0) - fraction(0.013, with - h, 0.0)) / (2.0 * h);
  const double by_depth = (fraction(0.013, with, h) - fraction(0.013, with, -h)) / (2.0 * h);
  const auto got = measure(power, t, mean, 0.5).volume_fraction_excess;
  const double expected = std::hypot(by_twin * 2e-4, by_with * 0.01 * 0.05, by_depth * 0.5);
  EXPECT_NEAR(got->common, expected, 1e-5 * expected);
}

// Featureless glass of 17 to 22 nm, odd and even n by the s of each position: E_4 above the odd n of the same place is
// 0 within its error (chi^2 of 10, 99.9 % point 29.6).
TEST(ThicknessMap, GivesEachPositionItsOwnShareOfOddPower) {
  const comm::Communicator comm;
  const double length = friedel_length_nm(200.0, 0.41);
  std::vector<double> t;
  for (std::size_t r = 0; r < side * side; ++r) t.push_back(17.0 + 5.0 * double(r % side) / double(side - 1));
  double chi2 = 0.0;
  for (std::uint64_t i = 0; i < 10; ++i) {
    auto maps = testing::featureless({side, side}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 151, i);
    for (int n = 1; n <= order::n_max; ++n) {
      auto& f = maps.bands.front().f[std::size_t(n - 1)];
      for (std::size_t r = 0; r < f.size(); ++r) {
        const double s = friedel_share(t[r], length);
        f[r] *= std::sqrt(n % 2 ? 1.0 - s : 1.0 + s);
      }
    }
    testing::expose(maps, 152, i);
    Result result;
    result.parameters.high_tension_kV = 200.0;
    result.parameters.thickness_map_nm = t;
    result.parameters.thickness_nm = {19.5, 0.0};
    result.band_k = 0.41;
    result.types.emplace_back().n = 4;
    measure_excess(maps, bare_search(), result);
    ASSERT_TRUE(result.types[0].excess_power.has_value());
    chi2 += std::pow(result.types[0].excess_power->value / result.types[0].excess_power->error, 2);
    result.parameters.thickness_map_nm[7] = 9.0;  // s > .15 there: odd n do not serve
    if (i > 0) continue;
    result.types[0] = TypeSummary{};
    result.types[0].n = 4;
    measure_excess(maps, bare_search(), result);
    EXPECT_FALSE(result.types[0].excess_power.has_value());
  }
  if (comm.is_root()) std::printf("E_4 of featureless wedges: chi^2 %.1f of 10\n", chi2);
  EXPECT_LT(chi2, 29.6);
}

/// A thickness with bumps about 4 nm across, 10 % of 10 nm.
std::vector<double> bumpy(std::uint64_t id) {
  std::vector<double> t;
  for (const auto& f : testing::speckle(side, side, 0.5, 4.0, 153, id, 0))
    t.push_back(10.0 + std::sqrt(2.0) * f.real());
  return t;
}

// Speckle that knows nothing of the thickness: p uniform (KS p > .01 over 200 pairs). Speckle that goes with 1 / t^2
// (P_n of domains of one density as (1 / t)^2 of their share) is told, with its sign.
TEST(Inhomogeneity, IsToldWhereStructureFollowsTheThicknessAndNotWhereItDoesNot) {
  const comm::Communicator comm;
  const std::vector<std::uint8_t> good(side * side, 1);
  std::vector<double> p;
  int told = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const auto t = bumpy(i);
    std::vector<double> free, bound;
    for (const auto& f : testing::speckle(side, side, 0.5, 1.0, 153, i, 1)) free.push_back(std::norm(f));
    for (std::size_t r = 0; r < t.size(); ++r) bound.push_back(free[r] / std::pow(t[r] / 10.0, 2));
    p.push_back(correlate_maps(free, t, good, {side, side}, {5, i, 199}).p);
    const auto follows = correlate_maps(bound, t, good, {side, side}, {5, 1000 + i, 199});
    told += follows.p <= 0.05 && follows.value < 0.0;
  }
  const double ks = testing::uniform_p(p);
  if (comm.is_root()) std::printf("200 maps against thickness: KS p %.3f; told where they follow it: %d\n", ks, told);
  EXPECT_GT(ks, 0.01);
  EXPECT_GT(told, 180);
}

}  // namespace
}  // namespace vitrum::domains
