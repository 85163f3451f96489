// SPDX-License-Identifier: Apache-2.0
// tests/unit/elasticity/symbol_test.cpp: the operator at one wavevector: closed forms, symmetries, Nyquist zeros.
#include "vitrum/elasticity/symbol.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <vector>

#include "vitrum/comm/communicator.hpp"

namespace vitrum::elasticity {
namespace {

constexpr double pi = std::numbers::pi;
constexpr Operator operators[] = {Operator::voxel_average, Operator::truncated_fourier, Operator::rotated};
constexpr Grid grids[] = {{8, 8, 1.0, 1.0}, {6, 9, 1.0, 1.0}, {7, 10, 2.0, 0.5}, {5, 4, 0.3, 1.7}, {1, 8, 1.0, 1.0}};

struct Sums {
  long double ss = 0, cs = 0, c = 0, s = 0;
};

/// The sum over aliases |m|, |n| <= reach as it is defined, term by term.
Sums alias_sum(double x, double y, double aspect, int reach) {
  const auto phases = [&](double k) {
    std::vector<std::array<long double, 2>> list;  // phase, weight
    for (int m = -reach; m <= reach; ++m) {
      const long double q = k + 2 * std::numbers::pi_v<long double> * m, sinc = std::sin(q / 2) / (q / 2);
      list.push_back({q, sinc * sinc});
    }
    return list;
  };
  Sums sum;
  const auto along_y = phases(y);
  for (const auto& [qx, wx] : phases(x)) {
    for (const auto& [py, wy] : along_y) {
      const long double qy = py * aspect, q2 = qx * qx + qy * qy, w = wx * wy;
      const long double c = (qx * qx - qy * qy) / q2, s = 2 * qx * qy / q2;
      sum.ss += w * s * s;
      sum.cs += w * c * s;
      sum.c += w * c;
      sum.s += w * s;
    }
  }
  return sum;
}

/// Limit of values at reach + 1/2 = L, 3L, 9L, ... whose error is a series in 1/L, from power `first` on.
long double limit(std::vector<long double> values, int first) {
  for (int power = first; values.size() > 1; ++power) {
    const long double factor = std::pow(3.0L, power);
    for (std::size_t i = 0; i + 1 < values.size(); ++i) values[i] = (factor * values[i + 1] - values[i]) / (factor - 1);
    values.pop_back();
  }
  return values.front();
}

TEST(VoxelAverage, EqualsTheSumOverAliasesItStandsFor) {
  const comm::Communicator comm;
  double worst = 0.0;
  for (const auto& [x, y, aspect] : {std::array{0.4, 1.3, 1.0},
                                     {2.9, 0.7, 1.0},
                                     {1.1, 1.1, 1.0},
                                     {1.7, 2.3, 2.0},
                                     {0.8, 2.6, 0.4},
                                     {3.0, 3.1, 1.0}}) {
    std::vector<long double> ss, cs, c, s;
    for (int reach = 4; reach <= 364; reach = 3 * reach + 1) {  // reach + 1/2 = 4.5, 13.5, 40.5, 121.5, 364.5
      const Sums sum = alias_sum(x, y, aspect, reach);
      ss.push_back(sum.ss), cs.push_back(sum.cs), c.push_back(sum.c), s.push_back(sum.s);
    }
    const Symbol symbol = voxel_average(x, y, aspect);
    const auto off = [&](double value, std::vector<long double> sums) {
      return std::abs(value - static_cast<double>(limit(std::move(sums), 1)));
    };
    worst = std::max({worst, off(symbol.ss, ss), off(symbol.cs, cs), off(symbol.c, c), off(symbol.s, s)});
  }
  if (comm.is_root()) std::printf("voxel average against extrapolated alias sums: largest difference %.1e\n", worst);
  EXPECT_LT(worst, 3e-10);  // what the extrapolation from |m| <= 364 gives
}

TEST(VoxelAverage, OfAVoxelIsTheAverageOverItsHalves) {
  // sinc(q/2) = sinc(q/4) cos(q/4): an exact identity between voxels of aspect a and a/2, at phases x/2 and x/2 + pi.
  double worst = 0.0;
  for (const double aspect : {2.0, 1.0, 4.0, 0.5, 7.3, 0.11, 60.0}) {
    for (const double x : {1e-3, 0.2, 1.0, 2.2, 3.1}) {
      for (const double y : {2e-3, 0.3, 1.5, 3.0}) {
        const Symbol voxel = voxel_average(x, y, aspect);
        const Symbol one = voxel_average(0.5 * x, y, 0.5 * aspect),
                     other = voxel_average(pi - 0.5 * x, y, 0.5 * aspect);
        const double cos2 = std::pow(std::cos(0.25 * x), 2), sin2 = std::pow(std::sin(0.25 * x), 2);
        worst = std::max({worst, std::abs(voxel.ss - cos2 * one.ss - sin2 * other.ss),
                          std::abs(voxel.cs - cos2 * one.cs + sin2 * other.cs),
                          std::abs(voxel.c - cos2 * one.c - sin2 * other.c),
                          std::abs(voxel.s - cos2 * one.s + sin2 * other.s)});
      }
    }
  }
  if (comm::Communicator().is_root()) std::printf("voxel average against its halves: largest difference %.1e\n", worst);
  EXPECT_LT(worst, 2e-14);  // rounding of some twenty operations
}

TEST(VoxelAverage, IsSmoothWhereTheFormulaChangesBranch) {
  // b = aspect * y crosses 1 (series to closed form) and 40 (closed form to asymptote).
  for (const double b : {1.0, 40.0}) {
    for (const double x : {1e-3, 0.5, 2.0, 3.1}) {
      const double aspect = b > 3.0 ? 20.0 : 1.0, y = b / aspect, step = 1e-9;
      const Symbol below = voxel_average(x, y * (1 - step), aspect), above = voxel_average(x, y * (1 + step), aspect);
      EXPECT_NEAR(below.ss, above.ss, 1e-8);  // slopes are of order one: a jump would be larger
      EXPECT_NEAR(below.cs, above.cs, 1e-8);
      EXPECT_NEAR(below.c, above.c, 1e-8);
      EXPECT_NEAR(below.s, above.s, 1e-8);
    }
  }
}

TEST(VoxelAverage, TendsToTheContinuumForLongWaves) {
  for (const double angle : {0.1, 0.6, 0.9, 1.4}) {
    const double k = 1e-5;
    const Symbol symbol = voxel_average(k * std::cos(angle), k * std::sin(angle), 1.0);
    const double c = std::cos(2 * angle), s = std::sin(2 * angle);
    // The voxel changes the symbol by order k^2 = 1e-10; cancellation would cost eps/k^2 = 2e-6.
    EXPECT_NEAR(symbol.ss, s * s, 1e-9);
    EXPECT_NEAR(symbol.cs, c * s, 1e-9);
    EXPECT_NEAR(symbol.c, c, 1e-9);
    EXPECT_NEAR(symbol.s, s, 1e-9);
  }
}

TEST(VoxelAverage, ExchangeOfTheAxesTurnsTheShearByARightAngle) {
  for (const double aspect : {1.0, 0.3, 5.0, 300.0, 1e4}) {
    for (const double x : {1e-2, 1.0, pi}) {
      for (const double y : {0.3, 2.0, pi}) {
        const Symbol one = voxel_average(x, y, aspect), other = voxel_average(y, x, 1.0 / aspect);
        EXPECT_NEAR(one.ss, other.ss, 1e-14);
        EXPECT_NEAR(one.cs, -other.cs, 1e-14);
        EXPECT_NEAR(one.c, -other.c, 1e-14);
        EXPECT_NEAR(one.s, other.s, 1e-14);
        EXPECT_TRUE(std::isfinite(one.ss) && one.ss >= 0.0 && one.ss <= 1.0);
      }
    }
  }
  const Symbol square = voxel_average(1.2, 1.2, 1.0);
  EXPECT_NEAR(square.cs, 0.0, 1e-15);
  EXPECT_NEAR(square.c, 0.0, 1e-15);
}

TEST(Symbol, IsAProjectionInTheMeanAndZeroAtTheOrigin) {
  for (const Operator op : operators) {
    for (const Grid& grid : grids) {
      const Symbol zero = symbol_at(op, grid, 0, 0);
      EXPECT_EQ(zero.cc, 0.0);
      EXPECT_EQ(zero.ss, 0.0);
      EXPECT_EQ(zero.cs, 0.0);
      for (std::size_t iy = 0; iy < grid.ny; ++iy) {
        for (std::size_t ix = 0; ix < grid.nx; ++ix) {
          if (ix == 0 && iy == 0) continue;
          const Symbol symbol = symbol_at(op, grid, iy, ix);
          EXPECT_NEAR(symbol.cc + symbol.ss, 1.0, 1e-15);
          EXPECT_GE(symbol.ss, 0.0);
          EXPECT_GE(symbol.cc, 0.0);
          EXPECT_GE(symbol.cc * symbol.ss - symbol.cs * symbol.cs, -1e-15) << "energy could be negative";
        }
      }
    }
  }
}

TEST(Symbol, MirrorsInEachAxisToTheBit) {
  for (const Operator op : operators) {
    for (const Grid& grid : grids) {
      for (std::size_t iy = 0; iy < grid.ny; ++iy) {
        for (std::size_t ix = 1; ix < grid.nx; ++ix) {
          const Symbol one = symbol_at(op, grid, iy, ix), image = symbol_at(op, grid, iy, grid.nx - ix);
          EXPECT_EQ(one.ss, image.ss);
          EXPECT_EQ(one.cc, image.cc);
          EXPECT_EQ(one.cs, -image.cs);
          EXPECT_EQ(one.s, -image.s);
          EXPECT_EQ(one.c, image.c);
        }
      }
    }
  }
}

TEST(Symbol, OddTermsVanishAtTheNyquistFrequency) {
  for (const Operator op : operators) {
    for (const Grid& grid : grids) {
      for (std::size_t iy = 0; iy < grid.ny; ++iy) {
        for (std::size_t ix = 0; ix < grid.nx; ++ix) {
          if (2 * ix != grid.nx && 2 * iy != grid.ny) continue;
          const Symbol symbol = symbol_at(op, grid, iy, ix);
          EXPECT_EQ(symbol.cs, 0.0);
          EXPECT_EQ(symbol.s, 0.0);
        }
      }
    }
  }
}

TEST(Symbol, RotatedSchemeExchangesTheAxesBetweenCheckerboards) {
  const Grid grid{12, 12, 1.0, 1.0};
  for (std::size_t iy = 0; iy < 12; ++iy) {
    for (std::size_t ix = 0; ix < 12; ++ix) {
      if ((ix == 0 && iy == 0) || (ix == 6 && iy == 6)) continue;
      const Symbol one = symbol_at(Operator::rotated, grid, iy, ix),
                   other = symbol_at(Operator::rotated, grid, (iy + 6) % 12, (ix + 6) % 12);
      EXPECT_NEAR(one.ss, other.ss, 1e-14);
      EXPECT_NEAR(one.c, -other.c, 1e-14);
    }
  }
}

}  // namespace
}  // namespace vitrum::elasticity
