// SPDX-License-Identifier: Apache-2.0
// tests/verification/elasticity/flip_field3_test.cpp: the stress of one flipped voxel in space: point fields, self
// values, sum rules.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <numeric>

#include "vitrum/elasticity/elasticity3.hpp"

namespace vitrum::elasticity {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double nu = 0.35;
const Material unit{2.0 * 0.5 * (1.0 + nu), nu};  // 2 mu = 1 GPa

bool is_root() { return comm::Communicator{}.is_root(); }
FlipKernel3 kernel_of(Operator op, const Grid3& grid) {
  return Solver3(comm::Communicator{}, grid, {unit, op}).flip_kernel();
}

/// Kernels of several boxes. A box of N voxels differs from the infinite medium by images of a point source, of degree
/// -3 and, with their even derivatives, -5, -7, ...: c_3/N^3 + c_5/N^5 + c_7/N^7 is fitted and taken away.
class Extrapolated {
 public:
  explicit Extrapolated(Operator op) {
    for (const std::size_t n : {16, 20, 24, 32}) kernels_.push_back(kernel_of(op, {n, n, n}));
  }
  double operator()(std::size_t a, std::size_t b, std::size_t dz, std::size_t dy, std::size_t dx) const {
    double m[4][5];  // value, 1/N^3, 1/N^5, 1/N^7 in units of 32 | kernel
    for (std::size_t i = 0; i < 4; ++i) {
      const double ratio = 32.0 / double(kernels_[i].nx()),
                   values[] = {1.0, std::pow(ratio, 3), std::pow(ratio, 5), std::pow(ratio, 7)};
      std::copy(values, values + 4, m[i]);
      m[i][4] = kernels_[i].value(a, b, dz, dy, dx);
    }
    for (std::size_t p = 3; p > 0; --p)  // eliminate the powers, the highest first
      for (std::size_t i = 0; i < p; ++i) {
        const double factor = m[i][p] / m[p][p];
        for (std::size_t c = 0; c < 5; ++c) m[i][c] -= factor * m[p][c];
      }
    return m[0][4] / m[0][0];
  }
  const FlipKernel3& largest() const { return kernels_.back(); }

 private:
  std::vector<FlipKernel3> kernels_;
};

/// d^4 r/dx_i dx_j dx_k dx_l.
double fourth(const std::array<double, 3>& x, std::size_t i, std::size_t j, std::size_t k, std::size_t l) {
  const double r2 = x[0] * x[0] + x[1] * x[1] + x[2] * x[2], r = std::sqrt(r2);
  const auto d = [](std::size_t a, std::size_t b) { return a == b ? 1.0 : 0.0; };
  const double pairs = d(i, j) * d(k, l) + d(i, k) * d(j, l) + d(i, l) * d(j, k);
  const double mixed = d(i, j) * x[k] * x[l] + d(i, k) * x[j] * x[l] + d(i, l) * x[j] * x[k] + d(j, k) * x[i] * x[l] +
                       d(j, l) * x[i] * x[k] + d(k, l) * x[i] * x[j];
  return (-pairs + 3 * mixed / r2 - 15 * x[i] * x[j] * x[k] * x[l] / (r2 * r2)) / (r2 * r);
}

/// B_a as a matrix.
std::array<std::array<double, 3>, 3> basis(std::size_t a) {
  Deviator3 d{};
  d[a] = 1.0;
  const Voigt t = tensor_of(d);
  return {{{t[0], t[5], t[4]}, {t[5], t[1], t[3]}, {t[4], t[3], t[2]}}};
}

/// Stress s_a of a point eigenstrain e_b of unit volume, 2 mu = 1 (T3, all components): with n_i n_j n_k n_l ->
/// -d_ijkl r/(8 pi), n_i n_j -> the trace of that, and delta functions left out,
///   s_a = n.B_a B_b.n - (n.B_a.n)(n.B_b.n)/(2 (1 - nu)).
double point(std::size_t a, std::size_t b, const std::array<double, 3>& x) {
  const auto A = basis(a), B = basis(b);
  double sum = 0.0;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      double AB = 0.0, second = 0.0;
      for (std::size_t k = 0; k < 3; ++k) {
        AB += 0.5 * (A[i][k] * B[k][j] + B[i][k] * A[k][j]);
        second += fourth(x, i, j, k, k);
        for (std::size_t l = 0; l < 3; ++l)
          sum += fourth(x, i, j, k, l) * A[i][j] * B[k][l] / (8 * pi) / (2 * (1 - nu));
      }
      sum -= AB * second / (8 * pi);
    }
  }
  return sum;
}

/// The same of a unit voxel, averaged over a unit voxel: weighed by tents in each direction; 6 points of Gauss a side.
double voxel(std::size_t a, std::size_t b, double x, double y, double z) {
  const double at[] = {0.0337652428984240, 0.1693953067668677, 0.3806904069584016,
                       0.6193095930415985, 0.8306046932331323, 0.9662347571015760};
  const double weight[] = {0.0856622461895852, 0.1803807865240693, 0.2339569672863455,
                           0.2339569672863455, 0.1803807865240693, 0.0856622461895852};
  double sum = 0.0;
  for (int corner = 0; corner < 8; ++corner)
    for (int i = 0; i < 216; ++i) {
      const int p[] = {i % 6, i / 6 % 6, i / 36};
      double w = 1.0, offset[3];
      for (int axis = 0; axis < 3; ++axis) {
        w *= weight[p[axis]] * (1 - at[p[axis]]);
        offset[axis] = corner >> axis & 1 ? -at[p[axis]] : at[p[axis]];
      }
      sum += w * point(a, b, {x + offset[0], y + offset[1], z + offset[2]});
    }
  return sum;
}

