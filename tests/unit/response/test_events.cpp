// SPDX-License-Identifier: Apache-2.0
// tests/unit/response/test_events.cpp: cascades, waiting times, aftershocks and pairs of synthetic event lists.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "response/numbers.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/response/avalanches.hpp"
#include "vitrum/response/pairs.hpp"
#include "vitrum/response/timing.hpp"

namespace vitrum::response {
namespace {

constexpr double rounding = 1e-12;

TEST(Cascades, SizesCountEventsOfOneId) {
  std::vector<kmc::Event> events(6);
  const std::int64_t ids[] = {3, 1, 3, 2, 3, 4};
  for (std::size_t i = 0; i < events.size(); ++i) events[i].cascade = ids[i];
  const auto sizes = cascade_sizes(events);
  ASSERT_EQ(sizes.size(), 2u);
  EXPECT_EQ(sizes[0].flips, 1);
  EXPECT_EQ(sizes[0].cascades, 3);
  EXPECT_EQ(sizes[1].flips, 3);
  EXPECT_EQ(sizes[1].cascades, 1);
}

TEST(Cascades, StressDropIsModulusTimesMeanStrain) {
  std::vector<kmc::Event> events(3);
  events[0].e1 = 0.01;
  events[1].e1 = 0.03;
  events[2].e1 = -0.02;
  events[1].cascade = events[0].cascade = 7;
  const auto a = avalanches(events, 100.0, 50);
  ASSERT_EQ(a.size(), 2u);
  EXPECT_NEAR(a[0].stress_drop_GPa, 100.0 * 0.04 / 50, rounding);
  EXPECT_EQ(a[0].flips, 2);
  EXPECT_NEAR(a[1].stress_drop_GPa, -0.04, rounding);
}

TEST(Cascades, StressFallsAreUnbrokenRuns) {
  std::vector<kmc::CurvePoint> curve(7);
  const double stress[] = {0.0, 1.0, 0.9, 0.7, 1.2, 1.1, 1.3};
  const std::int64_t events[] = {0, 0, 2, 5, 5, 9, 9};
  for (std::size_t i = 0; i < curve.size(); ++i) {
    curve[i].stress_GPa = stress[i];
    curve[i].events = events[i];
  }
  const auto falls = stress_falls(curve);
  ASSERT_EQ(falls.size(), 2u);
  EXPECT_NEAR(falls[0], 0.3, rounding);
  EXPECT_NEAR(falls[1], 0.1, rounding);
  EXPECT_EQ(flips_between_points(curve), (std::vector<std::int64_t>{2, 3, 4}));
}

TEST(SizeBins, HoldAllValuesAndTheirDensityIntegratesToOne) {
  Stream stream(1, Purpose::test);
  std::vector<double> x(5000), k(5000);
  for (auto& v : x) v = 1e-3 * stream.exponential();
  for (auto& v : k) v = 1.0 + static_cast<double>(stream.poisson(20.0));
  for (bool integers : {false, true}) {
    double count = 0.0, integral = 0.0;
    for (const auto& bin : size_bins(integers ? k : x, integers)) {
      count += static_cast<double>(bin.count);
      integral += bin.density * (bin.high - bin.low);
    }
    EXPECT_EQ(count, 5000.0);
    EXPECT_NEAR(integral, 1.0, rounding);
  }
}

// p of exponential samples is uniform (Kolmogorov-Smirnov over 200 samples); gamma waits of shape 2 are refused.
TEST(Waiting, ExponentialTimesPassUniformlyAndOthersFail) {
  std::vector<double> p;
  for (std::uint64_t k = 0; k < 200; ++k) {
    Stream stream(2, Purpose::test, k);
    std::vector<double> times(300);
    for (auto& t : times) t = 4.0 * stream.exponential();
    const auto w = waiting(times, k);
    p.push_back(w.p);
    EXPECT_NEAR(w.mean_s, 4.0, 5.0 * w.mean_error_s);
  }
  std::sort(p.begin(), p.end());
  const double uniform = kolmogorov_above(p.size(), uniform_distance(p));
  std::cout << "p of 200 exponential samples against uniform: " << uniform << "\n";
  EXPECT_GT(uniform, 1e-3);
  Stream stream(3, Purpose::test);
  std::vector<double> gamma(300);
  for (auto& t : gamma) t = stream.exponential() + stream.exponential();
  EXPECT_LT(waiting(gamma, 1).p, 0.01);
  EXPECT_NEAR(waiting(gamma, 1).variation, std::sqrt(0.5), 0.1);
}

/// Main cascades every `gap` seconds, each followed by a Poisson process of rate mu + k t^-q from t0 on.
std::vector<Avalanche> omori(double mu, double k, double q, double t0, double gap, int mains, std::uint64_t id) {
  std::vector<Avalanche> all;
  Stream stream(4, Purpose::test, id);
  for (int m = 0; m < mains; ++m) {
    std::vector<double> times;
    for (double t = stream.exponential() / mu; t < gap; t += stream.exponential() / mu) times.push_back(t);
    if (k > 0.0) {  // by inversion of the integrated rate
      const double whole = k * (std::pow(gap, 1.0 - q) - std::pow(t0, 1.0 - q)) / (1.0 - q);
      for (auto n = stream.poisson(whole); n > 0; --n)
        times.push_back(std::pow(std::pow(t0, 1.0 - q) + stream.uniform() * whole * (1.0 - q) / k, 1.0 / (1.0 - q)));
    }
    std::sort(times.begin(), times.end());
    all.push_back({m * gap, 50, 0.0});
    for (double t : times) all.push_back({m * gap + t, 1 + static_cast<std::int64_t>(stream.below(3)), 0.0});
  }
  return all;
}

TEST(Aftershocks, OmorisExponentAndBackgroundAreRecovered) {
  const auto cascades = omori(0.1, 2.0, 0.8, 0.01, 300.0, 100, 1);
  const auto a = aftershocks(cascades, 100.5 / static_cast<double>(cascades.size()));
  EXPECT_EQ(a.main_cascades, 100);
  EXPECT_EQ(a.smallest_main_flips, 50);
  EXPECT_NEAR(a.exponent, 0.8, 3.0 * a.exponent_error);
  EXPECT_LT(a.exponent_error, 0.1);
  EXPECT_NEAR(a.background_per_s, 0.1, 0.03);
  EXPECT_LT(a.p, 1e-6);
  std::cout << "Omori exponent " << a.exponent << " +- " << a.exponent_error << " (0.8), background "
            << a.background_per_s << " /s (0.1)\n";
}

TEST(Aftershocks, OfAConstantRateAreNotClaimed) {
  int claimed = 0;
  for (std::uint64_t id = 0; id < 20; ++id) {
    const auto cascades = omori(0.1, 0.0, 0.8, 0.01, 300.0, 60, 10 + id);
    const auto a = aftershocks(cascades, 60.5 / static_cast<double>(cascades.size()));
    claimed += a.p < 0.01;
  }
  EXPECT_LE(claimed, 2);
}

std::vector<kmc::Event> walk(const microstructure::Grid& grid, int flips, bool diagonal) {
  std::vector<kmc::Event> events(static_cast<std::size_t>(flips));
  Stream stream(5, Purpose::test);
  std::int64_t x = 0, y = 0;
  const auto nx = static_cast<std::int64_t>(grid.nx), ny = static_cast<std::int64_t>(grid.ny);
  for (auto& e : events) {
    if (diagonal && stream.uniform() < 0.5) {
      x = (x + (stream.uniform() < 0.5 ? 3 : nx - 3)) % nx;
      y = (y + (stream.uniform() < 0.5 ? 3 : ny - 3)) % ny;
    } else {
      x = static_cast<std::int64_t>(stream.below(grid.nx));
      y = static_cast<std::int64_t>(stream.below(grid.ny));
    }
    e.voxel = y * nx + x;
  }
  return events;
}

// Independent places have density 1 and no four-fold part: chi^2 of all shells of one lag.
TEST(Pairs, OfIndependentPlacesHaveDensityOne) {
  const microstructure::Grid grid{32, 32, 1.0, 1.0, 1.0};
  double density = 0.0, fourfold = 0.0, rows = 0.0;
  for (const auto& s : successive_flips(walk(grid, 60000, false), grid, 1)) {
    density += std::pow((s.density - 1.0) / s.density_error, 2);
    if (s.fourfold_error > 0.0) fourfold += std::pow(s.fourfold / s.fourfold_error, 2);
    rows += 1.0;
  }
  EXPECT_GT(chi_square_above(rows, density), 1e-4);
  EXPECT_GT(chi_square_above(rows, fourfold), 1e-4);
}

// Half of the steps go to (+-3, +-3): a negative four-fold amplitude in the shell of 4.24, and at lag 2 none of it
// there.
TEST(Pairs, StepsAlongTheDiagonalsGiveANegativeFourFoldAmplitude) {
  const microstructure::Grid grid{32, 32, 1.0, 1.0, 1.0};
  const auto events = walk(grid, 60000, true);
  for (const auto& s : successive_flips(events, grid, 2)) {
    if (std::abs(s.r_nm - 4.0) > 0.3) continue;
    if (s.lag == 1) {
      EXPECT_LT(s.fourfold, -10.0 * s.fourfold_error);
      EXPECT_GT(s.density, 5.0);
    }
    if (s.lag == 2) {
      EXPECT_LT(std::abs(s.fourfold), 5.0 * s.fourfold_error);
    }
  }
  const auto map = pair_map(events, grid);
  std::size_t best = 0;
  for (std::size_t i = 0; i < map.density.size(); ++i)
    if (std::isfinite(map.density[i]) && !(map.density[i] <= map.density[best])) best = i;
  const double angle = map.angle_deg[best % map.angle_deg.size()];
  EXPECT_NEAR(std::min(std::abs(angle - 45.0), std::abs(angle - 135.0)), 0.0, 4.0);
}

}  // namespace
}  // namespace vitrum::response
