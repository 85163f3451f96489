// SPDX-License-Identifier: Apache-2.0
// tests/unit/elasticity/solver3_test.cpp: one answer in 3-D on any number of ranks; kernel and solve are one operator.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "unit/elasticity/fields3.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::elasticity {
namespace {

using testing::Fields3;
using testing::fingerprint;
using testing::random_planes;
using testing::Stress3;
using testing::stress_of;
using testing::view;
using testing::whole;
using testing::zeros;

struct Case {
  Grid3 grid;
  Operator op;
};
const Case cases[] = {
    {{8, 8, 8}, Operator::voxel_average},          {{5, 6, 7, 1.0, 2.0, 0.7}, Operator::voxel_average},
    {{2, 9, 4}, Operator::voxel_average},          {{1, 6, 10}, Operator::voxel_average},
    {{12, 1, 1}, Operator::voxel_average},         {{6, 4, 9, 0.5, 1.0, 1.0}, Operator::truncated_fourier},
    {{4, 10, 6, 1.0, 1.0, 1.3}, Operator::rotated}};

Medium3 medium_of(Operator op) { return {{88.6, 0.371}, op}; }
Solver3 make(const comm::Communicator& comm, const Case& c) { return Solver3(comm, c.grid, medium_of(c.op)); }

std::vector<std::uint64_t> fingerprints(const comm::Communicator& comm, const Case& c, std::uint64_t seed) {
  Solver3 solver = make(comm, c);
  const Stress3 stress = stress_of(solver, random_planes(seed, solver.planes(), c.grid));
  const FlipKernel3 kernel = solver.flip_kernel();
  std::vector<std::uint64_t> prints{fingerprint(whole(comm, stress.p))};
  for (const auto& s : stress.s) prints.push_back(fingerprint(whole(comm, s)));
  for (std::size_t pair = 0; pair < 15; ++pair) {
    const auto octant = kernel.octant(pair);
    prints.push_back(fingerprint(std::vector<double>(octant.begin(), octant.end())));
  }
  return prints;
}

TEST(Solver3, StressAndKernelAreTheSameToTheBitOnAnyNumberOfRanks) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  for (const Case& c : cases) {
    const auto here = fingerprints(world, c, 21);
    EXPECT_EQ(here, fingerprints(alone, c, 21)) << c.grid.nz << " x " << c.grid.ny << " x " << c.grid.nx;
    EXPECT_NE(here[1], fingerprints(world, c, 22)[1]) << "a changed seed went unnoticed";
  }
}

TEST(Solver3, InternalStressHasZeroMean) {
  const comm::Communicator comm;
  for (const Case& c : cases) {
    Solver3 solver = make(comm, c);
    const Stress3 stress = stress_of(solver, random_planes(3, solver.planes(), c.grid));
    for (const auto* field : {&stress.s[0], &stress.s[1], &stress.s[2], &stress.s[3], &stress.s[4], &stress.p}) {
      const auto all = whole(comm, *field);
      double largest = 0.0;
      for (double value : all) largest = std::max(largest, std::abs(value));
      EXPECT_LE(std::abs(std::accumulate(all.begin(), all.end(), 0.0)), 1e-12 * largest * double(all.size()));
    }
  }
}

TEST(Solver3, VoigtComponentsAreDeviatorsAndMeanAndMayOverwriteTheirInput) {
  const comm::Communicator comm;
  Solver3 solver = make(comm, cases[1]);
  const Fields3 e = random_planes(4, solver.planes(), cases[1].grid);
  const Stress3 stress = stress_of(solver, e);
  std::array<std::vector<double>, 6> sigma;
  for (auto& field : sigma) field.resize(e[0].size());
  solver.stress(view(e), {sigma[0], sigma[1], sigma[2], sigma[3], sigma[4], sigma[5]});
  for (std::size_t i = 0; i < e[0].size(); ++i) {
    const Voigt t{sigma[0][i], sigma[1][i], sigma[2][i], sigma[3][i], sigma[4][i], sigma[5][i]};
    const Deviator3 d = deviator_of(t);
    for (std::size_t a = 0; a < 5; ++a) EXPECT_NEAR(d[a], stress.s[a][i], 1e-14);
    EXPECT_NEAR(mean_of(t), stress.p[i], 1e-14);
  }
  Fields3 both = e;
  solver.solve(view(std::as_const(both)), view(both));
  for (std::size_t a = 0; a < 5; ++a) EXPECT_EQ(both[a], stress.s[a]);
}

