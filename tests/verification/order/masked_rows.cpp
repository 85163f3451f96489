// SPDX-License-Identifier: Apache-2.0
// tests/verification/order/masked_rows.cpp: k-resolved P_n of rings behind a mask: no leak, or no number.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <numbers>

#include "unit/order/known.hpp"
#include "vitrum/order/kernels/polar_row.hpp"
#include "vitrum/order/measure.hpp"

namespace vitrum::order {
namespace {

/// A ring with a strong 6-fold modulation and many electrons, behind a wedge of `share` of the turn that begins 17 px
/// from the centre.
Maps behind(const comm::Communicator& comm, double share) {
  testing::RingScan made;
  made.ny = made.nx = 8;
  made.centre = {31.5, 31.5, 0.0, 0.0, 0.0, 0.0};
  made.ring_electrons = 4e5;
  made.contrast = 0.0;
  made.fold = 6;
  made.modulation = 0.1;
  auto c = testing::known(made);
  for (std::size_t p = 0; p < c.mask.size(); ++p) {
    const double x = static_cast<double>(p % made.qx) - 31.5, y = static_cast<double>(p / made.qx) - 31.5;
    const double turn = std::fabs(std::atan2(y, x) - 0.7) / (2.0 * std::numbers::pi);
    if (turn < 0.5 * share && std::hypot(x, y) > 17.0) c.mask[p] = 0;
  }
  Parameters p;
  p.split_halves = false;
  return measure(comm, made.source(), c, p);
}

// Of one harmonic alone no other takes more than most_leak of its power (.02); the ring's middle row, shot noise below
// 1e-4 of P_6 (P_6 = .01 of 4e5 / 6 electrons a row).
TEST(MaskedRows, OfASmallMaskLeakLessThanTheyMay) {
  const comm::Communicator comm;
  for (const double share : {0.0, 0.02, 0.05}) {
    const Maps maps = behind(comm, share);
    double worst = 0.0;
    for (std::size_t n = 0; n < n_max; ++n) {
      ASSERT_TRUE(std::isfinite(maps.curves->power[n][20])) << share;
      if (n != 5) worst = std::max(worst, std::fabs(maps.curves->power[n][20]) / maps.curves->power[5][20]);
    }
    if (comm.is_root()) std::printf("%.0f %% of the ring masked: leak %.4f of P_6\n", 100.0 * share, worst);
    EXPECT_LT(worst, kernels::most_leak);
  }
}

// A wedge of 15 % would lend 5 % of P_6 to other n (characterization 1.7): no number there, where the mask is; inside
// of it the rows are whole and have theirs.
TEST(MaskedRows, OfALargeMaskHaveNoNumber) {
  const comm::Communicator comm;
  const Maps maps = behind(comm, 0.15);
  for (std::size_t n = 0; n < n_max; ++n) {
    EXPECT_TRUE(std::isfinite(maps.curves->power[n][15]));
    for (const std::size_t row : {18, 20, 24}) {
      EXPECT_TRUE(std::isnan(maps.curves->power[n][row]));
      EXPECT_TRUE(std::isnan(maps.curves->power_error[n][row]));
    }
  }
  EXPECT_TRUE(std::isfinite(maps.polar->correlation[20 * maps.polar->phi_deg.size()]));  // C itself is exact
}

}  // namespace
}  // namespace vitrum::order
