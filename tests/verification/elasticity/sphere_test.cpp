// SPDX-License-Identifier: Apache-2.0
// tests/verification/elasticity/sphere_test.cpp: a sphere of uniform shear in space (T2), and the energy of flips.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "unit/elasticity/fields3.hpp"
#include "vitrum/elasticity/energy.hpp"

namespace vitrum::elasticity {
namespace {

using testing::Fields3;
using testing::stress_of;
using testing::view;
using testing::whole;
using testing::zeros;

constexpr double pi = std::numbers::pi;
constexpr double nu = 0.35, strain = 0.05;
constexpr std::size_t cell = 6;             // edge of the periodic cell in radii
const Material unit{2.0 * (1.0 + nu), nu};  // mu = 1 GPa
constexpr double infinite = -2.0 * strain * (7 - 5 * nu) / (15 * (1 - nu));

/// Mean of sig12 over the sphere in the periodic cell: sum over wavevectors of f F^2 K(n) e, F = 3 j1(kR)/(kR),
/// K = -2 mu [1 - nx^2 - ny^2 + 2 nx^2 ny^2/(1 - nu)], whose mean over directions is the infinite medium's; the weights
/// f F^2 sum to 1 - f without k = 0.
double mean_in_cell() {
  const double f = 4.0 / 3.0 * pi / (cell * cell * cell), step = 2.0 * pi / cell;
  double rest = 0.0;
  const int reach = 40;
  for (int l = 0; l <= reach; ++l) {
    for (int m = 0; m <= reach; ++m) {
      for (int n = 0; n <= reach; ++n) {  // an octant, with the number of images
        const int k2 = l * l + m * m + n * n;
        if (k2 == 0 || k2 > reach * reach) continue;
        const double images = (l ? 2 : 1) * (m ? 2 : 1) * (n ? 2 : 1), k = step * std::sqrt(double(k2));
        const double form = 3.0 * (std::sin(k) - k * std::cos(k)) / (k * k * k);
        const double xx = double(l * l) / k2, yy = double(m * m) / k2;
        rest += images * f * form * form * (-2.0 * strain * (1 - xx - yy + 2 * xx * yy / (1 - nu)) - infinite);
      }
    }
  }
  return (1 - f) * infinite + rest;
}

/// Volume fraction of the unit voxel at (x, y, z) inside a sphere of radius R around the origin, from 12^3 points.
double coverage(double x, double y, double z, double R) {
  const double r = std::hypot(x, y, z);
  if (r > R + 1.0) return 0.0;
  if (r < R - 1.0) return 1.0;
  int inside = 0;
  const auto at = [](double c, int i) { return c + (i + 0.5) / 12 - 0.5; };
  for (int i = 0; i < 12; ++i)
    for (int j = 0; j < 12; ++j)
      for (int k = 0; k < 12; ++k) inside += std::hypot(at(x, i), at(y, j), at(z, k)) < R;
  return inside / 1728.0;
}

struct Sphere {
  double mean, centre;
  explicit Sphere(std::size_t radius) {
    const comm::Communicator comm;
    const std::size_t n = cell * radius;
    const Grid3 grid{n, n, n};
    Solver3 solver(comm, grid, {unit, Operator::voxel_average});
    const auto at = [&](std::size_t i) { return double(i) + 0.5 - 0.5 * double(n); };
    Fields3 e = zeros(solver.planes().size() * n * n);
    e[1] = testing::planes_of(solver.planes(), grid, [&](auto z, auto y, auto x) {
      return strain * coverage(at(x), at(y), at(z), double(radius));
    });
    const auto share = whole(comm, e[1]);
    solver.solve(view(std::as_const(e)), view(e));
    const auto s = whole(comm, e[1]);
    double sum = 0.0, weight = 0.0;
    for (std::size_t i = 0; i < s.size(); ++i) sum += share[i] * s[i], weight += share[i];
    mean = sum / weight;
    centre = s[((n / 2) * n + n / 2) * n + n / 2];
  }
};

TEST(Sphere, StressInsideIsThatOfEshelbyInTheCell) {  // T2
  EXPECT_NEAR(infinite / (2.0 * strain), -0.538462, 6e-7);
  const double exact = mean_in_cell();
  const Sphere coarse(4), fine(8);
  const double error = std::abs(coarse.mean / exact - 1.0), finer = std::abs(fine.mean / exact - 1.0);
  const double extrapolated = 2.0 * fine.mean - coarse.mean;
  if (comm::Communicator{}.is_root())
    std::printf(
        "T2 mean inside: infinite medium %.6f, cell %.6f; R = 4: %.6f (%.2f %%), R = 8: %.6f (%.2f %%), rate %.2f, "
        "extrapolated %.6f (%.2f %%); centre %.6f\n",
        infinite, exact, coarse.mean, 100 * error, fine.mean, 100 * finer, std::log2(error / finer), extrapolated,
        100 * (extrapolated / exact - 1.0), fine.centre);
  // Boundary voxels, 3/R of the volume, hold the mean of two strains: c(1 - c) averages to 1/6, and stress jumps by at
  // most 2 mu e, 1.9 times that inside: an error of at most 0.93/R, of first order; then of the order of 1/R^2.
  EXPECT_LT(error, 0.93 / 4);
  EXPECT_LT(finer, 0.93 / 8);
  EXPECT_GT(std::log2(error / finer), 0.9);
  EXPECT_NEAR(extrapolated, exact, std::abs(exact) / 64.0);
  EXPECT_NEAR(fine.centre, exact, 0.02 * std::abs(exact));  // uniform inside, but for the field of the images
}

struct State {
  const comm::Communicator comm;
  Grid3 grid{5, 6, 4, 1.0, 1.3, 0.8};
  Solver3 solver;
  Fields3 e, s;  // this rank's
  double energy = 0.0;

