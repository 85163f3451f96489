// SPDX-License-Identifier: Apache-2.0
// tests/verification/phantom/femsim_slow.cpp: target 16: V(k) of a supplied model against FEMSIM's own output.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "femsim.hpp"

namespace vitrum::testing::femsim {
namespace {

std::string model_path() {
  const char* data = std::getenv("VITRUM_DATA");
  return std::string(data == nullptr ? "" : data) + "/femsim_hrmc/models/Zr50Cu35Al15_t3_final.xyz";
}

const std::vector<double> ks{0.29462238, 0.36009402, 0.42556566, 0.4910373};  // of FEMSIM's table

// FEMSIM's own output for this model. It tabulates J0 and A1 and has other scattering factors, which count most
// between the rings (0.2946): 20 % there, 5 % on the ring and beyond (target 16). Exact J0 and Lobato's factors give
// .0653 .1723 .2381 .1314 in an independent calculation.
TEST(Femsim, KnownAnswerOfZr50Cu35Al15) {
  if (!std::filesystem::exists(model_path())) GTEST_SKIP() << "the model is not there: set VITRUM_DATA";
  const comm::Communicator world;
  const auto rotations = femsim_rotations();
  ASSERT_EQ(rotations.size(), 211u);
  const auto v = variance(world, read_model(model_path()), rotations, ks, 0.0305);
  const std::array<double, 4> known{0.05713, 0.16822, 0.23695, 0.12835}, exact{0.0653, 0.1723, 0.2381, 0.1314};
  for (std::size_t i = 0; i < 4; ++i) {
    if (world.is_root())
      std::printf("target 16: V(%.4f) = %.5f, FEMSIM %.5f (%+.1f %%), exact J0 and Lobato expected %.4f\n", ks[i], v[i],
                  known[i], 100.0 * (v[i] / known[i] - 1.0), exact[i]);
    EXPECT_NEAR(v[i] / known[i], 1.0, i == 0 ? 0.20 : 0.05);
    EXPECT_NEAR(v[i], exact[i], 2e-4);  // given at k rounded to four digits: at 0.4257 V is 0.2381
  }
}

// The model was refined at those 211 orientations: at others its V is about half. Standard error of V over 211
// orientations of nearly exponential intensities: some 15 %; 0.125 at 0.4257 expected.
TEST(Femsim, AtRandomOrientationsTheModelVariesHalfAsMuch) {
  if (!std::filesystem::exists(model_path())) GTEST_SKIP() << "the model is not there: set VITRUM_DATA";
  const comm::Communicator world;
  const auto v = variance(world, read_model(model_path()), random_rotations(422, 16), {ks[2]}, 0.0305);
  if (world.is_root()) std::printf("422 random orientations: V(%.4f) = %.4f (some 0.125 expected)\n", ks[2], v[0]);
  EXPECT_NEAR(v[0], 0.125, 0.04);
}

}  // namespace
}  // namespace vitrum::testing::femsim
