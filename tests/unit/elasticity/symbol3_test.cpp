// SPDX-License-Identifier: Apache-2.0
// tests/unit/elasticity/symbol3_test.cpp: averaged directions of a 3-D wavevector: lattice sums, halves, planes, zeros.
#include "vitrum/elasticity/symbol3.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numbers>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/elasticity/symbol.hpp"

namespace vitrum::elasticity {
namespace {

using kernels::Moments;
constexpr double pi = std::numbers::pi;
constexpr Operator operators[] = {Operator::voxel_average, Operator::truncated_fourier, Operator::rotated};

std::array<double, 15> list(const Moments& m) {
  return {m.xxxx, m.yyyy, m.zzzz, m.xxyy, m.xxzz, m.yyzz, m.xxxy, m.xyyy,
          m.xyzz, m.xxxz, m.xzzz, m.xyyz, m.yyyz, m.yzzz, m.xxyz};
}
// Powers of x, y, z of each, in the same order.
constexpr int powers[15][3] = {{4, 0, 0}, {0, 4, 0}, {0, 0, 4}, {2, 2, 0}, {2, 0, 2}, {0, 2, 2}, {3, 1, 0}, {1, 3, 0},
                               {1, 1, 2}, {3, 0, 1}, {1, 0, 3}, {1, 2, 1}, {0, 3, 1}, {0, 1, 3}, {2, 1, 1}};

class Rows {
 public:
  Rows(Operator op, const Grid3& grid) : rows_(op, grid), row_(grid.nx / 2 + 1) {}
  Moments operator()(std::size_t iz, std::size_t iy, std::size_t ix) {
    rows_.row(iz, iy, row_);
    return row_[ix];
  }

