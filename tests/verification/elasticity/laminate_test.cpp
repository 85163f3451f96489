// SPDX-License-Identifier: Apache-2.0
// tests/verification/elasticity/laminate_test.cpp: eigenstrain in layers (T5), exact to rounding on any grid.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "unit/elasticity/fields.hpp"
#include "vitrum/elasticity/symbol.hpp"

namespace vitrum::elasticity {
namespace {

using testing::rows_of;
using testing::stress_of;

constexpr Operator operators[] = {Operator::voxel_average, Operator::truncated_fourier, Operator::rotated};
constexpr Grid grids[] = {
    {16, 16, 1.0, 1.0}, {7, 12, 2.0, 0.5}, {9, 11, 1.0, 3.0}, {1, 10, 1.0, 1.0}, {6, 5, 1.8, 1.8}};

/// A profile across n layers, and its mean.
double profile(std::size_t layer) { return 0.05 * Stream(31, Purpose::test, layer).normal(); }
double mean_of_profile(std::size_t n) {
  double sum = 0.0;
  for (std::size_t i = 0; i < n; ++i) sum += profile(i);
  return sum / double(n);
}

struct Laminate {
  std::vector<double> fluctuation, zero;  // of this rank's rows
  std::vector<double> strain;
};

Laminate make(const Solver& solver, const Grid& grid, bool along_x) {
  const double mean = mean_of_profile(along_x ? grid.nx : grid.ny);
  const auto layer = [&](std::size_t y, std::size_t x) { return profile(along_x ? x : y); };
  Laminate laminate{{}, {}, rows_of(solver.rows(), grid.nx, layer)};
  laminate.fluctuation = laminate.strain;
  for (double& value : laminate.fluctuation) value -= mean;
  laminate.zero.assign(laminate.strain.size(), 0.0);
  return laminate;
}

double largest(const comm::Communicator& comm, const std::vector<double>& values) {
  double most = 0.0;
  for (double value : values) most = std::max(most, std::abs(value));
  return comm.max(most);
}

template <class Check>
void for_each_laminate(const Check& check) {
  const comm::Communicator comm;
  for (const Operator op : operators) {
    for (const Grid& grid : grids) {
      for (const bool along_x : {true, false}) {
        Medium medium;
        medium.op = op;
        Solver solver(comm, grid.ny, grid.nx, grid.hy, grid.hx, medium);
        check(comm, solver, make(solver, grid, along_x), along_x);
      }
    }
  }
}

TEST(Laminate, SimpleShearAlongLayersCausesNoStress) {
  double worst = 0.0;
  for_each_laminate([&](const auto& comm, Solver& solver, const Laminate& laminate, bool) {
    const auto stress = stress_of(solver, laminate.zero, laminate.strain);
    for (const auto* field : {&stress.s1, &stress.s3, &stress.p}) worst = std::max(worst, largest(comm, *field));
  });
  if (comm::Communicator().is_root()) std::printf("T5 e12 laminate: largest stress %.1e GPa\n", worst);
  EXPECT_LT(worst, 1e-14 * 51.4);  // rounding of a e, e about 0.1
}

TEST(Laminate, StretchOfLayersIsHeldAlongThemAndFreeAcross) {
  double worst = 0.0;
  for_each_laminate([&](const auto& comm, Solver& solver, const Laminate& laminate, bool along_x) {
    const auto stress = stress_of(solver, laminate.strain, laminate.zero);
    const double mu = solver.medium().material.shear_GPa(), nu = solver.medium().material.poisson;
    std::vector<double> across, along, out, mixed = stress.s3;
    for (std::size_t i = 0; i < laminate.strain.size(); ++i) {
      const double sig11 = stress.p[i] + stress.s1[i], sig22 = stress.p[i] - stress.s1[i];
      // Layers stacked along y: E22 = -e1 is across, E11 = e1 along them, and the sign turns.
      const double exact = (along_x ? 1.0 : -1.0) * 2.0 * mu / (1.0 - nu) * laminate.fluctuation[i];
      across.push_back(along_x ? sig11 : sig22);
      along.push_back((along_x ? sig22 : sig11) - exact);
      out.push_back(solver.medium().out_of_plane_factor() * stress.p[i] - nu * exact);
    }
    for (const auto* field : {&across, &along, &out, &mixed}) worst = std::max(worst, largest(comm, *field));
  });
  if (comm::Communicator().is_root()) std::printf("T5 e11 = -e22 laminate: largest error %.1e GPa\n", worst);
  EXPECT_LT(worst, 3e-14 * 51.4);
}

}  // namespace
}  // namespace vitrum::elasticity
