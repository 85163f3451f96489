// SPDX-License-Identifier: Apache-2.0
// tests/verification/elasticity/energy_identity_test.cpp: each flip changes the elastic energy by -(1/2) V (s + s') :
// dE.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "unit/elasticity/fields.hpp"
#include "vitrum/elasticity/energy.hpp"

namespace vitrum::elasticity {
namespace {

using testing::stress_of;
using testing::whole;

constexpr double volume = 3.24;  // nm^3

struct State {
  const comm::Communicator comm;
  std::size_t ny, nx;
  Solver solver;
  std::vector<double> e1, e3;  // this rank's rows
  std::vector<double> s1, s3;  // whole
  double energy = 0.0;

  State(std::size_t ny_, std::size_t nx_, Operator op, Plane plane)
      : ny(ny_),
        nx(nx_),
        solver(comm, ny, nx, 1.0, 1.6, Medium{{88.6, 0.371}, plane, op}),
        e1(solver.rows().size() * nx),
        e3(e1.size()) {
    relax();
  }
  void relax() {
    const auto stress = stress_of(solver, e1, e3);
    energy = elastic_energy_eV(comm, solver.rows(), nx, volume, e1, e3, stress.s1, stress.s3);
    s1 = whole(comm, stress.s1), s3 = whole(comm, stress.s3);
  }
  void flip(std::size_t voxel, Deviator e) {
    if (solver.rows().contains(voxel / nx)) {
      e1[voxel - solver.rows().begin * nx] += e.d1;
      e3[voxel - solver.rows().begin * nx] += e.d3;
    }
    relax();
  }
};

TEST(EnergyIdentity, HoldsFlipByFlip) {
  double worst = 0.0;
  for (const Operator op : {Operator::voxel_average, Operator::truncated_fourier, Operator::rotated}) {
    for (const Plane plane : {Plane::strain, Plane::li2d}) {
      State state(15, 16, op, plane);
      for (std::size_t i = 0; i < 60; ++i) {
        Stream stream(17, Purpose::test, i);
        const std::size_t voxel = stream.below(i < 20 ? 8 : state.ny * state.nx);  // some voxels flip again and again
        const Deviator e{0.05 * stream.normal(), 0.05 * stream.normal()};
        const double s1 = state.s1[voxel], s3 = state.s3[voxel], energy = state.energy;
        state.flip(voxel, e);
        // (s + s') : dE = 2 ((s1 + s1') e1 + (s3 + s3') e3).
        const double change =
            -volume * eV_per_GPa_nm3 * ((s1 + state.s1[voxel]) * e.d1 + (s3 + state.s3[voxel]) * e.d3);
        worst = std::max(worst, std::abs(state.energy - energy - change) / std::max(energy, std::abs(change)));
        EXPECT_GE(state.energy, 0.0);
      }
    }
  }
  if (comm::Communicator{}.is_root()) std::printf("energy identity: largest relative error %.1e\n", worst);
  EXPECT_LT(worst, 1e-12);
}

TEST(EnergyIdentity, SelfEnergyOfAFlipIsThatOfTheKernelAtTheOrigin) {
  State state(12, 10, Operator::voxel_average, Plane::strain);
  const FlipKernel kernel = state.solver.flip_kernel();
  const Deviator e{0.04, -0.07};
  state.flip(37, e);
  const double self = -volume * eV_per_GPa_nm3 * (kernel.k11[0] * e.d1 * e.d1 + kernel.k33[0] * e.d3 * e.d3);
  EXPECT_NEAR(state.energy, self, 1e-13 * self);
  EXPECT_EQ(kernel.k13[0], 0.0);
}

TEST(EnergyIdentity, FlipAndItsReverseGiveBackTheEnergy) {
  State state(12, 10, Operator::voxel_average, Plane::strain);
  state.flip(5, {0.05, 0.01});
  const double before = state.energy;
  state.flip(16, {-0.02, 0.06});
  state.flip(16, {0.02, -0.06});
  EXPECT_NEAR(state.energy, before, 1e-14 * before);
}

}  // namespace
}  // namespace vitrum::elasticity