 private:
  MomentRows rows_;
  std::vector<Moments> row_;
};

/// The sum over aliases |m| <= reach in each direction as it is defined, term by term.
std::array<double, 15> alias_sum(std::array<double, 3> k, std::array<double, 3> h, int reach) {
  std::array<double, 15> sum{};
  std::array<std::vector<std::array<double, 2>>, 3> axis;  // wavevector, weight
  for (std::size_t a = 0; a < 3; ++a) {
    for (int m = -reach; m <= reach; ++m) {
      const double q = k[a] + 2 * pi * m, sinc = std::sin(q / 2) / (q / 2);
      axis[a].push_back({q / h[a], sinc * sinc});
    }
  }
  for (const auto& [x, wx] : axis[0]) {
    for (const auto& [y, wy] : axis[1]) {
      for (const auto& [z, wz] : axis[2]) {
        const double q2 = x * x + y * y + z * z, w = wx * wy * wz / (q2 * q2);
        double px[5] = {w, w * x, w * x * x, w * x * x * x, w * x * x * x * x};
        double py[5] = {1, y, y * y, y * y * y, y * y * y * y}, pz[5] = {1, z, z * z, z * z * z, z * z * z * z};
        for (std::size_t i = 0; i < 15; ++i) sum[i] += px[powers[i][0]] * py[powers[i][1]] * pz[powers[i][2]];
      }
    }
  }
  return sum;
}

TEST(MomentRows, VoxelAverageEqualsTheSumOverAliasesItStandsFor) {
  struct Case {
    Grid3 grid;
    std::size_t iz, iy, ix;
  };
  double worst = 0.0;
  for (const Case& c :
       {Case{{10, 10, 10}, 1, 2, 3}, Case{{7, 12, 16}, 2, 1, 7}, Case{{8, 9, 6, 1.7, 0.6, 1.1}, 3, 4, 2}}) {
    const auto phase = [](std::size_t i, std::size_t n) { return 2 * pi * double(i) / double(n); };
    const std::array k{phase(c.ix, c.grid.nx), phase(c.iy, c.grid.ny), phase(c.iz, c.grid.nz)};
    const auto exact = list(Rows(Operator::voxel_average, c.grid)(c.iz, c.iy, c.ix));
    std::vector<double> reach = {6.5, 8.5, 12.5, 18.5, 28.5};
    std::vector<std::array<double, 15>> sums;
    for (const double r : reach) sums.push_back(alias_sum(k, {c.grid.hx, c.grid.hy, c.grid.hz}, int(r)));
    for (std::size_t i = 0; i < 15; ++i) {
      auto v = sums;  // the polynomial in 1/(|m| + 1/2) through all, at 0 (Neville)
      for (std::size_t order = 1; order < v.size(); ++order)
        for (std::size_t j = 0; j + order < v.size(); ++j)
          v[j][i] = (reach[j + order] * v[j + 1][i] - reach[j] * v[j][i]) / (reach[j + order] - reach[j]);
      worst = std::max(worst, std::abs(v[0][i] - exact[i]));
    }
  }
  if (comm::Communicator().is_root()) std::printf("moments against extrapolated alias sums: %.1e\n", worst);
  EXPECT_LT(worst, 3e-6);  // the next term of the extrapolation, some 1/(6.5 8.5 12.5 18.5 28.5)
}

TEST(MomentRows, VoxelAverageOfAVoxelIsTheAverageOverItsHalves) {
  // sinc(q/2) = sinc(q/4) cos(q/4): an exact identity between a voxel of edge h and one of h/2, at phases k/2 and
  // k/2 + pi; on a grid: index i of n voxels of h is index i, and n + i, of 2 n voxels of h/2.
  double worst = 0.0;
  for (const auto& [hz, hy, hx] : {std::array{1.0, 1.0, 1.0}, {0.3, 1.0, 1.0}, {2.0, 0.7, 5.0}}) {
    const Grid3 whole{6, 8, 9, hz, hy, hx}, halves{6, 8, 18, hz, hy, 0.5 * hx};
    Rows of_whole(Operator::voxel_average, whole), of_halves(Operator::voxel_average, halves);
    for (std::size_t iz = 0; iz <= 3; ++iz) {
      for (std::size_t iy = 0; iy <= 4; ++iy) {
        for (std::size_t ix = 1; ix <= 4; ++ix) {
          const auto voxel = list(of_whole(iz, iy, ix));
          const auto one = list(of_halves(iz, iy, ix));
          const auto other = list(of_halves(iz, iy, 9 - ix));
          const double phase = 2 * pi * double(ix) / 9.0, cosine = std::cos(phase / 4), c2 = cosine * cosine;
          for (std::size_t i = 0; i < 15; ++i) {
            const double odd = powers[i][0] % 2 ? -1.0 : 1.0;  // 9 + ix is the mirror image of 9 - ix
            worst = std::max(worst, std::abs(voxel[i] - c2 * one[i] - (1 - c2) * odd * other[i]));
          }
        }
      }
    }
  }
  if (comm::Communicator().is_root()) std::printf("moments against those of halves: %.1e\n", worst);
  EXPECT_LT(worst, 2e-14);
}

TEST(MomentRows, InAPlaneAreTheTwoDimensionalSymbol) {
  double worst = 0.0;
  for (const Operator op : operators) {
    for (const Grid& g : {Grid{8, 8, 1, 1}, Grid{7, 10, 2, 0.5}, Grid{5, 4, 0.3, 1.7}, Grid{64, 50, 1, 40}}) {
      const Grid3 flat{1, g.ny, g.nx, 0.8, g.hy, g.hx};
      const MomentRows rows(op, flat);
      for (std::size_t iy = 0; iy <= g.ny / 2; ++iy) {
        std::vector<Moments> row(g.nx / 2 + 1);
        rows.row(0, iy, row);
        for (std::size_t ix = 0; ix < row.size(); ++ix) {
          const Symbol s = symbol_at(op, g, iy, ix);
          const auto c = kernels::contract(row[ix]);
          worst = std::max({worst, std::abs(c.fourth[kernels::pair_of(0, 0)] - s.cc),
                            std::abs(c.fourth[kernels::pair_of(1, 1)] - s.ss),
                            std::abs(c.fourth[kernels::pair_of(0, 1)] - s.cs), std::abs(c.first[0] - s.c),
                            std::abs(c.first[1] - s.s), std::abs(row[ix].zzzz), std::abs(row[ix].yyzz)});
        }
      }
    }
  }
  if (comm::Communicator().is_root()) std::printf("moments with kz = 0 against the 2-D closed form: %.1e\n", worst);
  EXPECT_LT(worst, 1e-13);
}

TEST(MomentRows, SquaresSumToOneAndOddProductsVanishAtNyquist) {
  double worst = 0.0;
  for (const Operator op : operators) {
    for (const Grid3& g : {Grid3{6, 6, 6}, Grid3{5, 8, 4, 1, 2, 3}, Grid3{2, 2, 2}, Grid3{1, 1, 6}, Grid3{4, 40, 6}}) {
      Rows rows(op, g);
      for (std::size_t iz = 0; iz <= g.nz / 2; ++iz) {
        for (std::size_t iy = 0; iy <= g.ny / 2; ++iy) {
          for (std::size_t ix = 0; ix <= g.nx / 2; ++ix) {
            const Moments m = rows(iz, iy, ix);
            worst = std::max(worst, std::abs(kernels::contract(m).one - (ix + iy + iz > 0)));
            const auto values = list(m);
            const bool nyquist[3] = {2 * ix == g.nx, 2 * iy == g.ny, 2 * iz == g.nz};
            const bool still[3] = {ix == 0, iy == 0, iz == 0};
            for (std::size_t i = 0; i < 15; ++i)
              for (std::size_t a = 0; a < 3; ++a)
                if (powers[i][a] % 2 && (nyquist[a] || still[a])) {
                  EXPECT_EQ(values[i], 0.0);
                }
          }
        }
      }
    }
  }
  if (comm::Communicator().is_root()) std::printf("sum of squares: off 1 by %.1e\n", worst);
  EXPECT_LT(worst, 5e-15);
}

TEST(MomentTable, UnfoldsMirrorImagesWithTheirSigns) {
  const Grid3 g{6, 7, 8, 1.0, 1.3, 0.8};
  const MomentTable table(Operator::truncated_fourier, g, {2, 7});
  const auto view = table.view();
  std::size_t i = 0;
  for (std::size_t iy = 2; iy < 7; ++iy) {
    for (std::size_t iz = 0; iz < 6; ++iz) {
      for (std::size_t ix = 0; ix < 5; ++ix, ++i) {
        const auto signed_phase = [](std::size_t j, std::size_t n) {
          return 2 * pi * (2 * j > n ? double(j) - double(n) : double(j)) / double(n);
        };
        double k[3] = {signed_phase(ix, 8) / 0.8, signed_phase(iy, 7) / 1.3, signed_phase(iz, 6)};
        const double norm = std::hypot(k[0], k[1], k[2]);
        const bool nyquist[3] = {ix == 4, false, iz == 3};
        const auto values = list(view(i));
        for (std::size_t j = 0; j < 15; ++j) {
          double expected = 1.0;
          for (int a = 0; a < 3; ++a)
            expected *= powers[j][a] % 2 && nyquist[a] ? 0.0 : std::pow(k[a] / norm, powers[j][a]);
          EXPECT_NEAR(values[j], expected, 1e-15) << iy << " " << iz << " " << ix << " " << j;
        }
      }
    }
  }
}

TEST(Grid3, WithoutVoxelsOrExtentIsRefused) {
  EXPECT_THROW(MomentRows(Operator::voxel_average, Grid3{0, 2, 2}), InputError);
  EXPECT_THROW(check(Grid3{2, 2, 2, 0.0, 1.0, 1.0}), InputError);
  EXPECT_THROW(check(Grid3{2, 2, 2, 1.0, -1.0, 1.0}), InputError);
  EXPECT_THROW(check(Grid3{2, 2, 2, 1.0, 1.0, std::numeric_limits<double>::quiet_NaN()}), InputError);
}

}  // namespace
}  // namespace vitrum::elasticity