  explicit State(Operator op) : solver(comm, grid, {{88.6, 0.371}, op}) {
    e = s = zeros(solver.planes().size() * grid.ny * grid.nx);
  }
  /// Deviator of a field in a voxel, on every rank.
  Deviator3 at(std::size_t voxel) const {
    Deviator3 d;
    for (std::size_t a = 0; a < 5; ++a) d[a] = whole(comm, s[a])[voxel];
    return d;
  }
  void flip(std::size_t voxel, const Deviator3& d) {
    const std::size_t plane = grid.ny * grid.nx, first = solver.planes().begin * plane;
    if (solver.planes().contains(voxel / plane))
      for (std::size_t a = 0; a < 5; ++a) e[a][voxel - first] += d[a];
    solver.solve(view(std::as_const(e)), view(s));
    const comm::Range lines{solver.planes().begin * grid.ny, solver.planes().end * grid.ny};
    energy = elastic_energy_eV(comm, lines, grid.nx, 3.24, view(std::as_const(e)), view(std::as_const(s)));
  }
};

TEST(EnergyIdentity3, HoldsFlipByFlipAndIsTheSameOnAnyNumberOfRanks) {
  double worst = 0.0;
  for (const Operator op : {Operator::voxel_average, Operator::truncated_fourier, Operator::rotated}) {
    State state(op);
    for (std::size_t i = 0; i < 30; ++i) {
      Stream stream(17, Purpose::test, i);
      const std::size_t voxel = stream.below(i < 10 ? 8 : state.grid.voxels());
      Deviator3 d;
      for (double& value : d) value = 0.05 * stream.normal();
      const Deviator3 before = state.at(voxel);
      const double energy = state.energy;
      state.flip(voxel, d);
      const Deviator3 after = state.at(voxel);
      // -(1/2) V (s + s') : dE.
      const double change = -0.5 * 3.24 * eV_per_GPa_nm3 * (contract(before, d) + contract(after, d));
      worst = std::max(worst, std::abs(state.energy - energy - change) / std::max(energy, std::abs(change)));
      EXPECT_GE(state.energy, 0.0);
    }
  }
  if (comm::Communicator{}.is_root()) std::printf("energy identity in space: largest relative error %.1e\n", worst);
  EXPECT_LT(worst, 1e-12);
}

}  // namespace
}  // namespace vitrum::elasticity
