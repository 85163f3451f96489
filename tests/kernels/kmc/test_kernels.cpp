// SPDX-License-Identifier: Apache-2.0
// tests/kernels/kmc/test_kernels.cpp: random bits, catalogue, rates and flips on the device, against published or hand
// values.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <vector>

#include "vitrum/kmc/kernels/catalogue.hpp"
#include "vitrum/kmc/kernels/flip.hpp"
#include "vitrum/kmc/kernels/rates.hpp"

namespace vitrum::kmc::kernels {
namespace {

TEST(Philox, GivesTheKnownAnswersOfRandom123) {
  const Words zero = philox(Words{{0, 0, 0, 0}}, 0);
  const std::uint32_t expected_zero[] = {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};
  const Words ones = philox(Words{{~0u, ~0u, ~0u, ~0u}}, ~std::uint64_t{0});
  const std::uint32_t expected_ones[] = {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd};
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(zero.w[i], expected_zero[i]);
    EXPECT_EQ(ones.w[i], expected_ones[i]);
  }
}

constexpr Catalogue law{11, 20, 0.05, 5.0, 0.2};

/// Fills e1 and barrier [voxel * modes + mode] on the device.
void make_catalogues(const Catalogue& c, int voxels, const Kokkos::View<double*>& e1,
                     const Kokkos::View<double*>& barrier) {
  const Catalogue l = c;
  const auto a = e1, b = barrier;
  Kokkos::parallel_for(
      voxels, KOKKOS_LAMBDA(const int v) {
        for_each_mode(l, static_cast<std::uint64_t>(v), 3u, 1.0, [&](std::uint32_t m, const Mode& mode) {
          a(v * l.modes + static_cast<int>(m)) = mode.e1;
          b(v * l.modes + static_cast<int>(m)) = mode.barrier;
        });
      });
}

TEST(Catalogue, OnTheDeviceIsTheOneOnTheHost) {
  const int voxels = 1000;
  Kokkos::View<double*> e1("e1", voxels * law.modes), barrier("barrier", voxels * law.modes);
  make_catalogues(law, voxels, e1, barrier);
  const auto host_e1 = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), e1);
  const auto host_barrier = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), barrier);
  for (int v = 0; v < voxels; ++v)
    for (std::uint32_t m = 0; m < 20; ++m) {
      const Mode mode = mode_of(law, static_cast<std::uint64_t>(v), 3, m, 1.0);
      // log, cos and sin of a device may differ from the host's in the last digits; the bits below them do not.
      ASSERT_NEAR(host_e1(v * 20 + static_cast<int>(m)), mode.e1, 1e-15);
      ASSERT_NEAR(host_barrier(v * 20 + static_cast<int>(m)), mode.barrier, 1e-14);
    }
}

TEST(Catalogue, HasTheMomentsOfItsLaw) {
  double sum1 = 0.0, square1 = 0.0, square3 = 0.0, cross = 0.0, barrier = 0.0;
  const int n = 200000;
  for (int v = 0; v < n / 20; ++v)
    for_each_mode(law, static_cast<std::uint64_t>(v), 0, 1.0, [&](std::uint32_t, const Mode& m) {
      sum1 += m.e1;
      square1 += m.e1 * m.e1;
      square3 += m.e3 * m.e3;
      cross += m.e1 * m.e3;
      barrier += m.barrier;
      EXPECT_NEAR(m.length, std::hypot(m.e1, m.e3), 1e-15);
      EXPECT_GE(m.barrier, 4.0);
      EXPECT_LE(m.barrier, 5.0);
    });
  // Four standard errors of a mean of 2e5: sd/447 of each summand.
  EXPECT_NEAR(sum1 / n, 0.0, 4 * 0.05 / 447);
  EXPECT_NEAR(square1 / n, 0.0025, 4 * 0.0025 * std::sqrt(2.0) / 447);
  EXPECT_NEAR(square3 / n, 0.0025, 4 * 0.0025 * std::sqrt(2.0) / 447);
  EXPECT_NEAR(cross / n, 0.0, 4 * 0.0025 / 447);
  EXPECT_NEAR(barrier / n, 4.5, 4 * std::sqrt(1.0 / 12.0) / 447);
}

TEST(Rates, FollowTheBarrierAndStopAtTheAttemptFrequency) {
  // F = 4.5 eV, V = 20.2 eV/GPa, s = (1, 0.5) GPa, e = (0.1, -0.02): 4.5 exp(-0.2) - 20.2 (0.1 - 0.01).
  const double q = activation(4.5, std::exp(-0.2), 20.2, 1.0, 0.5, 0.1, -0.02);
  EXPECT_NEAR(q, 4.5 * 0.8187307530779818 - 20.2 * 0.09, 1e-13);
  EXPECT_NEAR(rate(0.5, 0.025, 1e13), 1e13 * std::exp(-20.0), 1e-5);
  EXPECT_EQ(rate(-0.1, 0.025, 1e13), 1e13);
  EXPECT_EQ(rate(30.0, 0.025, 1e13), 0.0);
}

