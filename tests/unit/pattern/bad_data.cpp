// SPDX-License-Identifier: Apache-2.0
// tests/unit/pattern/bad_data.cpp: patterns that no calibration should believe, and what it says of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "unit/order/ring_scan.hpp"
#include "vitrum/pattern/calibration.hpp"

namespace vitrum::pattern {
namespace {

constexpr float nothing = std::numeric_limits<float>::quiet_NaN();

testing::RingScan small() {
  testing::RingScan made;
  made.ny = made.nx = 8;
  made.contrast = 0.0;
  return made;
}

/// The scan in memory as T, its values changed by `spoil`.
template <class T, class Spoil>
scan::Source spoiled(const testing::RingScan& made, scan::PixelType type, Spoil spoil) {
  std::vector<T> values;
  for (std::size_t r = 0; r < made.ny * made.nx; ++r) {
    for (const auto count : made.pattern(r / made.nx, r % made.nx)) values.push_back(static_cast<T>(count));
  }
  spoil(values, made.qy * made.qx);
  return testing::memory_scan(made.ny, made.nx, made.qy, made.qx, type, values);
}

void is_right(const Calibration& c, const testing::RingScan& made, double within = 0.15) {
  ASSERT_TRUE(c.has_ring()) << (c.notes.empty() ? "" : c.notes.front());
  EXPECT_NEAR(c.geometry.centre->at(3.5, 3.5).x, made.centre.at(3.5, 3.5).x, within);
  EXPECT_NEAR(c.geometry.centre->at(3.5, 3.5).y, made.centre.at(3.5, 3.5).y, within);
  EXPECT_NEAR(c.geometry.ring->radius_px, made.radius, 2.0 * within);
}

bool says(const Calibration& c, const std::string& words) {
  return std::any_of(c.notes.begin(), c.notes.end(), [&](const auto& n) { return n.find(words) != std::string::npos; });
}

TEST(BadData, PatternsOfNaNAndOfZerosAndNegativeValuesLeaveTheResultRight) {
  const comm::Communicator world;
  const auto made = small();
  const auto source = spoiled<float>(made, scan::PixelType::f32, [](std::vector<float>& v, std::size_t pixels) {
    std::fill_n(v.begin(), pixels, nothing);                                            // one all NaN,
    std::fill_n(v.begin() + static_cast<std::ptrdiff_t>(9 * pixels), pixels, 0.0F);     // one all zero,
    for (std::size_t p = 0; p < pixels; ++p) v[20 * pixels + p] = -v[20 * pixels + p];  // one turned negative,
    for (float& value : v) value -= 0.3F;                                               // and a dark too large
  });
  is_right(calibrate(world, source, {}), made);
}

TEST(BadData, ScansOfZerosOrOfOneValueHaveNoRing) {
  const comm::Communicator world;
  for (const float value : {0.0F, 7.0F, -3.0F}) {
    const auto source = spoiled<float>(small(), scan::PixelType::f32, [&](std::vector<float>& v, std::size_t) {
      std::fill(v.begin(), v.end(), value);
    });
    const Calibration c = calibrate(world, source, {});
    EXPECT_FALSE(c.geometry.ring.has_value()) << value;
    EXPECT_TRUE(says(c, "no diffraction ring found")) << value;
  }
}

TEST(BadData, SaturatedValuesAreLeftOutAndPixelsThatOftenSaturateAreMasked) {
  const comm::Communicator world;
  const auto made = small();
  auto source = spoiled<std::uint16_t>(made, scan::PixelType::u16, [](auto& v, std::size_t pixels) {
    for (std::size_t p = 0; p < pixels; ++p) v[5 * pixels + p] = 65535;  // a whole pattern
    for (std::size_t r = 0; r < 64; r += 3) v[r * pixels + 40 * 64 + 20] = 65535;
  });
  source.info.path = "memory";
  const Calibration c = calibrate(world, source, {});
  is_right(c, made);
  EXPECT_EQ(c.mask[40 * 64 + 20], 0);
  EXPECT_EQ(c.saturated, 1u);
  scan::Corrections none;
  const Calibration corrected = calibrate(world, scan::corrected(source, none), {});
  EXPECT_EQ(corrected.mask, c.mask);
  EXPECT_EQ(corrected.saturated, 1u);
  EXPECT_EQ(corrected.geometry.centre->cx0, c.geometry.centre->cx0);
  EXPECT_EQ(corrected.geometry.ring->radius_px, c.geometry.ring->radius_px);
}

TEST(BadData, AScanOfSaturatedPatternsIsTheDatasFault) {
  const comm::Communicator world;
  const auto source = spoiled<std::uint16_t>(small(), scan::PixelType::u16,
                                             [](auto& v, std::size_t) { std::fill(v.begin(), v.end(), 65535); });
  EXPECT_THROW(calibrate(world, source, {}), DataError);
}

TEST(BadData, ABeamOutsideTheDetectorGivesNoWrongRing) {
  const comm::Communicator world;
  for (const double at : {-30.0, -12.0}) {  // far outside; and so that less than a quarter of the ring is seen
    auto made = small();
    made.centre = {at, at};
    const Calibration c = calibrate(world, made.source(), {});
    EXPECT_FALSE(c.geometry.ring.has_value()) << at << ": radius " << c.geometry.ring->radius_px;
    EXPECT_TRUE(says(c, "no diffraction ring found"));
    if (c.geometry.centre) {
      if (world.is_root())
        std::printf("beam at (%.0f, %.0f): centre said to be (%.1f, %.1f) by %s\n", at, at, c.geometry.centre->cx0,
                    c.geometry.centre->cy0, name_of(c.geometry.centre_from));
    }
    EXPECT_FALSE(c.geometry.centre.has_value());
  }
}

TEST(BadData, ARingCutByTheEdgeIsFittedAndItsCoverageSaid) {
  const comm::Communicator world;
  auto made = small();
  made.centre = {44.0, 32.0};  // the ring of radius 20 ends at 64: a sixth of it and its outer side are cut
  made.radius = 23.0;
  made.ring_electrons = 4000.0;
  const Calibration c = calibrate(world, made.source(), {});
  is_right(c, made, 0.2);
  if (world.is_root()) std::printf("ring cut by the edge: coverage %.2f\n", c.geometry.ring->coverage);
  EXPECT_LT(c.geometry.ring->coverage, 0.85);  // cos(phi) < 19.5 / 23 for 2 x 32 of 360 degrees: 0.82
  EXPECT_GT(c.geometry.ring->coverage, 0.7);
}

TEST(BadData, AMaskThatCoversTheRingLeavesNone) {
  const comm::Communicator world;
  const auto made = small();
  CalibrationParameters parameters;
  scan::Polygon ring;  // an annulus as one polygon: out along a seam, round, and back
  for (int i = 0; i <= 72; ++i) {
    ring.x.push_back(made.centre.cx0 + 32.0 * std::cos(i * 5.0 / 57.29577951));
    ring.y.push_back(made.centre.cy0 + 32.0 * std::sin(i * 5.0 / 57.29577951));
  }
  for (int i = 72; i >= 0; --i) {
    ring.x.push_back(made.centre.cx0 + 11.0 * std::cos(i * 5.0 / 57.29577951));
    ring.y.push_back(made.centre.cy0 + 11.0 * std::sin(i * 5.0 / 57.29577951));
  }
  parameters.mask_polygons = {ring};
  const Calibration c = calibrate(world, made.source(), parameters);
  EXPECT_FALSE(c.geometry.ring.has_value());
  EXPECT_TRUE(says(c, "no diffraction ring found"));
}

}  // namespace
}  // namespace vitrum::pattern