TEST(Solver3, OfOnePlaneIsTheTwoDimensionalSolverInPlaneStrain) {
  const comm::Communicator comm;
  const Grid3 grid{1, 12, 10, 3.0, 1.0, 1.4};
  for (const Operator op : {Operator::voxel_average, Operator::truncated_fourier, Operator::rotated}) {
    // One plane lies on one rank; the 2-D solver spreads its rows: both are gathered.
    Solver3 solver(comm, grid, medium_of(op));
    Solver flat(comm, 12, 10, 1.0, 1.4, Medium{{88.6, 0.371}, Plane::strain, op});
    Fields3 e = zeros(solver.planes().size() * 120);
    e[0] = testing::random_rows(1, solver.planes(), 120), e[1] = testing::random_rows(2, solver.planes(), 120);
    const Stress3 stress = stress_of(solver, e);
    const auto expected =
        testing::stress_of(flat, testing::random_rows(1, flat.rows(), 10), testing::random_rows(2, flat.rows(), 10));
    const auto s1 = whole(comm, stress.s[0]), s3 = whole(comm, stress.s[1]), p = whole(comm, stress.p);
    const auto f1 = whole(comm, expected.s1), f3 = whole(comm, expected.s3), fp = whole(comm, expected.p);
    double worst = 0.0;
    for (std::size_t i = 0; i < 120; ++i)  // tr/3 = (2 p + sig33)/3, sig33 = 2 nu p
      worst = std::max(
          {worst, std::abs(s1[i] - f1[i]), std::abs(s3[i] - f3[i]), std::abs(p[i] - 2 * (1 + 0.371) / 3 * fp[i])});
    if (comm.is_root()) std::printf("one plane in 3-D against 2-D, operator %d: %.1e GPa\n", int(op), worst);
    EXPECT_LT(worst, 1e-13 * 51.4);
  }
}

/// Voxels that flip in turn, each with an eigenstrain of its own, some of them more than once.
struct Flips {
  std::vector<std::size_t> voxel;
  std::vector<Deviator3> strain;
  Flips(std::size_t n, std::size_t voxels) {
    for (std::size_t i = 0; i < n; ++i) {
      Stream stream(7, Purpose::test, i);
      voxel.push_back(stream.below(voxels));
      Deviator3 e;
      for (double& value : e) value = 0.05 * stream.normal();
      strain.push_back(e);
    }
  }
};

/// Stress of all flips, row by row from the kernel; whole grid.
Fields3 by_kernel(const FlipKernel3& kernel, const Grid3& g, const Flips& flips) {
  Fields3 s = zeros(g.voxels());
  std::vector<double> row(g.nx);
  for (std::size_t f = 0; f < flips.voxel.size(); ++f) {
    const std::size_t fx = flips.voxel[f] % g.nx, fy = flips.voxel[f] / g.nx % g.ny, fz = flips.voxel[f] / g.nx / g.ny;
    for (std::size_t z = 0; z < g.nz; ++z) {
      for (std::size_t y = 0; y < g.ny; ++y) {
        for (std::size_t a = 0; a < 5; ++a) {
          for (std::size_t b = 0; b < 5; ++b) {
            kernel.row(FlipKernel3::pair_of(a, b), (z + g.nz - fz) % g.nz, (y + g.ny - fy) % g.ny, (g.nx - fx) % g.nx,
                       row);
            for (std::size_t x = 0; x < g.nx; ++x) s[a][(z * g.ny + y) * g.nx + x] += row[x] * flips.strain[f][b];
          }
        }
      }
    }
  }
  return s;
}

TEST(FlipKernel3, FlipsAddedOneByOneEqualOneFullSolve) {  // T7
  const comm::Communicator comm;
  for (const Patch& patch : {Patch{}, sphere_patch(1.4, 1.0, 1.0, 1.0)}) {
    for (const Case& c : cases) {
      const Grid3& g = c.grid;
      if (!patch.one_voxel() && std::min({g.nz, g.ny, g.nx}) < 3) continue;
      Solver3 solver(comm, g, medium_of(c.op), patch);
      const Flips flips(40, g.voxels());
      const Fields3 sum = by_kernel(solver.flip_kernel(), g, flips);
      Fields3 e = zeros(solver.planes().size() * g.ny * g.nx);
      for (std::size_t f = 0; f < flips.voxel.size(); ++f) {
        const std::size_t plane = flips.voxel[f] / (g.ny * g.nx);
        if (!solver.planes().contains(plane)) continue;
        const std::size_t at = flips.voxel[f] - solver.planes().begin * g.ny * g.nx;
        for (std::size_t a = 0; a < 5; ++a) e[a][at] += flips.strain[f][a];
      }
      const Stress3 stress = stress_of(solver, e);
      double worst = 0.0, largest = 0.0;
      for (std::size_t a = 0; a < 5; ++a) {
        const auto full = whole(comm, stress.s[a]);
        for (std::size_t i = 0; i < full.size(); ++i) {
          worst = std::max(worst, std::abs(full[i] - sum[a][i]));
          largest = std::max(largest, std::abs(full[i]));
        }
      }
      if (comm.is_root())
        std::printf("T7 %zu x %zu x %zu, %zu voxels a patch: relative difference %.1e\n", g.nz, g.ny, g.nx,
                    std::max<std::size_t>(1, patch.weights.size()), worst / largest);
      EXPECT_LT(worst, 1e-12 * largest);
    }
  }
}