TEST(FlipField3, PointFieldHasItsPrintedValues) {      // T3
  EXPECT_NEAR(point(1, 1, {1, 0, 0}), 0.16527, 1e-5);  // five digits, the last cut off or rounded
  EXPECT_NEAR(point(1, 1, {0, 1, 0}), (1 + nu) / (4 * pi * (1 - nu)), 1e-15);
  EXPECT_NEAR(point(1, 1, {0, 0, 1}), 0.03673, 6e-6);
  EXPECT_NEAR(point(1, 1, {0, 0, 2}), (1 - 2 * nu) / (4 * pi * (1 - nu)) / 8, 1e-15);
  EXPECT_NEAR(point(1, 1, {std::sqrt(0.5), std::sqrt(0.5), 0}), -0.29382, 6e-6);
}

TEST(FlipField3, AllComponentsTendToTheVoxelAverageOfThePointField) {  // T3
  const Extrapolated kernel(Operator::voxel_average);
  double worst = 0.0;
  for (const auto& [x, y, z] : {std::array<std::size_t, 3>{4, 0, 0}, {0, 0, 3}, {3, 3, 0}, {2, 3, 1}, {3, 1, 2}}) {
    for (std::size_t a = 0; a < 5; ++a)
      for (std::size_t b = a; b < 5; ++b)
        worst = std::max(worst, std::abs(kernel(a, b, z, y, x) - voxel(a, b, double(x), double(y), double(z))));
  }
  const auto off_point = [&](std::size_t r) { return kernel(1, 1, 0, 0, r) / point(1, 1, {double(r), 0, 0}) - 1.0; };
  if (is_root()) {
    std::printf("T3: off the averaged point field by %.1e of 2 mu\n", worst);
    std::printf(
        "T3: e12 on x, off the point by %.1f %% at 4 voxels (%.6f: the 0.00259 of deformation 2.6 is MISSED; the "
        "averaged point field is %.6f), %.1f %% at 8\n",
        100 * off_point(4), kernel(1, 1, 0, 0, 4), voxel(1, 1, 4, 0, 0), 100 * off_point(8));
  }
  EXPECT_LT(worst, 2e-7);  // r^6/N^9 at r = 4.2, N = 24, and beyond
  EXPECT_LT(std::abs(off_point(8)), 0.03);
  EXPECT_NEAR(off_point(4) / off_point(8), 4.0, 0.5);  // a finite source: next order r^-5
}

TEST(FlipField3, SelfValuesOfACubeAndOfOtherOperatorsAreThoseQuoted) {  // deformation 2.4
  struct Row {
    Operator op;
    double e12, e11, digits;
  };
  for (const Row& row : {Row{Operator::voxel_average, -0.504, -0.590, 1e-3},
                         {Operator::truncated_fourier, -0.56885, -0.4929, 6e-5},
                         // Quoted at N = 64 with no stress at the 3 N wavevectors without direction: 3 N/N^3 less.
                         {Operator::rotated, -0.4713, -0.6383, 3.0 / (64.0 * 64.0)}}) {
    const Extrapolated kernel(row.op);
    const double e12 = kernel(1, 1, 0, 0, 0), e11 = kernel(0, 0, 0, 0, 0);
    if (is_root()) std::printf("self values, operator %d: e12 %.6f, e11 = -e22 %.6f\n", int(row.op), e12, e11);
    EXPECT_NEAR(e12, row.e12, row.digits);
    EXPECT_NEAR(e11, row.e11, row.digits);
    EXPECT_NEAR(3 * e12 + 2 * e11, -5 * (7 - 5 * nu) / (15 * (1 - nu)), 1e-10);
    EXPECT_NEAR(kernel(2, 2, 0, 0, 0), e12, 1e-13);  // of a cube
    EXPECT_NEAR(kernel(4, 4, 0, 0, 0), e11, 1e-13);
    EXPECT_EQ(kernel(0, 1, 0, 0, 0), 0.0);
  }
}

TEST(FlipField3, SumRulesHold) {  // T6: no mean stress; the trace of K is local
  for (const Operator op : {Operator::voxel_average, Operator::truncated_fourier, Operator::rotated}) {
    for (const Grid3& g : {Grid3{8, 10, 6}, Grid3{5, 7, 9, 1.0, 0.6, 1.7}, Grid3{2, 3, 12}}) {
      const FlipKernel3 kernel = kernel_of(op, g);
      std::array<double, 15> sum{};
      double worst = 0.0;
      for (std::size_t z = 0; z < g.nz; ++z) {
        for (std::size_t y = 0; y < g.ny; ++y) {
          for (std::size_t x = 0; x < g.nx; ++x) {
            double trace = 0.0;
            for (std::size_t a = 0; a < 5; ++a) {
              trace += kernel.value(a, a, z, y, x);
              for (std::size_t b = a; b < 5; ++b) sum[FlipKernel3::pair_of(a, b)] += kernel.value(a, b, z, y, x);
            }
            const double local = (x + y + z == 0 ? 1.0 : 0.0) - 1.0 / double(g.voxels());
            worst = std::max(worst, std::abs(trace + 5 * (7 - 5 * nu) / (15 * (1 - nu)) * local));
          }
        }
      }
      EXPECT_LT(worst, 1e-14);
      for (double value : sum) EXPECT_NEAR(value, 0.0, 1e-14);
    }
  }
}

}  // namespace
}  // namespace vitrum::elasticity
