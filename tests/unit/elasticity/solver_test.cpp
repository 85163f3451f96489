// SPDX-License-Identifier: Apache-2.0
// tests/unit/elasticity/solver_test.cpp: one answer on any number of ranks; kernel and full solve are one operator.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "unit/elasticity/fields.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/elasticity/elasticity.hpp"

namespace vitrum::elasticity {
namespace {

using testing::fingerprint;
using testing::random_rows;
using testing::stress_of;
using testing::whole;

struct Case {
  std::size_t ny, nx;
  double hy, hx;
  Operator op;
};
const Case cases[] = {{32, 32, 1.8, 1.8, Operator::voxel_average}, {15, 18, 1.0, 2.0, Operator::voxel_average},
                      {3, 20, 1.0, 1.0, Operator::voxel_average},  {1, 9, 1.0, 1.0, Operator::voxel_average},
                      {24, 1, 1.0, 1.0, Operator::voxel_average},  {16, 33, 0.7, 0.3, Operator::truncated_fourier},
                      {12, 10, 1.0, 1.3, Operator::rotated}};

Solver make(const comm::Communicator& comm, const Case& c) {
  Medium medium;
  medium.op = c.op;
  return Solver(comm, c.ny, c.nx, c.hy, c.hx, medium);
}

std::vector<std::uint64_t> fingerprints(const comm::Communicator& comm, const Case& c, std::uint64_t seed) {
  Solver solver = make(comm, c);
  const auto stress =
      stress_of(solver, random_rows(seed, solver.rows(), c.nx), random_rows(seed + 1, solver.rows(), c.nx));
  const FlipKernel kernel = solver.flip_kernel();
  return {fingerprint(whole(comm, stress.s1)),
          fingerprint(whole(comm, stress.s3)),
          fingerprint(whole(comm, stress.p)),
          fingerprint(kernel.k11),
          fingerprint(kernel.k13),
          fingerprint(kernel.k33)};
}

TEST(Solver, StressAndKernelAreTheSameToTheBitOnAnyNumberOfRanks) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  for (const Case& c : cases) {
    const auto here = fingerprints(world, c, 21);
    EXPECT_EQ(here, fingerprints(alone, c, 21)) << c.ny << " x " << c.nx;
    EXPECT_NE(here[0], fingerprints(world, c, 22)[0]) << "a changed seed went unnoticed";
  }
}

TEST(Solver, TheSameFieldGivesTheSameStressEveryTime) {
  const comm::Communicator comm;
  Solver solver = make(comm, cases[0]);
  const auto e1 = random_rows(1, solver.rows(), 32), e3 = random_rows(2, solver.rows(), 32);
  const auto first = stress_of(solver, e1, e3), second = stress_of(solver, e1, e3);
  EXPECT_EQ(first.s1, second.s1);
  EXPECT_EQ(first.s3, second.s3);
  EXPECT_EQ(first.p, second.p);
}

TEST(Solver, InternalStressHasZeroMean) {
  const comm::Communicator comm;
  for (const Case& c : cases) {
    Solver solver = make(comm, c);
    const auto stress = stress_of(solver, random_rows(3, solver.rows(), c.nx), random_rows(4, solver.rows(), c.nx));
    for (const auto* field : {&stress.s1, &stress.s3, &stress.p}) {
      double sum = 0.0, largest = 0.0;
      for (double value : whole(comm, *field)) sum += value, largest = std::max(largest, std::abs(value));
      EXPECT_LE(std::abs(sum), 1e-12 * largest * double(c.ny * c.nx));
    }
  }
}

/// Voxels that flip in turn, each with an eigenstrain of its own, some of them more than once.
struct Flips {
  std::vector<std::size_t> voxel;
  std::vector<Deviator> strain;
  Flips(std::size_t n, std::size_t voxels) {
    for (std::size_t i = 0; i < n; ++i) {
      Stream stream(7, Purpose::test, i);
      voxel.push_back(stream.below(voxels));
      strain.push_back({0.05 * stream.normal(), 0.05 * stream.normal()});
    }
  }
};

TEST(FlipKernel, FlipsAddedOneByOneEqualOneFullSolve) {  // T7
  const comm::Communicator comm;
  for (const Case& c : cases) {
    Solver solver = make(comm, c);
    const FlipKernel kernel = solver.flip_kernel();
    const std::size_t n = c.ny * c.nx;
    const Flips flips(2 * n, n);
    std::vector<double> e1(n), e3(n), s1(n), s3(n);
    for (std::size_t f = 0; f < flips.voxel.size(); ++f) {
      const std::size_t fy = flips.voxel[f] / c.nx, fx = flips.voxel[f] % c.nx;
      const Deviator e = flips.strain[f];
      e1[flips.voxel[f]] += e.d1;
      e3[flips.voxel[f]] += e.d3;
      for (std::size_t y = 0; y < c.ny; ++y) {
        for (std::size_t x = 0; x < c.nx; ++x) {
          const std::size_t k = ((y + c.ny - fy) % c.ny) * c.nx + (x + c.nx - fx) % c.nx;
          s1[y * c.nx + x] += kernel.k11[k] * e.d1 + kernel.k13[k] * e.d3;
          s3[y * c.nx + x] += kernel.k13[k] * e.d1 + kernel.k33[k] * e.d3;
        }
      }
    }
    const auto rows = solver.rows();
    const auto part = [&](const std::vector<double>& all) {
      return std::vector<double>(all.begin() + rows.begin * c.nx, all.begin() + rows.end * c.nx);
    };
    const auto stress = stress_of(solver, part(e1), part(e3));
    const auto full1 = whole(comm, stress.s1), full3 = whole(comm, stress.s3);
    double worst = 0.0, largest = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      worst = std::max({worst, std::abs(full1[i] - s1[i]), std::abs(full3[i] - s3[i])});
      largest = std::max({largest, std::abs(full1[i]), std::abs(full3[i])});
    }
    if (comm.is_root())
      std::printf("T7 %zu x %zu: %zu flips, relative difference %.1e\n", c.ny, c.nx, 2 * n, worst / largest);
    EXPECT_LT(worst, 1e-12 * largest) << c.ny << " x " << c.nx;
  }
}

