// SPDX-License-Identifier: Apache-2.0
// tests/verification/elasticity/inclusion_test.cpp: a circular cylinder of uniform shear (T1), in a periodic box and
// out of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "unit/elasticity/fields.hpp"

namespace vitrum::elasticity {
namespace {

using testing::rows_of;
using testing::stress_of;
using testing::whole;

constexpr double pi = std::numbers::pi;
constexpr double eigenstrain = 0.05;
constexpr double box = 16.0;  // edge of the periodic cell in radii

Medium medium() { return {{2.0 * 1.35, 0.35}, Plane::strain, Operator::voxel_average}; }  // mu = 1 GPa
double scale() { return medium().kernel_prefactor_GPa() * eigenstrain; }                  // mu e/(1-nu)

/// sig12 outside the cylinder in the infinite medium; r in radii.
double outside(double x, double y) {
  const double x2 = x * x, y2 = y * y, r2 = x2 + y2, cos_4phi = (x2 * x2 - 6.0 * x2 * y2 + y2 * y2) / (r2 * r2);
  return scale() * cos_4phi * (1.0 / r2 - 1.5 / (r2 * r2));
}
double mean_stress_outside(double x, double y) { return -scale() * 2.0 * x * y / ((x * x + y * y) * (x * x + y * y)); }

/// Sum of a field over the images of the cylinder, in circular order, with or without the cylinder itself.
template <class Field>
double of_images(const Field& field, double x, double y, bool itself) {
  const int reach = 60;
  double sum = 0.0;
  for (int m = -reach; m <= reach; ++m)
    for (int n = -reach; n <= reach; ++n)
      if (m * m + n * n <= reach * reach && (itself || m != 0 || n != 0)) sum += field(x + box * m, y + box * n);
  return sum;
}
/// What the missing k = 0 term of the isotropic part, -(a/2) E, leaves in a cell of zero mean stress.
double uniform_rest() { return 0.5 * scale() * pi / (box * box); }
double periodic_outside(double x, double y) { return of_images(outside, x, y, true) + uniform_rest(); }
double periodic_inside(double x, double y) { return -0.5 * scale() + of_images(outside, x, y, false) + uniform_rest(); }

/// Mean of sig12 over the cylinder in the periodic cell: sum over wavevectors of -a ss (2 J1(kR)/kR)^2 f e, with
/// ss = (1 - cos 4 theta)/2 and sum (2 J1/kR)^2 f = 1.
double periodic_inside_mean() {
  const double f = pi / (box * box), step = 2.0 * pi / box;
  double anisotropic = 0.0;
  const int reach = 400;
  for (int m = 1; m <= reach; ++m) {
    for (int n = 0; n <= reach; ++n) {  // a quadrant; the others are alike
      if (m * m + n * n > reach * reach) continue;
      const double k = step * std::hypot(m, n), form = 2.0 * std::cyl_bessel_j(1.0, k) / k;
      anisotropic += 4.0 * f * form * form * std::cos(4.0 * std::atan2(n, m));
    }
  }
  return -0.5 * scale() * (1.0 - f - anisotropic);
}

/// Area fraction of the unit voxel at (x, y) inside a circle of radius R around the origin, from 32 x 32 points.
double coverage(double x, double y, double R) {
  const double r = std::hypot(x, y);
  if (r > R + 1.0) return 0.0;
  if (r < R - 1.0) return 1.0;
  int inside = 0;
  for (int i = 0; i < 32; ++i)
    for (int j = 0; j < 32; ++j) inside += std::hypot(x + (i + 0.5) / 32 - 0.5, y + (j + 0.5) / 32 - 0.5) < R;
  return inside / 1024.0;
}

struct Cylinder {
  std::size_t n;
  double R;  // voxels
  std::vector<double> share, s3, p;

