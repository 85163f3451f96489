// SPDX-License-Identifier: Apache-2.0
// tests/verification/elasticity/heterogeneous_test.cpp: media of varying stiffness against closed forms, in the plane
// and in space.
#include "vitrum/elasticity/heterogeneous.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "unit/elasticity/fields3.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::elasticity {
namespace {

using testing::Fields3;
using testing::fingerprint;
using testing::random_planes;
using testing::random_rows;
using testing::view;
using testing::whole;
using testing::zeros;

bool is_root() { return comm::Communicator{}.is_root(); }
const Medium glass{{88.6, 0.371}, Plane::strain, Operator::voxel_average};
const Lame glass3 = lame_of(glass.material);

template <std::size_t N>
Prescribed<N> load(Control control, std::array<double, N> value) {
  Prescribed<N> load;
  load.control.fill(control);
  load.value = value;
  return load;
}

/// Between 1/2 and 2 in steps that depend on the number alone.
double factor(std::size_t i) { return std::exp2(2.0 * Stream(51, Purpose::test, i).uniform() - 1.0); }

/// Two moduli that vary on their own, lambda > 0.
Lame random_moduli(std::size_t v) { return {glass3.lambda * factor(v), glass3.mu * factor(v + 1000)}; }

struct Result {
  std::vector<double> s1, s3, p;
  Equilibrium<3> reached;
};
Result solve(HeterogeneousSolver& solver, const Prescribed<3>& load, const std::vector<double>& e1,
             const std::vector<double>& e3, const Accuracy& accuracy = {}) {
  Result r{std::vector<double>(e1.size()), std::vector<double>(e1.size()), std::vector<double>(e1.size()), {}};
  r.reached = solver.solve(load, e1, e3, r.s1, r.s3, r.p, accuracy);
  return r;
}
struct Result3 {
  Fields3 s;
  std::vector<double> p;
  Equilibrium<6> reached;
};
Result3 solve(HeterogeneousSolver3& solver, const Prescribed<6>& load, const Fields3& e,
              const Accuracy& accuracy = {}) {
  Result3 r{zeros(e[0].size()), std::vector<double>(e[0].size()), {}};
  r.reached = solver.solve(load, view(e), view(r.s), r.p, accuracy);
  return r;
}

TEST(Heterogeneous, WithoutContrastIsTheHomogeneousSolverToRounding) {
  const comm::Communicator comm;
  for (const Operator op : {Operator::voxel_average, Operator::truncated_fourier, Operator::rotated}) {
    for (const Plane plane : {Plane::strain, Plane::stress, Plane::li2d}) {
      const Medium medium{glass.material, plane, op};
      Solver homogeneous(comm, 12, 15, 1.0, 1.4, medium);
      HeterogeneousSolver solver(comm, 12, 15, 1.0, 1.4, op, [&](std::size_t) { return lame_of(medium); });
      const auto e1 = random_rows(1, solver.rows(), 15), e3 = random_rows(2, solver.rows(), 15);
      const auto expected = testing::stress_of(homogeneous, e1, e3);
      const Prescribed<3> pull{{Control::strain, Control::stress, Control::strain}, {0.02, 0.3, -0.01}};
      const Result r = solve(solver, pull, e1, e3);
      double mean1 = 0.0, mean3 = 0.0, worst = 0.0;
      for (double value : whole(comm, e1)) mean1 += value / 180.0;
      for (double value : whole(comm, e3)) mean3 += value / 180.0;
      const auto uniform = uniform_state(lame_of(medium), pull, {mean1, -mean1, mean3});
      for (std::size_t i = 0; i < e1.size(); ++i)
        worst = std::max({worst, std::abs(r.s1[i] - expected.s1[i] - 0.5 * (uniform.stress[0] - uniform.stress[1])),
                          std::abs(r.s3[i] - expected.s3[i] - uniform.stress[2]),
                          std::abs(r.p[i] - expected.p[i] - 0.5 * (uniform.stress[0] + uniform.stress[1]))});
      EXPECT_LT(comm.max(worst), 1e-13 * 88.6);
      EXPECT_EQ(r.reached.iterations, 0);
      for (std::size_t c = 0; c < 3; ++c) {
        EXPECT_NEAR(r.reached.mean.stress[c], uniform.stress[c], 1e-13 * 88.6);
        EXPECT_NEAR(r.reached.mean.strain[c], uniform.strain[c], 1e-15);
      }
    }
  }
}

TEST(Heterogeneous, WithoutContrastIsTheHomogeneousSolverToRoundingInSpace) {
  const comm::Communicator comm;
  const Grid3 grid{6, 5, 8, 1.0, 0.7, 1.2};
  for (const Operator op : {Operator::voxel_average, Operator::truncated_fourier, Operator::rotated}) {
    Solver3 homogeneous(comm, grid, {glass.material, op});
    HeterogeneousSolver3 solver(comm, grid, op, [&](std::size_t) { return glass3; });
    const Fields3 e = random_planes(3, solver.planes(), grid);
    const auto expected = testing::stress_of(homogeneous, e);
    Deviator3 mean{};
    for (std::size_t a = 0; a < 5; ++a)
      for (double value : whole(comm, e[a])) mean[a] += value / double(grid.voxels());
    Prescribed<6> pull = load<6>(Control::stress, {0.0, 0.2, 0.0, -0.1, 0.0, 0.3});
    pull.control[0] = pull.control[4] = Control::strain;
    pull.value[0] = 0.02;
    const auto uniform = uniform_state(glass3, pull, tensor_of(mean));
    const Result3 r = solve(solver, pull, e);
    double worst = 0.0;
    for (std::size_t i = 0; i < r.p.size(); ++i) {
      worst = std::max(worst, std::abs(r.p[i] - expected.p[i] - mean_of(uniform.stress)));
      for (std::size_t a = 0; a < 5; ++a)
        worst = std::max(worst, std::abs(r.s[a][i] - expected.s[a][i] - deviator_of(uniform.stress)[a]));
    }
    EXPECT_LT(comm.max(worst), 1e-13 * 88.6);
    EXPECT_EQ(r.reached.iterations, 0);
  }
}

TEST(Heterogeneous, LaminateInThePlaneIsItsClosedForm) {
  // Layers normal to x: sig11, sig12 and eps22 are uniform. Under given mean stress
  //   sig22 = lambda S11/L + a22 (L - lambda^2/L), L = lambda + 2 mu, a22 = eps22 - E22, and its mean gives eps22.
  const comm::Communicator comm;
  const std::size_t ny = 3, nx = 16;
  HeterogeneousSolver solver(comm, ny, nx, 1.0, 0.8, Operator::voxel_average,
                             [&](std::size_t v) { return random_moduli(v % nx); });
  const auto layer = [](std::uint64_t seed, std::size_t x) { return 0.05 * Stream(seed, Purpose::test, x).normal(); };
  const auto e1 = testing::rows_of(solver.rows(), nx, [&](auto, auto x) { return layer(61, x); });
  const auto e3 = testing::rows_of(solver.rows(), nx, [&](auto, auto x) { return layer(62, x); });
  const PlaneTensor S{0.4, -0.7, 0.2};
  const Result r = solve(solver, load<3>(Control::stress, S), e1, e3, {1e-13, 200});
  double fixed = 0.0, slope = 0.0;
  const auto stiff = [](const Lame& m) { return m.lambda + 2 * m.mu - m.lambda * m.lambda / (m.lambda + 2 * m.mu); };
  for (std::size_t x = 0; x < nx; ++x) {
    const Lame m = random_moduli(x);
    fixed += (m.lambda * S[0] / (m.lambda + 2 * m.mu) + layer(61, x) * stiff(m)) / double(nx);  // E22 = -e1
    slope += stiff(m) / double(nx);
  }
  const double eps22 = (S[1] - fixed) / slope;
  double worst = 0.0;
  for (std::size_t i = 0; i < r.p.size(); ++i) {
    const std::size_t x = i % nx;
    const Lame m = random_moduli(x);
    const double sig22 = m.lambda * S[0] / (m.lambda + 2 * m.mu) + (eps22 + layer(61, x)) * stiff(m);
    worst = std::max(
        {worst, std::abs(r.p[i] + r.s1[i] - S[0]), std::abs(r.s3[i] - S[2]), std::abs(r.p[i] - r.s1[i] - sig22)});
  }
  worst = comm.max(worst);
  if (is_root())
    std::printf("laminate, contrast %.1f: off by %.1e GPa after %d iterations, residual %.1e\n", solver.contrast(),
                worst, r.reached.iterations, r.reached.residual);
  EXPECT_LT(worst, 1e-11 * 88.6);  // tolerance times the norm of stress, of some 5 GPa
  EXPECT_NEAR(r.reached.mean.strain[1], eps22, 1e-12);
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(r.reached.mean.stress[c], S[c], 1e-12 * 88.6);
}

TEST(Heterogeneous, LaminateInSpaceIsItsClosedForm) {
  // Layers normal to z under given mean strain: sig33, sig13, sig23 uniform; eps11, eps22, eps12 uniform.
  const comm::Communicator comm;
  const Grid3 grid{12, 2, 3};
  HeterogeneousSolver3 solver(comm, grid, Operator::voxel_average, [&](std::size_t v) { return random_moduli(v / 6); });
  const auto layer = [](std::size_t z) {
    Deviator3 e;
    for (std::size_t a = 0; a < 5; ++a) e[a] = 0.05 * Stream(63 + a, Purpose::test, z).normal();
    return e;
  };
  Fields3 e;
  for (std::size_t a = 0; a < 5; ++a)
    e[a] = testing::planes_of(solver.planes(), grid, [&](auto z, auto, auto) { return layer(z)[a]; });
  const Voigt mean{0.01, -0.02, 0.03, 0.01, -0.005, 0.02};
  const Result3 r = solve(solver, load<6>(Control::strain, mean), e, {1e-13, 200});
  double gap33 = mean[2], gap23 = mean[3], gap13 = mean[4], soft_normal = 0.0, soft_shear = 0.0;
  for (std::size_t z = 0; z < 12; ++z) {
    const Lame m = random_moduli(z);
    const Voigt E = tensor_of(layer(z));
    const double L = m.lambda + 2 * m.mu;
    gap33 -= (E[2] - m.lambda * (mean[0] + mean[1] - E[0] - E[1]) / L) / 12.0;
    gap23 -= E[3] / 12.0, gap13 -= E[4] / 12.0;
    soft_normal += 1.0 / L / 12.0, soft_shear += 0.5 / m.mu / 12.0;
  }
  const double sig33 = gap33 / soft_normal, sig23 = gap23 / soft_shear, sig13 = gap13 / soft_shear;
  double worst = 0.0;
  for (std::size_t i = 0; i < r.p.size(); ++i) {
    const std::size_t z = solver.planes().begin + i / 6;
    const Lame m = random_moduli(z);
    const Voigt E = tensor_of(layer(z)), s = tensor_of({r.s[0][i], r.s[1][i], r.s[2][i], r.s[3][i], r.s[4][i]}, r.p[i]);
    worst = std::max({worst, std::abs(s[2] - sig33), std::abs(s[3] - sig23), std::abs(s[4] - sig13),
                      std::abs(s[5] - 2 * m.mu * (mean[5] - E[5])),
                      std::abs(s[0] - s[1] - 2 * m.mu * (mean[0] - mean[1] - E[0] + E[1]))});
  }
  worst = comm.max(worst);
  if (is_root())
    std::printf("laminate in space, contrast %.1f: off by %.1e GPa after %d iterations, residual %.1e\n",
                solver.contrast(), worst, r.reached.iterations, r.reached.residual);
  EXPECT_LT(worst, 1e-11 * 88.6);
}

/// Mean of sin^2 2 theta over a cylinder of radius R in a square cell of edge 1, weighed by its form factor: sum over
/// wavevectors of f (2 J1(kR)/kR)^2 sin^2 2 theta; 1/2 in the infinite medium. sin^2 2 theta = (1 - cos 4 theta)/2, and
/// the weights sum to 1 - f without k = 0.
double cylinder_share(double R) {
  const double f = std::numbers::pi * R * R;
  double anisotropic = 0.0;
  const int reach = 400;
  for (int m = 1; m <= reach; ++m) {
    for (int n = 0; n <= reach; ++n) {  // a quadrant; the others are alike
      if (m * m + n * n > reach * reach) continue;
      const double kR = 2.0 * std::numbers::pi * R * std::hypot(m, n), form = 2.0 * std::cyl_bessel_j(1.0, kR) / kR;
      anisotropic += 4.0 * f * form * form * std::cos(4.0 * std::atan2(n, m));
    }
  }
  return 0.5 * (1.0 - f - anisotropic);
}

TEST(Heterogeneous, CylinderOfOtherStiffnessShearsAsEshelbySays) {
  // Equivalent inclusion: mu' e = mu (e - e*), e = mean + beta e* inside; beta = (3 - 4 nu)/(4 (1 - nu)) in the
  // infinite medium. In the cell, at given mean strain, beta = 1 - f - share/(2 (1 - nu)): exact for the mean of a
  // uniform e*.
  const comm::Communicator comm;
  const std::size_t n = 96;
  const double nu = 0.35, R = 9.0, f = std::numbers::pi * R * R / double(n * n);
  const double beta = 1.0 - f - cylinder_share(R / double(n)) / (2 * (1 - nu));
  EXPECT_NEAR(1.0 - cylinder_share(0.01) / (2 * (1 - nu)), (3 - 4 * nu) / (4 * (1 - nu)), 2e-3);
  const auto inside = [&](std::size_t v) { return std::hypot(double(v % n) - 47.5, double(v / n) - 47.5) < R; };
  for (const double ratio : {0.25, 0.8, 3.0}) {
    const Lame matrix = lame_of(Medium{{2.7, nu}, Plane::strain, Operator::voxel_average});  // mu = 1
    HeterogeneousSolver solver(comm, n, n, 1.0, 1.0, Operator::voxel_average, [&](std::size_t v) {
      return inside(v) ? Lame{matrix.lambda * ratio, matrix.mu * ratio} : matrix;
    });
    const std::vector<double> none(solver.rows().size() * n, 0.0);
    const Result r = solve(solver, load<3>(Control::strain, {0.0, 0.0, 0.01}), none, none, {1e-8, 200});
    const auto s3 = whole(comm, r.s3);
    double sum = 0.0, count = 0.0, lo = 1e9, hi = -1e9;
    for (std::size_t v = 0; v < n * n; ++v) {
      if (std::hypot(double(v % n) - 47.5, double(v / n) - 47.5) > 0.6 * R) continue;
      const double e12 = s3[v] / (2 * ratio);
      sum += e12, count += 1.0, lo = std::min(lo, e12), hi = std::max(hi, e12);
    }
    const double exact = 0.01 / (1 + beta * (ratio - 1));
    if (is_root())
      std::printf("cylinder, mu'/mu = %.2f: e12 %.6f (%.6f .. %.6f), exact %.6f (%.2f %%), %d iterations, %.1e\n",
                  ratio, sum / count, lo, hi, exact, 100 * (sum / count / exact - 1), r.reached.iterations,
                  r.reached.residual);
    EXPECT_NEAR(sum / count, exact, 0.03 * exact);  // order h/R = 0.11 of the staircase, times what e12 differs by
    EXPECT_LT(hi - lo, 0.05 * exact);
  }
}

TEST(Heterogeneous, SphereOfOtherStiffnessShearsAsEshelbySays) {
  // beta = 2 (4 - 5 nu)/(15 (1 - nu)).
  const comm::Communicator comm;
  const std::size_t n = 24;
  const double nu = 0.35, R = 5.0, f = 4.0 / 3.0 * std::numbers::pi * R * R * R / double(n * n * n);
  const double beta = 2 * (4 - 5 * nu) / (15 * (1 - nu)), ratio = 2.5;
  const auto radius = [&](std::size_t v) {
    return std::hypot(double(v % n) - 11.5, double(v / n % n) - 11.5, double(v / n / n) - 11.5);
  };
  const Lame matrix = lame_of(Material{2.7, nu});
  HeterogeneousSolver3 solver(comm, {n, n, n}, Operator::voxel_average, [&](std::size_t v) {
    return radius(v) < R ? Lame{matrix.lambda * ratio, matrix.mu * ratio} : matrix;
  });
  const Result3 r = solve(solver, load<6>(Control::strain, {0, 0, 0, 0, 0, 0.01}),
                          zeros(solver.planes().size() * n * n), {1e-8, 200});
  const auto s = whole(comm, r.s[1]);
  double sum = 0.0, count = 0.0;
  for (std::size_t v = 0; v < n * n * n; ++v)
    if (radius(v) < 0.6 * R) sum += s[v] / (2 * ratio), count += 1.0;
  const double around = 1.0 / (1 + beta * (ratio - 1)), exact = 0.01 * around / (1 - f + f * around);
  if (is_root())
    std::printf("sphere, mu'/mu = %.2f: e12 %.6f, exact %.6f (%.2f %%), %d iterations, %.1e\n", ratio, sum / count,
                exact, 100 * (sum / count / exact - 1), r.reached.iterations, r.reached.residual);
  EXPECT_NEAR(sum / count, exact, 0.05 * exact);  // staircase of h/R = 0.2, images at 4.8 R
}

TEST(Heterogeneous, IterationsGrowLikeTheRootOfTheContrastAndTheResidualIsReached) {
  const comm::Communicator comm;
  const std::size_t n = 24;
  double per_root = 0.0;
  for (const double contrast : {2.0, 10.0, 100.0}) {
    HeterogeneousSolver solver(comm, n, n, 1.0, 1.0, Operator::voxel_average, [&](std::size_t v) {
      const double f = Stream(71, Purpose::test, v).uniform() < 0.5 ? 1.0 : contrast;
      return Lame{glass3.lambda * f, glass3.mu * f};
    });
    EXPECT_NEAR(solver.contrast(), contrast, 1e-12 * contrast);
    const auto e1 = random_rows(1, solver.rows(), n), e3 = random_rows(2, solver.rows(), n);
    const Result r = solve(solver, load<3>(Control::stress, {0.1, 0.2, 0.3}), e1, e3);
    if (is_root())
      std::printf("contrast %g: %d iterations to %.1e\n", contrast, r.reached.iterations, r.reached.residual);
    EXPECT_LT(r.reached.residual, 2e-10);  // the recursion's residual is below 1e-10; this one is computed afresh
    // Conjugate gradients: 2 q^n < 1e-10 with q = (root - 1)/(root + 1), root = sqrt(contrast).
    const double root = std::sqrt(contrast), q = (root - 1) / (root + 1);
    EXPECT_LE(r.reached.iterations, std::log(0.5e-10 / root) / std::log(q) + 1);
    per_root = std::max(per_root, r.reached.iterations / root);
  }
  if (is_root()) std::printf("at most %.1f iterations a root of the contrast\n", per_root);
}

TEST(Heterogeneous, StressOfOneStrainOnAnotherIsTheSameBothWays) {  // Betti
  const comm::Communicator comm;
  const std::size_t n = 12;
  HeterogeneousSolver solver(comm, n, n, 1.0, 1.3, Operator::voxel_average, random_moduli);
  const auto a1 = random_rows(1, solver.rows(), n), a3 = random_rows(2, solver.rows(), n);
  const auto b1 = random_rows(3, solver.rows(), n), b3 = random_rows(4, solver.rows(), n);
  const Prescribed<3> mixed{{Control::strain, Control::stress, Control::stress}, {0, 0, 0}};
  const Result of_a = solve(solver, mixed, a1, a3), of_b = solve(solver, mixed, b1, b3);
  const auto work = [&](const Result& r, const std::vector<double>& e1, const std::vector<double>& e3) {
    const auto s1 = whole(comm, r.s1), s3 = whole(comm, r.s3), f1 = whole(comm, e1), f3 = whole(comm, e3);
    double sum = 0.0;
    for (std::size_t i = 0; i < s1.size(); ++i) sum += s1[i] * f1[i] + s3[i] * f3[i];
    return sum;
  };
  const double scale = std::abs(work(of_a, a1, a3));
  EXPECT_NEAR(work(of_a, b1, b3), work(of_b, a1, a3), 1e-9 * scale);
  EXPECT_LT(work(of_a, a1, a3), 0.0);
}

std::vector<std::uint64_t> prints(const comm::Communicator& comm, std::uint64_t seed) {
  HeterogeneousSolver flat(comm, 9, 14, 1.0, 1.3, Operator::voxel_average, random_moduli);
  const Result r = solve(flat, load<3>(Control::stress, {0.1, 0.2, 0.3}), random_rows(seed, flat.rows(), 14),
                         random_rows(seed + 1, flat.rows(), 14));
  const Grid3 grid{6, 5, 4};
  HeterogeneousSolver3 body(comm, grid, Operator::voxel_average, random_moduli);
  const Result3 b =
      solve(body, load<6>(Control::strain, {0.1, 0, 0, 0.2, 0, 0.3}), random_planes(seed, body.planes(), grid));
  return {fingerprint(whole(comm, r.s1)),
          fingerprint(whole(comm, r.s3)),
          fingerprint(whole(comm, r.p)),
          fingerprint(whole(comm, b.s[3])),
          fingerprint(whole(comm, b.s[4])),
          fingerprint(whole(comm, b.p)),
          fingerprint({r.reached.residual, b.reached.residual, r.reached.mean.strain[0], b.reached.mean.stress[5]})};
}

TEST(Heterogeneous, IsTheSameToTheBitOnAnyNumberOfRanks) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  EXPECT_EQ(prints(world, 5), prints(alone, 5));
  EXPECT_NE(prints(world, 5), prints(world, 6)) << "a changed seed went unnoticed";
}

TEST(Heterogeneous, RefusesVoidsAndWhatItCannotReach) {
  const comm::Communicator comm;
  const auto with_void = [](std::size_t v) { return Lame{1.0, v == 9 ? 0.0 : 1.0}; };
  EXPECT_THROW(HeterogeneousSolver(comm, 4, 4, 1, 1, Operator::voxel_average, with_void), InputError);
  EXPECT_THROW(HeterogeneousSolver3(comm, {2, 2, 4}, Operator::voxel_average, with_void), InputError);
  HeterogeneousSolver solver(comm, 8, 8, 1, 1, Operator::voxel_average, random_moduli);
  auto e = random_rows(1, solver.rows(), 8);
  const auto pull = load<3>(Control::strain, {0.01, 0, 0});
  EXPECT_THROW(solve(solver, pull, e, e, {1e-10, 2}), InputError);
  EXPECT_THROW(solve(solver, pull, e, e, {0.0, 100}), InputError);
  for (double& value : e) value = std::nan("");
  EXPECT_THROW(solve(solver, pull, e, e), DataError);
}

}  // namespace
}  // namespace vitrum::elasticity
