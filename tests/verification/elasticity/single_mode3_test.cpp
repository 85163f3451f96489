// SPDX-License-Identifier: Apache-2.0
// tests/verification/elasticity/single_mode3_test.cpp: the 3-D operator against full tensors, mode by mode, and against
// a solve that shares no code with it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdio>
#include <numbers>

#include "unit/elasticity/fields3.hpp"
#include "verification/elasticity/tensors.hpp"

namespace vitrum::elasticity {
namespace {

using testing::Fields3;
using testing::mode_stress;
using testing::random_planes;
using testing::stress_of;
using testing::Tensor;
using testing::whole;

constexpr double pi = std::numbers::pi;
const Material glass{88.6, 0.371};
const testing::Lame lame{glass.young_GPa * 0.371 / ((1 + 0.371) * (1 - 2 * 0.371)), glass.shear_GPa(), 3};

Tensor full(const Deviator3& d) {
  const Voigt t = tensor_of(d);
  return {{{t[0], t[5], t[4]}, {t[5], t[1], t[3]}, {t[4], t[3], t[2]}}};
}
Voigt voigt(const Tensor& t) { return {t[0][0], t[1][1], t[2][2], t[1][2], t[0][2], t[0][1]}; }

/// A wave of eigenstrain cos(k.r) has the stress K(n) E cos(k.r) under the truncated operator.
TEST(SingleMode3, WaveOfEigenstrainHasTheStressOfFullTensors) {
  const comm::Communicator comm;
  double worst = 0.0;
  for (const Grid3& g : {Grid3{6, 8, 10}, Grid3{5, 7, 6, 1.0, 2.0, 0.6}}) {
    Solver3 solver(comm, g, {glass, Operator::truncated_fourier});
    for (std::uint64_t i = 0; i < 12; ++i) {
      Stream stream(41, Purpose::test, i);
      const auto pick = [&](std::size_t n) { return static_cast<int>(stream.below((n - 1) / 2 + 1)); };
      const int kz = pick(g.nz), ky = pick(g.ny) - 1, kx = pick(g.nx) + 1;
      Deviator3 d;
      for (double& value : d) value = 0.05 * stream.normal();
      const auto phase = [&](std::size_t z, std::size_t y, std::size_t x) {
        return 2 * pi * (kz * double(z) / double(g.nz) + ky * double(y) / double(g.ny) + kx * double(x) / double(g.nx));
      };
      if (2 * static_cast<std::size_t>(kx) >= g.nx) continue;
      Fields3 e;
      for (std::size_t a = 0; a < 5; ++a)
        e[a] = testing::planes_of(solver.planes(), g,
                                  [&](auto z, auto y, auto x) { return d[a] * std::cos(phase(z, y, x)); });
      const auto stress = stress_of(solver, e);
      const double nx = kx / (double(g.nx) * g.hx), ny = ky / (double(g.ny) * g.hy), nz = kz / (double(g.nz) * g.hz);
      const double length = std::hypot(nx, ny, nz);
      const Voigt exact = voigt(mode_stress(lame, {nx / length, ny / length, nz / length}, full(d)));
      const Deviator3 s = deviator_of(exact);
      const auto cosine =
          testing::planes_of(solver.planes(), g, [&](auto z, auto y, auto x) { return std::cos(phase(z, y, x)); });
      for (std::size_t v = 0; v < cosine.size(); ++v) {
        worst = std::max(worst, std::abs(stress.p[v] - mean_of(exact) * cosine[v]));
        for (std::size_t a = 0; a < 5; ++a) worst = std::max(worst, std::abs(stress.s[a][v] - s[a] * cosine[v]));
      }
    }
  }
  worst = comm.max(worst) / 88.6;
  if (comm.is_root()) std::printf("single modes: off full tensors by %.1e of E\n", worst);
  EXPECT_LT(worst, 1e-15);  // strain of 0.1 times rounding of some twenty operations
}

TEST(SingleMode3, RandomFieldHasTheStressOfADirectSumOverModes) {
  const comm::Communicator comm;
  const Grid3 g{3, 5, 7, 1.0, 0.8, 1.5};  // odd: no Nyquist frequency
  Solver3 solver(comm, g, {glass, Operator::truncated_fourier});
  const auto stress = stress_of(solver, random_planes(9, solver.planes(), g));
  const Fields3 e = random_planes(9, {0, g.nz}, g);
  std::vector<Voigt> exact(g.voxels(), Voigt{});
  const auto symmetric = [](int i, std::size_t n) { return i - static_cast<int>(n / 2); };
  for (int k = 0; k < static_cast<int>(g.voxels()); ++k) {
    const int nx = int(g.nx), ny = int(g.ny);
    const int kx = symmetric(k % nx, g.nx), ky = symmetric(k / nx % ny, g.ny), kz = symmetric(k / nx / ny, g.nz);
    if (kx == 0 && ky == 0 && kz == 0) continue;
    const auto wave = [&](std::size_t v) {
      const std::size_t x = v % g.nx, y = v / g.nx % g.ny, z = v / g.nx / g.ny;
      return std::polar(
          1.0,
          2 * pi * (kz * double(z) / double(g.nz) + ky * double(y) / double(g.ny) + kx * double(x) / double(g.nx)));
    };
    Deviator3 re{}, im{};
    for (std::size_t v = 0; v < g.voxels(); ++v) {
      const auto w = std::conj(wave(v)) / double(g.voxels());
      for (std::size_t a = 0; a < 5; ++a) re[a] += w.real() * e[a][v], im[a] += w.imag() * e[a][v];
    }
    const double x = kx / (double(g.nx) * g.hx), y = ky / (double(g.ny) * g.hy), z = kz / (double(g.nz) * g.hz);
    const double length = std::hypot(x, y, z);
    const testing::Vector n{x / length, y / length, z / length};
    const Voigt a = voigt(mode_stress(lame, n, full(re))), b = voigt(mode_stress(lame, n, full(im)));
    for (std::size_t v = 0; v < g.voxels(); ++v)
      for (std::size_t c = 0; c < 6; ++c) exact[v][c] += a[c] * wave(v).real() - b[c] * wave(v).imag();
  }
  double worst = 0.0;
  for (std::size_t a = 0; a < 5; ++a) {
    const auto s = whole(comm, stress.s[a]);
    for (std::size_t v = 0; v < g.voxels(); ++v) worst = std::max(worst, std::abs(s[v] - deviator_of(exact[v])[a]));
  }
  const auto p = whole(comm, stress.p);
  for (std::size_t v = 0; v < g.voxels(); ++v) worst = std::max(worst, std::abs(p[v] - mean_of(exact[v])));
  if (comm.is_root()) std::printf("random field: off a direct sum by %.1e of E\n", worst / 88.6);
  EXPECT_LT(worst, 1e-14 * 88.6);
}

TEST(SingleMode3, LayersHoldWhatIsAlongThemAndShearFreely) {  // T5
  const comm::Communicator comm;
  double worst = 0.0;
  for (const Operator op : {Operator::voxel_average, Operator::truncated_fourier, Operator::rotated}) {
    for (const Grid3& g : {Grid3{6, 5, 8}, Grid3{7, 4, 6, 1.0, 2.5, 0.4}, Grid3{9, 1, 2}}) {
      Solver3 solver(comm, g, {glass, op});
      for (const std::size_t axis : {0, 1, 2}) {
        const std::size_t layers = axis == 0 ? g.nx : axis == 1 ? g.ny : g.nz;
        const auto strain = [&](std::size_t layer) {
          Deviator3 d;
          for (std::size_t a = 0; a < 5; ++a) d[a] = 0.05 * Stream(81 + a, Purpose::test, layer).normal();
          return d;
        };
        Deviator3 mean{};
        for (std::size_t i = 0; i < layers; ++i)
          for (std::size_t a = 0; a < 5; ++a) mean[a] += strain(i)[a] / double(layers);
        const auto layer_of = [&](std::size_t z, std::size_t y, std::size_t x) {
          return axis == 0 ? x : axis == 1 ? y : z;
        };
        Fields3 e;
        for (std::size_t a = 0; a < 5; ++a)
          e[a] = testing::planes_of(solver.planes(), g,
                                    [&](auto z, auto y, auto x) { return strain(layer_of(z, y, x))[a]; });
        const auto stress = stress_of(solver, e);
        const auto layer =
            testing::planes_of(solver.planes(), g, [&](auto z, auto y, auto x) { return double(layer_of(z, y, x)); });
        for (std::size_t v = 0; v < layer.size(); ++v) {
          Deviator3 d = strain(static_cast<std::size_t>(layer[v]));
          for (std::size_t a = 0; a < 5; ++a) d[a] -= mean[a];
          // -2 mu [P E P + nu/(1 - nu) tr(P E) P], P the projection onto the layer; tr(P E) = -E along its normal.
          Tensor s = full(d);
          const double trace = -s[axis][axis] * 0.371 / (1 - 0.371);
          for (std::size_t i = 0; i < 3; ++i) {
            for (std::size_t j = 0; j < 3; ++j)
              s[i][j] = i == axis || j == axis ? 0.0 : -2 * glass.shear_GPa() * (s[i][j] + (i == j ? trace : 0.0));
          }
          const Deviator3 exact = deviator_of(voigt(s));
          worst = std::max(worst, std::abs(stress.p[v] - mean_of(voigt(s))));
          for (std::size_t a = 0; a < 5; ++a) worst = std::max(worst, std::abs(stress.s[a][v] - exact[a]));
        }
      }
    }
  }
  worst = comm.max(worst);
  if (comm.is_root()) std::printf("T5 layers in space: off by %.1e GPa\n", worst);
  EXPECT_LT(worst, 1e-14 * 88.6);
}

}  // namespace
}  // namespace vitrum::elasticity