  explicit Cylinder(std::size_t radius) : n(static_cast<std::size_t>(box) * radius), R(double(radius)) {
    const comm::Communicator comm;
    Solver solver(comm, n, n, 1.0, 1.0, medium());
    const auto mine = rows_of(solver.rows(), n, [&](auto y, auto x) { return coverage(at(x), at(y), R); });
    auto e3 = mine;
    for (double& value : e3) value *= eigenstrain;
    const auto stress = stress_of(solver, std::vector<double>(e3.size(), 0.0), e3);
    share = whole(comm, mine), s3 = whole(comm, stress.s3), p = whole(comm, stress.p);
  }
  double at(std::size_t i) const { return double(i) + 0.5 - 0.5 * double(n); }
  double mean_inside(const std::vector<double>& field) const {
    double sum = 0.0, weight = 0.0;
    for (std::size_t i = 0; i < field.size(); ++i) sum += share[i] * field[i], weight += share[i];
    return sum / weight;
  }
  /// Largest |value - exact| / scale over voxels whose centres lie between radii (in R) lo and hi.
  template <class Exact>
  double largest_error(const std::vector<double>& field, double lo, double hi, const Exact& exact) const {
    double worst = 0.0;
    for (std::size_t y = 0; y < n; y += 2) {
      for (std::size_t x = 0; x < n; x += 3) {
        const double r = std::hypot(at(x), at(y)) / R;
        if (r >= lo && r <= hi) worst = std::max(worst, std::abs(field[y * n + x] - exact(at(x) / R, at(y) / R)));
      }
    }
    return worst / scale();
  }
};

TEST(Cylinder, FormulasGiveTheirPrintedValues) {
  EXPECT_NEAR(-0.5 * scale(), -0.038462, 6e-7);
  EXPECT_NEAR(outside(2.0, 0.0), 0.012019, 6e-7);
  EXPECT_NEAR(outside(std::sqrt(2.0), std::sqrt(2.0)), -0.012019, 6e-7);
  EXPECT_NEAR(outside(4.0, 0.0), 0.004357, 6e-7);
}

TEST(Cylinder, MeanStressOfItsAreaTendsToTheExactFiniteCellValueAtFirstOrder) {
  const double exact = periodic_inside_mean();
  const Cylinder coarse(10), fine(20);
  const double error = std::abs(coarse.mean_inside(coarse.s3) / exact - 1.0);
  const double finer = std::abs(fine.mean_inside(fine.s3) / exact - 1.0);
  if (comm::Communicator{}.is_root())
    std::printf("T1 mean inside: exact %.6f; R = 10: %.6f (%.2f %%), R = 20: %.6f (%.2f %%), rate %.2f\n", exact,
                coarse.mean_inside(coarse.s3), 100 * error, fine.mean_inside(fine.s3), 100 * finer,
                std::log2(error / finer));
  // Boundary voxels hold the mean of two strains and are about 4/(pi R) of the area: an error of order h/(2 R).
  EXPECT_LT(error, 0.05);
  EXPECT_LT(finer, 0.025);
  EXPECT_GT(std::log2(error / finer), 0.9);
}

TEST(Cylinder, StressInsideIsUniformAndHalfOfThatOfAFixedBody) {
  const Cylinder coarse(10), fine(20);
  const double error = coarse.largest_error(coarse.s3, 0.0, 0.6, periodic_inside);
  const double finer = fine.largest_error(fine.s3, 0.0, 0.6, periodic_inside);
  const double centre = coarse.s3[coarse.n / 2 * coarse.n + coarse.n / 2], infinite = -0.5 * scale();
  if (comm::Communicator{}.is_root())
    std::printf(
        "T1 inside: centre %.6f, infinite medium %.6f (%.1f %% off), largest error against the cell: R = 10 %.1e, R = "
        "20 %.1e\n",
        centre, infinite, 100 * std::abs(centre / infinite - 1.0), error, finer);
  EXPECT_LT(error, 3e-3);  // order (h/R)^2, in units of mu e/(1-nu)
  EXPECT_LT(finer, 0.5 * error);
  EXPECT_NEAR(centre, infinite, 0.04 * std::abs(infinite));  // images at 16 R: 3.3 % by the lattice sum
}

TEST(Cylinder, StressOutsideIsThatOfTheInclusionAndItsImages) {
  const Cylinder coarse(10), fine(20);
  const double error = coarse.largest_error(coarse.s3, 1.5, 4.0, periodic_outside);
  const double finer = fine.largest_error(fine.s3, 1.5, 1.6, periodic_outside);
  const double coarse_near = coarse.largest_error(coarse.s3, 1.5, 1.6, periodic_outside);
  const double open = coarse.largest_error(coarse.s3, 1.5, 4.0, outside);
  if (comm::Communicator{}.is_root())
    std::printf(
        "T1 outside, in units of mu e/(1-nu): 1.5 R .. 4 R %.1e (without images %.1e); at 1.5 R, R = 10: %.1e, R = 20: "
        "%.1e\n",
        error, open, coarse_near, finer);
  EXPECT_LT(error, 4e-3);  // order (h/R)^2 with the steep field at the boundary
  EXPECT_LT(finer, 0.5 * coarse_near);
  EXPECT_LT(open, 0.025);  // images: some pi/16^2 = 0.012
}

TEST(Cylinder, MeanStressVanishesInsideAndFallsLikeAQuadrupoleOutside) {
  const Cylinder cylinder(10);
  const auto exact = [](double x, double y) { return of_images(mean_stress_outside, x, y, true); };
  const double error = cylinder.largest_error(cylinder.p, 1.5, 4.0, exact);
  const double inside = cylinder.largest_error(cylinder.p, 0.0, 0.6, [](double, double) { return 0.0; });
  if (comm::Communicator{}.is_root())
    std::printf("T1 mean stress: outside %.1e, inside %.1e of mu e/(1-nu)\n", error, inside);
  EXPECT_LT(error, 2e-3);
  EXPECT_LT(inside, 2e-3);
}

}  // namespace
}  // namespace vitrum::elasticity
