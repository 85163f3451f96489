// SPDX-License-Identifier: Apache-2.0
// tests/verification/kmc/laws.cpp: barrier laws (a) and (b) of deformation 1.3 against hand values.
#include "vitrum/kmc/kernels/laws.hpp"

#include <gtest/gtest.h>

namespace vitrum::kmc::kernels {
namespace {

TEST(LawA, SoftensTheBarrierAloneAndStopsAtItsFloor) {
  const auto r = softened(0.1, 0.3, 0.5, 0.0);
  const double factor = std::exp(-0.1 - 0.3 * std::exp(-0.5));
  EXPECT_NEAR(activation(r, 4.5, 20.2, 1.0, 0.5, 0.1, -0.02), 4.5 * factor - 20.2 * 0.09, 1e-14);
  const auto floored = softened(5.0, 0.0, 0.0, 0.4);
  EXPECT_NEAR(activation(floored, 4.5, 20.2, 0.01, 0.0, 0.1, 0.0), 0.4 - 20.2 * 0.001, 1e-15);
}

TEST(LawB, SoftensWithNetStrainAndHardensToTwiceTheBarrierWithTime) {
  const double e1 = 0.03, e3 = -0.04;               // E:E = 2 (e1^2 + e3^2) = .005, eta = .15
  const double soft = std::exp(-0.15), work = 1.3;  // work = V (s1 e1 + s3 e3)
  const auto now = rehardening(2.0, 30.0, 1e9, e1, e3, 0.0, 0.0);
  EXPECT_NEAR(activation(now, 1.7, 13.0, 1.0, 0.0, 0.1, 0.0), (1.7 - work) * soft, 1e-15);
  const auto later = rehardening(2.0, 30.0, 1e9, e1, e3, 2.0, 0.0);
  EXPECT_NEAR(activation(later, 1.7, 13.0, 1.0, 0.0, 0.1, 0.0), (1.7 + 2.0 * (1.0 - std::exp(-2.0)) - work) * soft,
              1e-14);
  const auto old = rehardening(2.0, 30.0, 1e9, 0.0, 0.0, INFINITY, 0.0);
  EXPECT_EQ(activation(old, 2.0, 13.0, 0.0, 0.0, 0.1, 0.0), 4.0);
  EXPECT_NEAR(rehardening(2.0, 30.0, 0.1, e1, e3, 0.0, 0.0).drive, std::exp(-0.1), 1e-16) << "capped";
}

TEST(LawB, FallsWithStressNoFasterThanLawA) {  // so that safe balls hold for both
  for (double e = 0.0; e < 0.3; e += 0.01) EXPECT_LE(rehardening(2.0, 30.0, 1e9, e, e, 1.0, 0.0).drive, 1.0);
}

}  // namespace
}  // namespace vitrum::kmc::kernels
