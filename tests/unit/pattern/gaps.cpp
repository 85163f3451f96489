// SPDX-License-Identifier: Apache-2.0
// tests/unit/pattern/gaps.cpp: missing values and an unknown gain are dealt with and said.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "unit/order/ring_scan.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/pattern/calibration.hpp"

namespace vitrum::pattern {
namespace {

constexpr std::size_t edge = 48;
constexpr std::size_t side = 8;

/// 8 x 8 patterns, all read; `spoil` puts NaN where it likes, given values and number of pixels.
template <class Spoil>
scan::Source float_scan(Spoil spoil) {
  testing::RingScan made;
  made.ny = made.nx = side;
  made.qy = made.qx = edge;
  made.centre = {23.4, 24.1, 0.0, 0.0, 0.0, 0.0};
  made.radius = 15.0;
  made.contrast = 0.0;
  std::vector<float> values;
  for (std::size_t r = 0; r < side * side; ++r) {
    const auto counts = made.pattern(r / side, r % side);
    values.insert(values.end(), counts.begin(), counts.end());
  }
  spoil(values);
  return testing::memory_scan(side, side, edge, edge, scan::PixelType::f32, values);
}

constexpr float nothing = std::numeric_limits<float>::quiet_NaN();

TEST(Gaps, AFewMissingValuesDoNotMaskAPixel) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  constexpr std::size_t few = 1000, many = 1100, other = 1200;
  const auto source = float_scan([](std::vector<float>& v) {
    for (const std::size_t r : {3u, 40u}) v[r * edge * edge + few] = nothing;
    for (const std::size_t r : {3u, 17u, 40u, 41u}) v[r * edge * edge + many] = nothing;  // 4 of 64: 6 %
    for (std::size_t p = 0; p < edge * edge; ++p) v[9 * edge * edge + p] = nothing;       // no pattern at all
  });
  const Sample sample = read_sample(world, source, 64, 4);
  EXPECT_EQ(sample.patterns, 63u);
  EXPECT_EQ(sample.invalid[few], 2u);
  EXPECT_EQ(sample.invalid[many], 4u);
  EXPECT_EQ(sample.invalid[other], 0u);
  const Calibration c = calibrate(world, source, {});
  EXPECT_EQ(c.mask[few], 1);
  EXPECT_EQ(c.mask[many], 0);
  EXPECT_EQ(c.mask[other], 1);
  EXPECT_EQ(c.dead, 1u);
  ASSERT_TRUE(c.has_ring());
  const Calibration again = calibrate(alone, source, {});
  EXPECT_EQ(c.mask, again.mask);
  EXPECT_EQ(c.geometry.centre->cx0, again.geometry.centre->cx0);
  EXPECT_EQ(c.geometry.ring->radius_px, again.geometry.ring->radius_px);
}

TEST(Gaps, SumsStandForAllPatternsOfTheBlock) {
  const comm::Communicator world;
  const auto source = float_scan([](std::vector<float>& v) {
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = static_cast<float>(i % (edge * edge));
    v[0 * edge * edge + 500] = nothing;                                               // of the first block of 2 x 2
    for (const std::size_t r : {0u, 1u, 8u, 9u}) v[r * edge * edge + 600] = nothing;  // all of it
  });
  const Sample sample = read_sample(world, source, 64, 2);
  if (!world.is_root()) return;
  ASSERT_EQ(sample.blocks.size(), 16u);
  EXPECT_EQ(sample.blocks[0].sum[499], 4.0 * 499.0);
  EXPECT_NEAR(sample.blocks[0].sum[500], 4.0 * 500.0, 1e-9);
  EXPECT_NEAR(sample.blocks[0].sum[600], 4.0 * 600.0, 1e-9);
}

TEST(Gaps, AScanWithoutANumberIsTheDatasFault) {
  const comm::Communicator world;
  const auto source = float_scan([](std::vector<float>& v) { v.assign(v.size(), nothing); });
  EXPECT_THROW(calibrate(world, source, {}), DataError);
}

TEST(Gaps, PixelsOfScanMaskAreNotDead) {
  const comm::Communicator world;
  const auto source = float_scan([](std::vector<float>& v) {
    for (std::size_t r = 0; r < side * side; ++r) {
      v[r * edge * edge + 1000] = scan::masked_value();
      v[r * edge * edge + 1100] = nothing;
    }
  });
  const Calibration c = calibrate(world, source, {});
  EXPECT_EQ(c.drawn, 1u);
  EXPECT_EQ(c.dead, 1u);
  EXPECT_EQ(c.mask[1000], 0);
  EXPECT_EQ(c.mask[1100], 0);
}

TEST(Gaps, IntegersSaturateWhereTheScanSays) {
  const comm::Communicator world;
  std::vector<std::uint16_t> values(side * side * edge * edge, 5);
  for (std::size_t r = 0; r < side * side; ++r) values[r * edge * edge + 1000] = 4095;
  auto source = testing::memory_scan(side, side, edge, edge, scan::PixelType::u16, values);
  EXPECT_EQ(read_sample(world, source, 64, 4).saturated[1000], 0u);
  source.info.saturation = 4095.0;
  EXPECT_EQ(read_sample(world, source, 64, 4).saturated[1000], 64u);
}

TEST(ReadNoise, IsThatOfTheScanUnlessTheDeckSays) {
  const comm::Communicator world;
  auto source = float_scan([](std::vector<float>&) {});
  CalibrationParameters parameters;
  parameters.sample = 16;  // one block
  EXPECT_EQ(calibrate(world, source, parameters).geometry.read_noise, 0.0);
  source.info.read_noise = 12.0;
  EXPECT_EQ(calibrate(world, source, parameters).geometry.read_noise, 12.0);
  parameters.read_noise = 0.0;
  EXPECT_EQ(calibrate(world, source, parameters).geometry.read_noise, 0.0);
}

TEST(Descan, AParabolaThatTheScanIsTooSmallForIsSaidToBeAPlane) {
  const comm::Communicator world;
  const auto source = float_scan([](std::vector<float>&) {});
  CalibrationParameters parameters;
  parameters.descan = Descan::parabola;
  parameters.block = 2;  // 16 blocks at 4 rows and 4 columns
  const auto said = [&](const char* words) {
    const auto notes = calibrate(world, source, parameters).notes;
    return std::any_of(notes.begin(), notes.end(), [&](const auto& n) { return n.starts_with(words); });
  };
  EXPECT_FALSE(said("descan:"));
  parameters.block = 3;  // 4 blocks
  EXPECT_TRUE(said("descan: a constant instead of the parabola"));
}

TEST(Gain, ThatNobodyGaveIsSaidToBeAssumed) {
  const comm::Communicator world;
  auto source = float_scan([](std::vector<float>&) {});
  EXPECT_EQ(calibrate(world, source, {}).geometry.gain_from, Found::scan_file);
  source.info.gain.reset();
  const Calibration c = calibrate(world, source, {});
  EXPECT_EQ(c.geometry.gain, 1.0);
  EXPECT_EQ(c.geometry.gain_from, Found::assumed);
  const auto said = [](const Calibration& of) {
    return std::any_of(of.notes.begin(), of.notes.end(), [](const auto& n) { return n.starts_with("gain not known"); });
  };
  EXPECT_TRUE(said(c));
  const std::string path = "pattern_gain_np" + std::to_string(world.size()) + ".h5";
  comm::on_root(world, [&] {
    auto file = storage::File::create(path);
    write(file, c);
    file.commit();
    const auto attributes = storage::File::open(path).read_attributes("/calibration/scale");
    EXPECT_EQ(std::get<std::string>(attributes.at("gain_found_by")), "assumed");
  });
  CalibrationParameters from_file;
  from_file.file = path;
  EXPECT_TRUE(said(calibrate(world, source, from_file)));  // an assumption does not become a measurement
  from_file.gain = 3.0;
  const Calibration given = calibrate(world, source, from_file);
  EXPECT_EQ(given.geometry.gain, 3.0);
  EXPECT_FALSE(said(given));
  world.barrier();
  if (world.is_root()) std::remove(path.c_str());
}

}  // namespace
}  // namespace vitrum::pattern
