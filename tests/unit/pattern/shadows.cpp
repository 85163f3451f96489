// SPDX-License-Identifier: Apache-2.0
// tests/unit/pattern/shadows.cpp: a beam stop is found; the dark spots of a speckled scan are not taken for one.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "unit/order/ring_scan.hpp"
#include "vitrum/pattern/calibration.hpp"

namespace vitrum::pattern {
namespace {

/// 80 positions, of which each 2 x 2 share a speckle pattern: 20 independent ones.
testing::RingScan few_patterns() {
  testing::RingScan scan;
  scan.ny = 8;
  scan.nx = 10;
  scan.qy = scan.qx = 128;
  scan.centre = {63.1, 64.2};
  scan.radius = 38.0;
  scan.width = 4.5;
  scan.contrast = 1.0;  // fully developed
  return scan;
}

/// Multiplies patterns by `share(x, y)` of the detector.
template <class Share>
scan::Source shaded(const testing::RingScan& made, Share share) {
  scan::Source source = made.source();
  source.read = [made, share](std::size_t begin, std::size_t count, std::span<std::byte> out) {
    for (std::size_t i = 0; i < count; ++i) {
      auto counts = made.pattern((begin + i) / made.nx, (begin + i) % made.nx);
      for (std::size_t p = 0; p < counts.size(); ++p) {
        const double lit = share(static_cast<double>(p % made.qx), static_cast<double>(p / made.qx));
        counts[p] = static_cast<std::uint16_t>(std::lround(lit * counts[p]));
      }
      std::memcpy(out.data() + i * counts.size() * 2, counts.data(), counts.size() * 2);
    }
  };
  return source;
}

double masked_share(const Calibration& c) {
  return static_cast<double>(std::count(c.mask.begin(), c.mask.end(), 0)) / static_cast<double>(c.mask.size());
}

TEST(Shadows, TwentySpecklePatternsLoseNoPixelsToAShadowThatIsNotThere) {
  const comm::Communicator world;
  const Calibration c = calibrate(world, few_patterns().source(), {});
  ASSERT_TRUE(c.has_ring());
  if (world.is_root())
    std::printf("20 speckle patterns: %.3f %% of the pixels masked (target 0.5 %%), %zu as shadows\n",
                100.0 * masked_share(c), c.shadowed);
  EXPECT_LT(masked_share(c), 0.005);
}

/// A stop of radius 14 px over the direct beam, held by an arm 7 px wide from the right edge; 3 % come through.
double stop(double x, double y) {
  const bool disk = std::hypot(x - 63.0, y - 64.0) < 14.0;
  const bool arm = x > 63.0 && std::fabs(y - 60.0) < 3.5;
  return disk || arm ? 0.03 : 1.0;
}

TEST(Shadows, ABeamStopIsFoundInSpeckleAndNotMuchElse) {
  const comm::Communicator world;
  const auto source = shaded(few_patterns(), stop);
  const Calibration c = calibrate(world, source, {});
  ASSERT_TRUE(c.has_ring());
  std::size_t arm = 0, arm_masked = 0, far = 0, far_masked = 0;
  for (std::size_t p = 0; p < c.mask.size(); ++p) {
    const double x = static_cast<double>(p % 128), y = static_cast<double>(p / 128);
    const double r = std::hypot(x - 63.1, y - 64.2);
    if (stop(x, y) < 1.0 && r > 20.0 && r < 48.0) {
      ++arm;
      arm_masked += c.mask[p] == 0 ? 1 : 0;
    } else if (r > 20.0 && std::fabs(y - 60.0) > 12.0) {
      ++far;
      far_masked += c.mask[p] == 0 ? 1 : 0;
    }
  }
  if (world.is_root())
    std::printf(
        "beam stop in 20 speckle patterns: %zu of %zu pixels of its arm on the ring masked, %zu of %zu far from it\n",
        arm_masked, arm, far_masked, far);
  EXPECT_EQ(arm_masked, arm);
  EXPECT_LT(static_cast<double>(far_masked), 0.005 * static_cast<double>(far));
  EXPECT_NEAR(c.geometry.centre->cx0, 63.1, 0.4);  // 20 speckle patterns: 48 speckles along the ring, 1.5 px each
  EXPECT_NEAR(c.geometry.centre->cy0, 64.2, 0.4);
}

TEST(Shadows, TheEdgeOfAnEnergyFilterIsFound) {
  const comm::Communicator world;
  auto made = few_patterns();
  made.contrast = 0.3;
  const auto source = shaded(made, [](double x, double y) { return x + y > 160.0 ? 0.0 : 1.0; });
  const Calibration c = calibrate(world, source, {});
  ASSERT_TRUE(c.has_ring()) << c.notes.front();
  std::size_t ring = 0, masked = 0;
  for (std::size_t p = 0; p < c.mask.size(); ++p) {
    const double x = static_cast<double>(p % 128), y = static_cast<double>(p / 128);
    const double r = std::hypot(x - 63.1, y - 64.2);
    if (x + y < 162.0 || std::fabs(r - 38.0) > 8.0) continue;
    ++ring;
    masked += c.mask[p] == 0 ? 1 : 0;
  }
  EXPECT_EQ(masked, ring);
  EXPECT_LT(c.geometry.ring->coverage, 0.95);
}

}  // namespace
}  // namespace vitrum::pattern
