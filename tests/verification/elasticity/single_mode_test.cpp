// SPDX-License-Identifier: Apache-2.0
// tests/verification/elasticity/single_mode_test.cpp: one Fourier mode of eigenstrain, in every class of wavevector.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "unit/elasticity/fields.hpp"
#include "verification/elasticity/tensors.hpp"
#include "vitrum/elasticity/symbol.hpp"

namespace vitrum::elasticity {
namespace {

using testing::hooke;
using testing::lame_of;
using testing::mode_stress;
using testing::rows_of;
using testing::shear;
using testing::stress_of;
using testing::Tensor;
using testing::Vector;

constexpr double pi = std::numbers::pi;
constexpr double e1 = 0.03, e3 = -0.05, phase = 0.7;
// Even, odd and mixed; square and oblong voxels.
constexpr Grid grids[] = {{6, 8, 1.0, 1.0}, {5, 7, 1.0, 1.0}, {8, 5, 1.8, 0.9}, {4, 6, 0.5, 0.8}};

struct Response {
  double s1, s3, p;
};

double signed_index(std::size_t i, std::size_t n) { return 2 * i > n ? double(i) - double(n) : double(i); }

/// Largest difference between the solver's stress of (e1, e3) cos(k r + phase) and `expected` times the same cosine.
double mode_error(Solver& solver, const Grid& grid, std::size_t iy, std::size_t ix, const Response& expected) {
  const auto wave = rows_of(solver.rows(), grid.nx, [&](std::size_t y, std::size_t x) {
    return std::cos(2 * pi * (double(iy * y % grid.ny) / double(grid.ny) + double(ix * x % grid.nx) / double(grid.nx)) +
                    phase);
  });
  auto first = wave, third = wave;
  for (double& value : first) value *= e1;
  for (double& value : third) value *= e3;
  const auto stress = stress_of(solver, first, third);
  double worst = 0.0;
  for (std::size_t i = 0; i < wave.size(); ++i)
    worst = std::max({worst, std::abs(stress.s1[i] - expected.s1 * wave[i]),
                      std::abs(stress.s3[i] - expected.s3 * wave[i]), std::abs(stress.p[i] - expected.p * wave[i])});
  return worst;
}

Response of_tensor(const Tensor& s) { return {0.5 * (s[0][0] - s[1][1]), s[0][1], 0.5 * (s[0][0] + s[1][1])}; }

/// Full-tensor answer of the truncated Fourier operator; at a Nyquist index k and its mirror are the same wave, and the
/// answer is the mean over both.
Response independent(const Medium& medium, const Grid& grid, std::size_t iy, std::size_t ix) {
  const double ky = signed_index(iy, grid.ny) / (double(grid.ny) * grid.hy);
  const double kx = signed_index(ix, grid.nx) / (double(grid.nx) * grid.hx);
  const auto at = [&](double x, double y) {
    const double length = std::hypot(x, y);
    return of_tensor(mode_stress(lame_of(medium), Vector{x / length, y / length, 0.0}, shear(e1, e3)));
  };
  const Response one = at(kx, ky);
  if (2 * ix != grid.nx && 2 * iy != grid.ny) return one;
  const Response mirror = at(-kx, ky);
  return {0.5 * (one.s1 + mirror.s1), 0.5 * (one.s3 + mirror.s3), 0.5 * (one.p + mirror.p)};
}

double largest_error(Operator op, Plane plane, const auto& expected) {
  const comm::Communicator comm;
  Medium medium;
  medium.plane = plane;
  medium.op = op;
  double worst = 0.0;
  for (const Grid& grid : grids) {
    Solver solver(comm, grid.ny, grid.nx, grid.hy, grid.hx, medium);
    for (std::size_t iy = 0; iy < grid.ny; ++iy)
      for (std::size_t ix = 0; ix <= grid.nx / 2; ++ix)  // the rest are these waves, travelling the other way
        if (ix != 0 || iy != 0)
          worst = std::max(worst, mode_error(solver, grid, iy, ix, expected(medium, grid, iy, ix)));
  }
  // Relative to the stress scale a |e|.
  return comm.max(worst) / (medium.kernel_prefactor_GPa() * std::hypot(e1, e3));
}

TEST(SingleMode, EqualsAnIndependentFullTensorSolution) {
  for (const Plane plane : {Plane::strain, Plane::stress, Plane::li2d}) {
    const double error = largest_error(Operator::truncated_fourier, plane, independent);
    if (comm::Communicator().is_root()) std::printf("plane %d: against full tensors %.1e\n", int(plane), error);
    EXPECT_LT(error, 1e-13);  // the independent solution's own rounding (a 3 x 3 system) included
  }
}

TEST(SingleMode, EqualsTheClosedFormToRounding) {
  for (const Operator op : {Operator::voxel_average, Operator::truncated_fourier, Operator::rotated}) {
    const double error = largest_error(op, Plane::strain, [](const Medium& medium, const Grid& grid, auto iy, auto ix) {
      const double a = medium.kernel_prefactor_GPa();
      const Symbol k = symbol_at(medium.op, grid, iy, ix);
      return Response{-a * (k.cc * e1 + k.cs * e3), -a * (k.cs * e1 + k.ss * e3), a * (k.c * e1 + k.s * e3)};
    });
    if (comm::Communicator().is_root()) std::printf("operator %d: against the closed form %.1e\n", int(op), error);
    EXPECT_LT(error, 1e-14);
  }
}

TEST(SingleMode, StressOfATrueDirectionIsInEquilibrium) {  // T6: n . sigma = 0
  for (const Grid& grid : grids) {
    for (std::size_t iy = 0; iy < grid.ny; ++iy) {
      for (std::size_t ix = 0; ix < grid.nx; ++ix) {
        if ((ix == 0 && iy == 0) || 2 * ix == grid.nx || 2 * iy == grid.ny) continue;
        const Symbol k = symbol_at(Operator::truncated_fourier, grid, iy, ix);
        const double x = signed_index(ix, grid.nx) / (double(grid.nx) * grid.hx);
        const double y = signed_index(iy, grid.ny) / (double(grid.ny) * grid.hy), length = std::hypot(x, y);
        const double s1 = -(k.cc * e1 + k.cs * e3), s3 = -(k.cs * e1 + k.ss * e3), p = k.c * e1 + k.s * e3;
        EXPECT_NEAR(((p + s1) * x + s3 * y) / length, 0.0, 1e-16);
        EXPECT_NEAR((s3 * x + (p - s1) * y) / length, 0.0, 1e-16);
      }
    }
  }
}

TEST(SingleMode, MeanStressIsTheBulkModulusTimesTheDilatation) {
  // Dilatation identity: the eigenstrain has no trace, so p = (lambda + mu) tr eps and sig33 = lambda tr eps = 2 nu p.
  const Medium medium;
  const auto lame = lame_of(medium);
  for (const double angle : {0.0, 0.3, 0.8, 1.5, 2.7}) {
    const Tensor stress = mode_stress(lame, Vector{std::cos(angle), std::sin(angle), 0.0}, shear(e1, e3));
    const double p = 0.5 * (stress[0][0] + stress[1][1]);
    const double closed = medium.kernel_prefactor_GPa() * (std::cos(2 * angle) * e1 + std::sin(2 * angle) * e3);
    EXPECT_NEAR(p, closed, 1e-13 * medium.kernel_prefactor_GPa());
    EXPECT_NEAR(stress[2][2], medium.out_of_plane_factor() * closed, 1e-13 * medium.kernel_prefactor_GPa());
    const double dilatation = (stress[0][0] + stress[1][1] + stress[2][2]) / (3 * lame.lambda + 2 * lame.mu);
    EXPECT_NEAR(p, (lame.lambda + lame.mu) * dilatation, 1e-13 * medium.kernel_prefactor_GPa());
  }
}

}  // namespace
}  // namespace vitrum::elasticity
