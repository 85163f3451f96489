// SPDX-License-Identifier: Apache-2.0
// tests/verification/order/centre_rounding.cpp: what rounding centres to 1/8 px costs, against the exact path.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "unit/order/ring_scan.hpp"
#include "vitrum/order/measure.hpp"

namespace vitrum::order {
namespace {

TEST(CentreRounding, MovesAmplitudesByTheStatedShare) {
  const comm::Communicator world;
  testing::RingScan made;
  made.ny = 8;
  made.nx = 9;
  made.centre = {31.3, 32.2, 0.037, 0.011, -0.02, 0.029};
  made.radius = 21.0;
  made.width = 3.0;
  made.ring_electrons = 1e5;
  made.fold = 6;
  made.modulation = 0.08;
  made.contrast = 0.3;
  pattern::Calibration c;
  c.qy = made.qy;
  c.qx = made.qx;
  c.mask.assign(made.qy * made.qx, 1);
  c.geometry.centre = made.centre;
  c.geometry.ring = pattern::Ring{.radius_px = made.radius, .width_px = made.width};
  Parameters exact;
  exact.centre_rounding_px = 0.0;
  const Maps a = measure(world, made.source(), c, exact);
  const Maps b = measure(world, made.source(), c, {});
  // A step of 1/8 px moves the centre by e = step / sqrt(6) (rms), and a pattern's sums by e times the pattern's
  // gradient along it: speckle of frequencies up to 0.1 / px has (2 pi 0.1 / sqrt 3) sqrt 2 = 0.51 / px of its own rms,
  // half of it in each direction. Held to twice the 0.051 x 0.51 / sqrt 2 = 1.8 %.
  double moved = 0.0, all = 0.0, largest = 0.0;
  for (std::size_t r = 0; r < made.ny * made.nx; ++r) {
    for (std::size_t n = 0; n < n_max; ++n) {
      const auto off = a.bands[0].f[n][r] - b.bands[0].f[n][r];
      moved += std::norm(off);
      all += std::norm(a.bands[0].f[n][r]);
      largest = std::max(largest, std::abs(off));
    }
  }
  const double share = std::sqrt(moved / all);
  double omega = 0.0;
  const auto& k = a.curves->variance_omega;
  for (std::size_t j = 15; j < 28; ++j)
    omega = std::max(omega, std::fabs(k[j] - b.curves->variance_omega[j]) / a.curves->variance_omega_error[j]);
  if (world.is_root()) {
    std::printf("1/8 px: F_n move by %.2f %% of their rms, at most %.2e of F_0; V_Omega by at most %.3f of its error\n",
                100.0 * share, largest, omega);
  }
  EXPECT_LT(share, 2.0 * 0.018);
  EXPECT_GT(share, 0.0);
  EXPECT_LT(omega, 0.5);
}

}  // namespace
}  // namespace vitrum::order