TEST(Softening, TemporaryPartDecaysAndThenIsGone) {
  EXPECT_NEAR(softening_factor(0.1, 0.3, 0.0), std::exp(-0.4), 1e-15);
  EXPECT_NEAR(softening_factor(0.1, 0.3, 1.0), std::exp(-0.1 - 0.3 * std::exp(-1.0)), 1e-15);
  EXPECT_EQ(softening_factor(0.1, 0.3, relaxation_times), std::exp(-0.1));
}

TEST(Rates, ExponentialIsThatOfTheLibraryToFourRoundings) {
  double worst = 0.0;
  for (int i = 0; i <= 700000; ++i) {
    const double x = 1e-3 * i;
    worst = std::max(worst, std::abs(exp_minus(x) / std::exp(-x) - 1.0));
  }
  std::printf("exp_minus: worst relative error %.2g\n", worst);
  EXPECT_EQ(exp_minus(0.0), 1.0);
  EXPECT_LT(worst, 1e-15);
}

TEST(Catalogue, ModesThatMatterAreThoseOfTheWholeCatalogue) {
  for (std::uint64_t v = 0; v < 50; ++v) {
    std::vector<Mode> all, some;
    const auto matters = [](double barrier, double length) { return barrier - 30.0 * length < 2.5; };
    for_each_mode(law, v, 2, 1.1, [&](std::uint32_t, const Mode& m) {
      if (matters(m.barrier, m.length)) all.push_back(m);
    });
    for_modes_that_matter(law, v, 2, 1.1, matters, [&](std::uint32_t, const Mode& m) { some.push_back(m); });
    ASSERT_EQ(some.size(), all.size());
    for (std::size_t k = 0; k < all.size(); ++k) {
      EXPECT_EQ(some[k].e1, all[k].e1);
      EXPECT_EQ(some[k].barrier, all[k].barrier);
    }
  }
}

TEST(Flip, AddsItsKernelAndFindsVoxelsOutsideTheirBall) {
  std::vector<double> s1{0.0, 1.0, 2.0}, s3{0.0, 0.0, 0.0};
  const std::vector<double> k11{1.0, 2.0, 3.0}, k13{0.5, 0.0, -0.5}, k33{-1.0, -2.0, -3.0};
  add_flip(s1.data(), s3.data(), 3, k11.data(), k13.data(), k33.data(), 0.1, 0.2);
  EXPECT_NEAR(s1[0], 0.2, 1e-15);
  EXPECT_NEAR(s3[2], -0.65, 1e-15);
  const std::vector<float> c1{0.2f, 1.2f, 2.2f}, c3{-0.15f, -0.4f, -0.65f}, rho2{1e-6f, 0.09f, 1.0f};
  const Balls balls{c1.data(), c3.data(), rho2.data()};
  EXPECT_FALSE(any_outside(s1.data(), s3.data(), 3, balls, 0.0, 0.0));
  EXPECT_TRUE(any_outside(s1.data(), s3.data(), 3, balls, 0.1, 0.0));
  EXPECT_LT(beyond(balls, 1, s1[1] + 0.2, s3[1]), 0.0);
  EXPECT_GT(beyond(balls, 1, s1[1] + 0.4, s3[1]), 0.0);
}

TEST(Flip, MirroredAndTracelessRowsAreThePlainOnes) {
  const std::vector<double> k11{1.0, -2.0, 3.0}, k13{0.5, 0.25, -0.5}, k33{-0.5, 2.5, -2.5};
  const std::vector<double> negative{-0.5, -0.25, 0.5};
  std::vector<double> a1(3, 0.1), a3(3, 0.2), b1(a1), b3(a3), c1(a1), c3(a3);
  add_row(a1.data(), a3.data(), 3, KernelRow{k11.data(), k13.data(), k33.data(), 1.0}, Strain{0.1, -0.3});
  add_row(b1.data(), b3.data(), 3, KernelRow{k11.data(), negative.data(), k33.data(), -1.0}, Strain{0.1, -0.3});
  const std::vector<float> centre(3, 0.0f), wide(3, 100.0f);
  EXPECT_FALSE(add_row_and_test(c1.data(), c3.data(), 3, TracelessRow{k11.data(), k13.data(), 0.5, 1.0},
                                Strain{0.1, -0.3}, Balls{centre.data(), centre.data(), wide.data()}, 0.0, 0.0));
  EXPECT_EQ(a1, b1);
  EXPECT_EQ(a3, b3);
  EXPECT_EQ(a1, c1);
  EXPECT_EQ(a3, c3);  // sums of quarters: exact
}

}  // namespace
}  // namespace vitrum::kmc::kernels
