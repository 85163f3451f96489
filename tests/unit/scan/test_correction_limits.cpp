// SPDX-License-Identifier: Apache-2.0
// tests/unit/scan/test_correction_limits.cpp: corrections where something is missing, saturated, or must be known.
#include <algorithm>
#include <cmath>
#include <limits>

#include "unit/scan/fixtures.hpp"
#include "vitrum/scan/image_file.hpp"

namespace vitrum::scan {
namespace {

using namespace testing;

constexpr std::size_t qy = 4, qx = 6, pixels = qy * qx;
constexpr float nothing = std::numeric_limits<float>::quiet_NaN();

/// 2 x 2 patterns of `level` everywhere, changed by `spoil`.
OpenOptions flat_scan(
    const Folder& folder, float level, const std::function<void(std::vector<float>&)>& spoil = [](auto&) {}) {
  std::vector<float> values(4 * pixels, level);
  spoil(values);
  write_npy(folder / "scan.npy", {2, 2, qy, qx}, values, "<f4");
  return at(folder / "scan.npy");
}

std::string write_image(const std::string& path, const std::vector<float>& values) {
  write_npy(path, {qy, qx}, values, "<f4");
  return path;
}

TEST(Zingers, NeedTheGain) {
  const Folder folder;
  auto options = flat_scan(folder, 100.0F);
  options.corrections.zinger_sigma = 10.0;
  EXPECT_NE(message_of<InputError>([&] { open(options); }).find("scan.gain"), std::string::npos);
  options.gain = 1.0;
  EXPECT_NO_THROW(open(options));
}

// Gain 4, read noise 30, neighbours at 400: sqrt(4 * 400 + 900) = 50, so 10 sigma end at 900; without electrons at 10
// sqrt(4 * 4 + 900) = 302.65.
TEST(Zingers, StandOutOfShotAndReadNoiseTogether) {
  const Folder folder;
  for (const bool dark : {false, true}) {
    const float level = dark ? 0.0F : 400.0F, edge = dark ? 302.65F : 900.0F;
    auto options = flat_scan(folder, level, [&](auto& v) {
      v[8] = edge - 0.5F;
      v[pixels + 8] = edge + 0.5F;
    });
    options.corrections.zinger_sigma = 10.0;
    options.corrections.read_noise = 30.0;
    options.gain = 4.0;
    const auto values = read_all<float>(open(options));
    EXPECT_EQ(values[8], edge - 0.5F);
    EXPECT_TRUE(std::isnan(values[pixels + 8])) << level;
  }
}

TEST(RowOffsets, ARowWithoutAGoodReferenceIsLeftOutOfItsPattern) {
  const Folder folder;
  auto options = flat_scan(folder, 50.0F, [](auto& v) {
    for (const std::size_t column : {0u, 1u}) v[pixels + 2 * qx + column] = nothing;  // pattern 1, row 2
  });
  options.corrections.offset_columns = {0, 1};
  const auto values = read_all<float>(open(options));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool lost = i / pixels == 1 && i % pixels / qx == 2;
    EXPECT_EQ(std::isnan(values[i]), lost) << i;
    if (!lost) {
      EXPECT_EQ(values[i], 0.0F) << i;
    }
  }
  std::vector<float> mask(pixels, 1.0F);
  mask[3 * qx] = mask[3 * qx + 1] = 0.0F;
  options.corrections.mask = write_image(folder / "mask.npy", mask);
  const Source masked = open(options);
  EXPECT_TRUE(said(masked.info.notes, "1 rows have no good pixel in scan.offset_columns"));
  EXPECT_TRUE(std::isnan(read_all<float>(masked)[3 * qx + 5]));
}

TEST(Darks, AreMeansOverWhatIsNotSaturated) {
  const Folder folder;
  std::vector<std::uint16_t> frames(3 * pixels, 20);
  frames[5] = 65535;
  frames[pixels + 5] = 26;
  for (std::size_t f = 0; f < 3; ++f) frames[f * pixels + 6] = 65535;
  write_npy(folder / "dark.npy", {3, qy, qx}, frames, "<u2");
  EXPECT_EQ(read_image(folder / "dark.npy").value[6], 65535.0);  // a weight stays what it is
  const auto dark = read_image(folder / "dark.npy", ImageOf::measured);
  EXPECT_EQ(dark.value[4], 20.0);
  EXPECT_EQ(dark.value[5], 23.0);
  EXPECT_TRUE(std::isnan(dark.value[6]));
  auto options = flat_scan(folder, 100.0F);
  options.corrections.dark = folder / "dark.npy";
  const Source source = open(options);
  EXPECT_TRUE(said(source.info.notes, "1 pixels have no dark"));
  EXPECT_EQ(read_all<float>(source)[5], 77.0F);
  EXPECT_TRUE(std::isnan(read_all<float>(source)[6]));
}

// A lit level of 200, one pixel three times as sensitive, over a dark of 10 in half of the pixels and 30 in the others.
TEST(Flats, LoseTheDarkBeforeTheyDivide) {
  const Folder folder;
  std::vector<float> dark(pixels), flat(pixels);
  for (std::size_t p = 0; p < pixels; ++p) {
    dark[p] = p % 2 == 0 ? 10.0F : 30.0F;
    flat[p] = dark[p] + 200.0F;
  }
  flat[7] = dark[7] + 600.0F;
  auto options = flat_scan(folder, 100.0F);
  options.corrections.dark = write_image(folder / "dark.npy", dark);
  options.corrections.flat = write_image(folder / "flat.npy", flat);
  const Source source = open(options);
  EXPECT_TRUE(said(source.info.notes, "the dark taken off it"));
  const auto values = read_all<float>(source);
  EXPECT_EQ(values[0], 90.0F);
  EXPECT_EQ(values[1], 70.0F);
  EXPECT_FLOAT_EQ(values[7], 70.0F / 3.0F);
  // Relative, and so without a dark: none is taken off.
  for (float& v : flat) v = 1.0F;
  flat[7] = 3.0F;
  write_image(folder / "flat.npy", flat);
  const Source relative = open(options);
  EXPECT_TRUE(said(relative.info.notes, "taken to hold no dark"));
  EXPECT_FLOAT_EQ(read_all<float>(relative)[7], 70.0F / 3.0F);
  for (float& v : flat) v *= 100.0F;
  write_image(folder / "flat.npy", flat);
  options.corrections.flat_dark_subtracted = true;
  EXPECT_FLOAT_EQ(read_all<float>(open(options))[7], 70.0F / 3.0F);
}

// Half of the pixels at 0.9, half at 1.1: sigma_f^2 = 0.01.
TEST(Flats, SayHowFarOneGainForAllPixelsIsOff) {
  const Folder folder;
  std::vector<float> flat(pixels);
  for (std::size_t p = 0; p < pixels; ++p) flat[p] = p % 2 == 0 ? 0.9F : 1.1F;
  auto options = flat_scan(folder, 100.0F);
  options.corrections.flat = write_image(folder / "flat.npy", flat);
  const auto notes = open(options).info.notes;
  EXPECT_TRUE(said(notes, "0.03 of the read noise stays in, and 0.01 of the shot noise"));
}

TEST(Masks, AndFlatsCountTheirPixelsApart) {
  const Folder folder;
  std::vector<float> flat(pixels, 2.0F), mask(pixels, 1.0F);
  flat[1] = flat[2] = flat[3] = 0.0F;
  mask[3] = mask[4] = 0.0F;
  auto options = flat_scan(folder, 100.0F, [](auto& v) { v[4] = 5000.0F; });
  options.corrections.flat = write_image(folder / "flat.npy", flat);
  options.corrections.mask = write_image(folder / "mask.npy", mask);
  options.corrections.saturation = 4000.0;
  const Source source = open(options);
  EXPECT_TRUE(said(source.info.notes, "3 pixels of it are not above 0"));
  EXPECT_TRUE(said(source.info.notes, "2 pixels masked with"));
  const auto values = read_all<float>(source);
  for (const std::size_t p : {1u, 2u, 3u, 4u}) EXPECT_TRUE(is_masked(values[p])) << p;
  EXPECT_EQ(summarize(comm::Communicator(MPI_COMM_SELF), source).saturated, 0u);  // what is masked is not counted
}

TEST(Counts, AreKeptOfThePatternsThatWereReadAlone) {
  FrameCounts counts;
  EXPECT_EQ(counts.at(std::size_t{1} << 40).zingers, 0u);  // as large a scan as there may be takes no memory
  counts.set((std::size_t{1} << 40) + 3, {2, 5});
  EXPECT_EQ(counts.at((std::size_t{1} << 40) + 3).zingers, 2u);
  EXPECT_EQ(counts.at((std::size_t{1} << 40) + 3).saturated, 5u);
  EXPECT_EQ(counts.at((std::size_t{1} << 40) + 4).saturated, 0u);
}

}  // namespace
}  // namespace vitrum::scan