TEST(FlipKernel3, MirrorImagesAgreeToTheBitAndRowsAreValues) {
  const comm::Communicator comm;
  for (const Case& c : cases) {
    const FlipKernel3 kernel = make(comm, c).flip_kernel();
    const Grid3& g = c.grid;
    const int odd[5][3] = {{0, 0, 0}, {1, 1, 0}, {1, 0, 1}, {0, 1, 1}, {0, 0, 0}};  // of B_a in x, y, z
    for (std::size_t a = 0; a < 5; ++a) {
      for (std::size_t b = 0; b < 5; ++b) {
        double sign[3];
        for (int axis = 0; axis < 3; ++axis) sign[axis] = (odd[a][axis] + odd[b][axis]) % 2 ? -1.0 : 1.0;
        for (std::size_t z = 0; z < g.nz; ++z) {
          for (std::size_t y = 0; y < g.ny; ++y) {
            std::vector<double> row(g.nx);
            kernel.row(FlipKernel3::pair_of(a, b), z, y, 1 % g.nx, row);
            for (std::size_t x = 0; x < g.nx; ++x) {
              const double value = kernel.value(a, b, z, y, x);
              EXPECT_EQ(value, kernel.value(b, a, z, y, x));
              EXPECT_EQ(value, row[(x + g.nx - 1 % g.nx) % g.nx]);
              EXPECT_EQ(value, sign[0] * kernel.value(a, b, z, y, (g.nx - x) % g.nx));
              EXPECT_EQ(value, sign[1] * kernel.value(a, b, z, (g.ny - y) % g.ny, x));
              EXPECT_EQ(value, sign[2] * kernel.value(a, b, (g.nz - z) % g.nz, y, x));
            }
          }
        }
      }
    }
    EXPECT_EQ(kernel.bytes(), 15 * (g.nz / 2 + 1) * (g.ny / 2 + 1) * (g.nx / 2 + 1) * 8);
  }
}

TEST(Deviator3, ComponentsAreThoseOfTheTensorAndKeepTheScalarProduct) {
  const Voigt t{0.3, -0.5, 0.9, 0.2, -0.7, 0.4};
  const Deviator3 d = deviator_of(t), other{0.1, -0.2, 0.3, 0.4, -0.5};
  const Voigt back = tensor_of(d, mean_of(t)), u = tensor_of(other);
  double product = 0.0;
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(back[i], t[i], 1e-15);
    product += (i < 3 ? 1.0 : 2.0) * t[i] * u[i];
  }
  EXPECT_NEAR(contract(d, other), product, 1e-15);
  EXPECT_NEAR(u[0] + u[1] + u[2], 0.0, 1e-15);
  EXPECT_NEAR(other[4], 0.5 * std::sqrt(3.0) * u[2], 1e-15);
}

TEST(Solver3, RefusesImpossibleMediaGridsPatchesAndFields) {
  const comm::Communicator comm;
  EXPECT_THROW(Solver3(comm, {0, 4, 4}, {}), InputError);
  EXPECT_THROW(Solver3(comm, {4, 4, 4, 1.0, 0.0, 1.0}, {}), InputError);
  EXPECT_THROW(Solver3(comm, {4, 4, 4}, {{88.6, 0.5}, Operator::voxel_average}), InputError);
  EXPECT_THROW(Solver3(comm, {4, 4, 4}, {{-1.0, 0.3}, Operator::voxel_average}), InputError);
  EXPECT_THROW(Solver3(comm, {4, 4, 4}, {}, sphere_patch(2.0, 1.0, 1.0, 1.0)), InputError);
  Solver3 solver(comm, {4, 4, 4}, {});
  Fields3 wrong = zeros(solver.planes().size() * 16 + 1);
  EXPECT_THROW(solver.solve(view(std::as_const(wrong)), view(wrong)), Fault);
}

}  // namespace
}  // namespace vitrum::elasticity