TEST(FlipKernel, MirrorImagesAgreeToTheBit) {
  const comm::Communicator comm;
  for (const Case& c : cases) {
    const FlipKernel kernel = make(comm, c).flip_kernel();
    ASSERT_EQ(kernel.k11.size(), c.ny * c.nx);
    for (std::size_t y = 0; y < c.ny; ++y) {
      for (std::size_t x = 0; x < c.nx; ++x) {
        const std::size_t i = y * c.nx + x, up = ((c.ny - y) % c.ny) * c.nx + x, left = y * c.nx + (c.nx - x) % c.nx;
        EXPECT_EQ(kernel.k11[i], kernel.k11[up]);
        EXPECT_EQ(kernel.k33[i], kernel.k33[left]);
        EXPECT_EQ(kernel.k13[i], -kernel.k13[up]);
        EXPECT_EQ(kernel.k13[i], -kernel.k13[left]);
      }
    }
  }
}

TEST(Medium, ModuliAreThoseOfTheKindOfPlane) {
  Medium medium;
  medium.material = {88.6, 0.371};
  const double mu = medium.material.shear_GPa();
  medium.plane = Plane::strain;
  EXPECT_NEAR(medium.kernel_prefactor_GPa(), mu / (1.0 - 0.371), 1e-12);
  EXPECT_NEAR(medium.kernel_prefactor_GPa(), 51.4, 0.05);  // deformation 1.7
  EXPECT_NEAR(medium.poisson_2d(), 0.590, 5e-4);
  EXPECT_NEAR(medium.shear_2d_GPa(), mu, 1e-12);
  EXPECT_DOUBLE_EQ(medium.out_of_plane_factor(), 0.742);
  medium.plane = Plane::stress;
  EXPECT_NEAR(medium.kernel_prefactor_GPa(), mu * (1.0 + 0.371), 1e-12);
  EXPECT_NEAR(medium.shear_2d_GPa(), mu, 1e-12);
  EXPECT_EQ(medium.out_of_plane_factor(), 0.0);
  medium.plane = Plane::li2d;
  EXPECT_NEAR(medium.kernel_prefactor_GPa(), 44.3, 1e-12);  // deformation 1.7
  EXPECT_NEAR(medium.poisson_2d(), 0.742, 1e-12);
}

TEST(Solver, StressScalesWithThePrefactorOfThePlane) {
  const comm::Communicator comm;
  std::vector<double> reference;
  for (const Plane plane : {Plane::strain, Plane::stress, Plane::li2d}) {
    Medium medium;
    medium.plane = plane;
    auto k33 = Solver(comm, 8, 8, 1.0, 1.0, medium).flip_kernel().k33;
    for (double& value : k33) value /= medium.kernel_prefactor_GPa();
    if (reference.empty()) reference = k33;
    for (std::size_t i = 0; i < k33.size(); ++i) EXPECT_NEAR(k33[i], reference[i], 1e-15);
  }
}

TEST(Solver, OnlyTheShapeOfTheVoxelMatters) {
  const comm::Communicator comm;
  const auto nm = Solver(comm, 10, 12, 1.8, 0.9, {}).flip_kernel().k13;
  const auto metre = Solver(comm, 10, 12, 1.8e-9, 0.9e-9, {}).flip_kernel().k13;
  for (std::size_t i = 0; i < nm.size(); ++i) EXPECT_NEAR(nm[i], metre[i], 1e-13);
}

TEST(Solver, RefusesVoxelsWithoutExtentAndFieldsOfTheWrongSize) {
  const comm::Communicator comm;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(Solver(comm, 4, 4, 0.0, 1.0, {}), InputError);
  EXPECT_THROW(Solver(comm, 4, 4, 1.0, -1.0, {}), InputError);
  EXPECT_THROW(Solver(comm, 4, 4, nan, 1.0, {}), InputError);
  EXPECT_THROW(Solver(comm, 0, 4, 1.0, 1.0, {}), InputError);
  Solver solver(comm, 4, 4, 1.0, 1.0, {});
  std::vector<double> wrong(solver.rows().size() * 4 + 1);
  EXPECT_THROW(solver.solve(wrong, wrong, wrong, wrong), Fault);
}

}  // namespace
}  // namespace vitrum::elasticity
