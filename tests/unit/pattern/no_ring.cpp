// SPDX-License-Identifier: Apache-2.0
// tests/unit/pattern/no_ring.cpp: what is not there is not found; defects are.
#include <gtest/gtest.h>

#include <cmath>

#include "vitrum/core/random.hpp"
#include "vitrum/pattern/calibration.hpp"

namespace vitrum::pattern {
namespace {

/// One block whose expected counts are `mean(x, y)`.
template <class Mean>
Sample sample_of(std::size_t qy, std::size_t qx, std::uint64_t seed, Mean mean) {
  Sample sample;
  sample.qy = qy;
  sample.qx = qx;
  sample.patterns = 100;
  sample.invalid.assign(qy * qx, 0);
  sample.saturated.assign(qy * qx, 0);
  Sample::Block block;
  block.patterns = 100;
  Stream stream(seed, Purpose::test);
  for (std::size_t p = 0; p < qy * qx; ++p) {
    const double expected = 100.0 * mean(static_cast<double>(p % qx), static_cast<double>(p / qx));
    block.sum.push_back(static_cast<double>(stream.poisson(expected)));
  }
  sample.blocks.push_back(std::move(block));
  return sample;
}

TEST(NoRing, NoiseHasNone) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const auto c = calibrate_sample(sample_of(64, 64, seed, [](double, double) { return 2.0; }), {});
    EXPECT_FALSE(c.geometry.ring.has_value());
    EXPECT_FALSE(c.geometry.centre.has_value());
    ASSERT_FALSE(c.notes.empty());
    EXPECT_EQ(c.notes[0].rfind("no diffraction ring found", 0), 0u);
  }
}

TEST(NoRing, ADirectBeamAloneGivesACentreAndNoRing) {
  const auto c =
      calibrate_sample(sample_of(64, 64, 5,
                                 [](double x, double y) {
                                   const double r = std::hypot(x - 30.3, y - 33.6);
                                   return 200.0 / (1.0 + std::exp(2.0 * (r - 5.0))) + 0.3 * std::exp(-r / 12.0);
                                 }),
                       {});
  EXPECT_FALSE(c.geometry.ring.has_value());
  ASSERT_TRUE(c.geometry.centre.has_value());
  EXPECT_EQ(c.geometry.centre_from, Found::centre_of_mass);
  EXPECT_NEAR(c.geometry.centre->cx0, 30.3, 0.05);
  EXPECT_NEAR(c.geometry.centre->cy0, 33.6, 0.05);
}

TEST(NoRing, TinyAndEmptyPatternsAreHandled) {
  EXPECT_FALSE(calibrate_sample(sample_of(4, 5, 1, [](double, double) { return 3.0; }), {}).geometry.ring);
  EXPECT_FALSE(calibrate_sample(sample_of(40, 40, 1, [](double, double) { return 0.0; }), {}).geometry.ring);
  EXPECT_FALSE(calibrate_sample(sample_of(1, 1, 1, [](double, double) { return 9.0; }), {}).geometry.ring);
  // A ramp, as test files have it.
  EXPECT_FALSE(
      calibrate_sample(sample_of(64, 64, 1, [](double x, double y) { return x + 64.0 * y; }), {}).geometry.ring);
}

TEST(Defects, HotAndDeadPixelsAreMaskedAndNoOthers) {
  auto sample = sample_of(64, 64, 3, [](double x, double y) {
    return 3.0 * std::exp(-0.5 * std::pow((std::hypot(x - 31.0, y - 32.0) - 18.0) / 2.5, 2)) + 1.0;
  });
  for (const std::size_t p : {700u, 1500u, 1501u}) sample.blocks[0].sum[p] = 5e4;
  for (const std::size_t p : {2000u, 3000u}) sample.blocks[0].sum[p] = 0.0;
  sample.saturated[100] = 50;
  sample.invalid[200] = 6;  // of 100: more than 5 %
  sample.invalid[300] = 5;
  const auto c = calibrate_sample(sample, {});
  EXPECT_EQ(c.hot, 3u);
  EXPECT_EQ(c.dead, 3u);  // two without counts, one that held no number
  EXPECT_EQ(c.saturated, 1u);
  for (const std::size_t p : {700u, 1500u, 1501u, 2000u, 3000u, 100u, 200u}) EXPECT_EQ(c.mask[p], 0);
  ASSERT_TRUE(c.has_ring());
  EXPECT_NEAR(c.geometry.ring->radius_px, 18.0, 0.1);
}

TEST(Geometry, TheEllipseMatrixTakesARingToACircleOfItsArea) {
  const Ellipse ellipse{0.03, 0.7};
  const auto frame = frame_of(kernels::Point{10.0, 20.0}, ellipse);
  EXPECT_NEAR(frame.txx * frame.tyy - frame.txy * frame.txy, 1.0, 1e-14);
  for (const double t : {0.0, 0.4, 1.3, 2.9}) {
    const double u = 5.0 * 1.03 * std::cos(t), v = 5.0 / 1.03 * std::sin(t);  // long axis along theta
    const auto q = kernels::corrected(frame, 10.0 + u * std::cos(0.7) - v * std::sin(0.7),
                                      20.0 + u * std::sin(0.7) + v * std::cos(0.7));
    EXPECT_NEAR(std::hypot(q.x, q.y), 5.0, 1e-13);
  }
  const Ellipse back = ellipse_of(shear_of({-0.03, 0.7}));  // short along 0.7: long across it
  EXPECT_NEAR(back.theta, 0.7 + 1.5707963267948966, 1e-12);
  EXPECT_NEAR(back.e, 1.0 / 0.97 - 1.0, 1e-12);
}

}  // namespace
}  // namespace vitrum::pattern
