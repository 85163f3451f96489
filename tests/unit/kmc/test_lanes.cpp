// SPDX-License-Identifier: Apache-2.0
// tests/unit/kmc/test_lanes.cpp: the processor's vectors give the bits of the portable path and of one voxel at a time.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kmc/kernel_update.hpp"
#include "kmc/weigh_lanes.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/kmc/kernels/rates.hpp"

namespace vitrum::kmc {
namespace {

std::vector<double> drawn(std::uint64_t id, std::size_t n) {
  Stream stream(5, Purpose::residual_stress, id);
  std::vector<double> out(n);
  for (double& x : out) x = stream.uniform() - 0.5;
  return out;
}

/// Stress and balls of a whole grid that is one tile, 1 of 3 voxels outside.
struct Patch {
  Tile tile;
  std::vector<double> s1, s3;
  std::vector<float> c1, c3, rho2;

  explicit Patch(const Tile& t) : tile(t), s1(drawn(1, t.voxels())), s3(drawn(2, t.voxels())) {
    for (std::size_t i = 0; i < t.voxels(); ++i) {
      c1.push_back(static_cast<float>(s1[i]));
      c3.push_back(static_cast<float>(s3[i]));
      rho2.push_back(i % 3 == 0 && i > 100 ? 1e-6f : 1e6f);
    }
  }
  TileStress stress() { return {s1.data(), s3.data(), {c1.data(), c3.data(), rho2.data()}, {0.01, -0.02}}; }
};

elasticity::FlipKernel some_kernel(std::size_t ny, std::size_t nx, bool traceless) {
  elasticity::FlipKernel k;
  k.ny = ny;
  k.nx = nx;
  k.k11 = drawn(3, ny * nx);
  k.k13 = drawn(4, ny * nx);
  k.k33 = drawn(5, ny * nx);
  if (traceless)
    for (std::size_t i = 1; i < ny * nx; ++i) k.k33[i] = 0.25 - k.k11[i];
  return k;
}

TEST(Lanes, AddAndTestAFlipAsOneVoxelAtATimeDoes) {
  for (const std::size_t nx : {32u, 31u, 5u})
    for (const bool traceless : {true, false}) {
      const Tile tile{0, 0, 20, nx, 0};
      const auto k = some_kernel(20, nx, traceless);
      const TileKernel wide(k), narrow(k, false);
      ASSERT_EQ(wide.traceless(), traceless);
      Patch a(tile), b(tile);
      Proposal flip;
      flip.voxel = 0;
      flip.e1 = 0.037;
      flip.e3 = -0.011;
      wide.add(tile, flip, a.stress());
      narrow.add(tile, flip, b.stress());
      EXPECT_EQ(wide.add_and_test(tile, flip, a.stress()), narrow.add_and_test(tile, flip, b.stress()));
      EXPECT_EQ(a.s1, b.s1);
      EXPECT_EQ(a.s3, b.s3);
      const RowMask rows = test(tile, a.stress());
      EXPECT_EQ(rows, test(tile, b.stress(), false));
      for (std::size_t y = 0; y < tile.ny; ++y) {
        const std::size_t at = y * nx;
        EXPECT_EQ((rows >> y & 1u) != 0, kernels::any_outside(&a.s1[at], &a.s3[at], static_cast<int>(nx),
                                                              {&a.c1[at], &a.c3[at], &a.rho2[at]}, 0.01, -0.02))
            << y;
      }
    }
}

TEST(Lanes, WeighEntriesAlikeAndBoundTheirRatesFromAbove) {
  constexpr std::size_t n = 1000;
  std::vector<std::int32_t> voxel;
  for (std::size_t k = 0; k < n; ++k) voxel.push_back(static_cast<std::int32_t>(k / 3));
  auto barrier = drawn(6, n), e1 = drawn(7, n), e3 = drawn(8, n);
  for (double& f : barrier) f = 1.0 + 1.9 * f;
  for (double& e : e1) e *= 0.1;
  for (double& e : e3) e *= 0.1;
  const auto s1 = drawn(9, n), s3 = drawn(10, n);
  std::vector<double> q(n), bound(n), q2(n), bound2(n);
  Scales w{n,    voxel.data(), barrier.data(), e1.data(), e3.data(), s1.data(), s3.data(), 0.3,         -0.1,
           0.02, 0.0,          18.0,           0.02585,   1e13,      1.07,      q.data(),  bound.data()};
  const Weighed wide = weigh_entries(w);
  w.q = q2.data();
  w.bound = bound2.data();
  const Weighed narrow = weigh_entries(w, false);
  EXPECT_EQ(q, q2);
  EXPECT_EQ(bound, bound2);
  EXPECT_EQ(wide.sum, narrow.sum);
  EXPECT_EQ(wide.lowest, narrow.lowest);
  EXPECT_EQ(wide.lowest, std::min(0.0, *std::min_element(q.begin(), q.end())));
  double sum = 0.0;
  for (std::size_t k = 0; k < n; ++k) {
    const auto v = static_cast<std::size_t>(voxel[k]);
    EXPECT_EQ(q[k], kernels::activation(barrier[k], 1.0, 18.0, s1[v] + 0.3, s3[v] - 0.1, e1[k], e3[k]));
    const double least = q[k] - std::max(0.0, 0.02 * e1[k]);
    const double rate = least < 1.07 ? kernels::rate(least, 0.02585, 1e13) : 0.0;
    EXPECT_GE(bound[k], rate);
    EXPECT_LE(bound[k], rate * (1.0 + 1e-6));
    sum += bound[k];
  }
  EXPECT_NEAR(wide.sum, sum, 1e-12 * sum);
}

TEST(Lanes, ExponentialFromAboveIsNowhereBelow) {
  double worst = 0.0, least = 1.0;
  for (int i = 0; i <= 1400000; ++i) {
    const double x = 5e-4 * i;
    double above;
    exp_minus_above<Lane1>(x, above);
    const double excess = above / std::exp(-x) - 1.0;
    worst = std::max(worst, excess);
    least = std::min(least, excess);
  }
  EXPECT_GT(least, 1e-8);
  EXPECT_LT(worst, 1e-6);
}

}  // namespace
}  // namespace vitrum::kmc
