// SPDX-License-Identifier: Apache-2.0
// tests/unit/scan/test_corrections.cpp: dark, flat, masks, zingers and saturation, on values known exactly.
#include <cmath>
#include <limits>
#include <numeric>

#include "unit/scan/fixtures.hpp"
#include "vitrum/core/deck.hpp"
#include "vitrum/scan/deck.hpp"
#include "vitrum/scan/image_file.hpp"

namespace vitrum::scan {
namespace {

using namespace testing;

constexpr std::size_t qy = 4, qx = 6, pixels = qy * qx;

/// 2 x 2 patterns; pattern i holds `base` + i everywhere.
std::string write_scan(const Folder& folder, std::uint16_t base = 100,
                       const std::function<void(std::vector<std::uint16_t>&)>& spoil = {}) {
  std::vector<std::uint16_t> values(4 * pixels);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::uint16_t>(base + i / pixels);
  if (spoil) spoil(values);
  const auto path = folder / "scan.npy";
  write_npy(path, {2, 2, qy, qx}, values, "<u2");
  return path;
}

TEST(Corrections, DarkIsTheMeanOfItsFramesAndNegativeValuesStay) {
  const Folder folder;
  auto options = at(write_scan(folder));
  std::vector<float> frames(3 * pixels);  // mean 101.5 at pixel 0, 90 elsewhere; one value missing
  for (std::size_t f = 0; f < 3; ++f) {
    for (std::size_t p = 0; p < pixels; ++p) frames[f * pixels + p] = 89.0F + static_cast<float>(f);
  }
  frames[0] = 101.0F;
  frames[pixels] = 102.0F;
  frames[2 * pixels] = std::numeric_limits<float>::quiet_NaN();
  write_npy(folder / "dark.npy", {3, qy, qx}, frames, "<f4");
  options.corrections.dark = folder / "dark.npy";
  const Source source = open(options);
  EXPECT_EQ(source.info.type, PixelType::f32);
  EXPECT_EQ(source.info.files.size(), 2u);
  const auto values = read_all<float>(source);
  EXPECT_EQ(values[0], -1.5F);
  EXPECT_EQ(values[1], 10.0F);
  EXPECT_EQ(values[3 * pixels], 1.5F);
}

TEST(Corrections, FlatIsTakenOverItsMedianAndItsZeroPixelsAreMasked) {
  const Folder folder;
  auto options = at(write_scan(folder));
  std::vector<double> flat(pixels, 8.0);
  flat[1] = 16.0;
  flat[2] = 4.0;
  flat[3] = 0.0;
  flat[4] = std::numeric_limits<double>::quiet_NaN();
  Hdf5Writer(folder / "flat.h5").dataset("/lamp/mean", {qy, qx}, flat);
  options.corrections.flat = (folder / "flat.h5") + ":/lamp/mean";
  const auto values = read_all<float>(open(options));
  EXPECT_EQ(values[0], 100.0F);
  EXPECT_EQ(values[1], 50.0F);
  EXPECT_EQ(values[2], 200.0F);
  EXPECT_TRUE(std::isnan(values[3]));
  EXPECT_TRUE(std::isnan(values[pixels + 4]));
  options.corrections.flat = folder / "flat.h5";  // the only dataset: its path is not needed
  EXPECT_EQ(read_all<float>(open(options))[1], 50.0F);
}

TEST(Corrections, MaskedPixelsAreNaNAndCountsStayAsTheyAre) {
  const Folder folder;
  auto options = at(write_scan(folder));
  std::vector<std::uint8_t> mask(pixels, 1);
  mask[7] = 0;
  write_npy(folder / "mask.npy", {qy, qx}, mask, "|b1");
  options.corrections.mask = folder / "mask.npy";
  const Source source = open(options);
  const auto values = read_all<float>(source);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i % pixels == 7) {
      EXPECT_TRUE(std::isnan(values[i]));
      EXPECT_FALSE(is_saturated(values[i]));
      EXPECT_TRUE(is_masked(values[i]));
    } else {
      EXPECT_EQ(values[i], 100.0F + static_cast<float>(i / pixels));
    }
  }
}

TEST(Corrections, RowOffsetsComeFromColumnsWithoutElectrons) {
  const Folder folder;
  auto options = at(write_scan(folder, 100, [](auto& v) {
    for (std::size_t p = 0; p < pixels; ++p) v[p] = static_cast<std::uint16_t>(10 * (p / qx) + (p % qx > 2 ? 50 : 0));
    v[1] = 500;  // one of the three offset columns is hit: the median does not care
  }));
  options.corrections.offset_columns = {0, 2};
  const auto values = read_as<float>(open(options), 0, 1);
  for (std::size_t row = 0; row < qy; ++row) {
    EXPECT_EQ(values[row * qx], 0.0F);
    EXPECT_EQ(values[row * qx + 5], 50.0F);
  }
  options.corrections.offset_columns = {0, qx};
  EXPECT_NE(message_of<DataError>([&] { open(options); }).find("scan.offset_columns"), std::string::npos);
}

TEST(Corrections, AZingerIsLeftOutOfItsPatternAloneAndCounted) {
  const Folder folder;
  auto options = at(write_scan(folder, 100, [](auto& v) {
    v[1 * pixels + 8] = 205;   // neighbours 101: 10 sigma is 100.5 above them
    v[2 * pixels + 8] = 202;   // 102 + 100.99: not yet
    v[2 * pixels + 0] = 900;   // a corner: two neighbours
    v[3 * pixels + 14] = 900;  // two together: each has three usual neighbours
    v[3 * pixels + 15] = 900;
  }));
  options.corrections.zinger_sigma = 10.0;
  options.gain = 1.0;
  const Source source = open(options);
  const auto values = read_all<float>(source);
  EXPECT_TRUE(std::isnan(values[1 * pixels + 8]));
  EXPECT_EQ(values[2 * pixels + 8], 202.0F);
  EXPECT_TRUE(std::isnan(values[2 * pixels]));
  EXPECT_TRUE(std::isnan(values[3 * pixels + 14]));
  EXPECT_TRUE(std::isnan(values[3 * pixels + 15]));
  EXPECT_EQ(std::count_if(values.begin(), values.end(), [](float v) { return std::isnan(v); }), 4);
  const auto summary = summarize(comm::Communicator(MPI_COMM_SELF), source);
  EXPECT_EQ(summary.zingers, 4u);
  EXPECT_EQ(summary.zinger_patterns, 3u);
  EXPECT_TRUE(said(notes_of(summary, source), "4 zingers left out, in 3 of 4 patterns"));
}

TEST(Corrections, ALoneCountInAnEmptyPatternIsNoZinger) {
  const Folder folder;
  auto options = at(write_scan(folder, 0, [](auto& v) {
    std::fill(v.begin(), v.end(), std::uint16_t{0});
    v[8] = 3;
    v[pixels + 8] = 11;  // above 0 + 10 sigma of one electron
  }));
  options.corrections.zinger_sigma = 10.0;
  options.gain = 1.0;
  const auto values = read_all<float>(open(options));
  EXPECT_EQ(values[8], 3.0F);
  EXPECT_TRUE(std::isnan(values[pixels + 8]));
}

TEST(Corrections, SaturatedValuesAreToldApartFromBadPixels) {
  const Folder folder;
  auto options = at(write_scan(folder, 100, [](auto& v) {
    v[5] = 4000;
    v[pixels + 6] = 65535;
  }));
  options.corrections.saturation = 4000.0;
  const Source source = open(options);
  const auto values = read_all<float>(source);
  EXPECT_TRUE(is_saturated(values[5]));
  EXPECT_TRUE(is_saturated(values[pixels + 6]));
  const auto summary = summarize(comm::Communicator(MPI_COMM_SELF), source);
  EXPECT_EQ(summary.saturated, 2u);
  EXPECT_EQ(summary.saturated_patterns, 2u);
}

TEST(Corrections, FlaggedPixelsOf32BitsAreTestedBeforeAnyCast) {
  const Folder folder;
  std::vector<std::uint32_t> values(4 * pixels, 16777217);  // 2^24 + 1: f32 rounds it, and 2^32 - 1 to 2^32
  values[9] = 4294967295U;
  values[10] = 4294967294U;
  write_npy(folder / "scan.npy", {2, 2, qy, qx}, values, "<u4");
  auto options = at(folder / "scan.npy");
  options.guard_saturation = true;
  const Source source = open(options);
  const auto read = read_all<float>(source);
  EXPECT_TRUE(is_saturated(read[9]));
  EXPECT_EQ(read[10], 4294967296.0F);
  EXPECT_TRUE(said(source.info.notes, "largest of uint32"));
}

TEST(Corrections, TheGuardLeavesCleanScansAsTheyAreAndCountsWhatItDidNotForesee) {
  const Folder folder;
  constexpr std::size_t side = 10;
  std::vector<std::uint16_t> values(side * side * pixels, 7);
  values[1 * pixels + 3] = 65535;  // pattern 1 is not among the 16 that are looked at (3, 9, 15, ...)
  write_npy(folder / "scan.npy", {side, side, qy, qx}, values, "<u2");
  auto options = at(folder / "scan.npy");
  options.guard_saturation = true;
  const Source source = open(options);
  EXPECT_EQ(source.info.type, PixelType::u16);
  EXPECT_EQ(read_all<std::uint16_t>(source), values);
  const auto summary = summarize(comm::Communicator(MPI_COMM_SELF), source);
  EXPECT_EQ(summary.saturated, 1u);
  EXPECT_TRUE(said(notes_of(summary, source), "taken for counts"));
  EXPECT_TRUE(said(notes_of(summary, source), "scan.saturation"));
}

TEST(Corrections, TheSummaryOfAllRanksCountsEveryPatternOnce) {
  const comm::Communicator world;
  const Folder folder;
  constexpr std::size_t side = 16;
  std::vector<std::uint16_t> values(side * side * pixels, 50);
  for (std::size_t r = 0; r < side * side; r += 5) values[r * pixels + 9] = 5000;
  write_npy(folder / "scan.npy", {side, side, qy, qx}, values, "<u2");
  auto options = at(folder / "scan.npy");
  options.corrections.zinger_sigma = 10.0;
  options.gain = 1.0;
  const Source source = open(options);
  read_all<float>(source);  // every rank reads all: positions of others do not count
  EXPECT_EQ(summarize(world, source).zingers, 52u);
}

TEST(Corrections, InfinityIsNoNumberAndNotSaturated) {
  const Folder folder;
  std::vector<float> values(4 * pixels, 3.0F);
  values[2] = std::numeric_limits<float>::infinity();
  write_npy(folder / "scan.npy", {2, 2, qy, qx}, values, "<f4");
  auto options = at(folder / "scan.npy");
  options.corrections.zinger_sigma = 10.0;
  options.gain = 1.0;
  const auto read = read_all<float>(open(options));
  EXPECT_TRUE(std::isnan(read[2]));
  EXPECT_FALSE(is_saturated(read[2]));
}

TEST(Corrections, AFileOfAnotherDetectorIsRefusedWithBothShapes) {
  const Folder folder;
  auto options = at(write_scan(folder));
  write_npy(folder / "dark.npy", {3, 3}, std::vector<float>(9, 1.0F), "<f4");
  options.corrections.dark = folder / "dark.npy";
  const auto message = message_of<DataError>([&] { open(options); });
  for (const char* word : {"dark.npy", "scan.dark", "4 x 6", "3 x 3"}) {
    EXPECT_NE(message.find(word), std::string::npos) << message;
  }
  options.corrections.dark.clear();
  options.corrections.mask = folder / "nowhere.npy";
  EXPECT_NE(message_of<DataError>([&] { open(options); }).find("nowhere.npy"), std::string::npos);
  write_npy(folder / "none.npy", {qy, qx}, std::vector<std::uint8_t>(pixels, 0), "|u1");
  options.corrections.mask = folder / "none.npy";
  EXPECT_NE(message_of<DataError>([&] { open(options); }).find("leaves no pixel"), std::string::npos);
  options.corrections.mask.clear();
  options.corrections.flat = folder / "none.npy";
  EXPECT_NE(message_of<DataError>([&] { open(options); }).find("scan.flat"), std::string::npos);
}

TEST(Corrections, ComeFromTheDeck) {
  auto deck = Deck::from_text(
      "file: a.h5\ndark: d.npy\nflat: f.npy\nflat_dark_subtracted: true\nmask: m.npy\noffset_columns: [0, "
      "3]\nzinger_sigma: 10\nsaturation: "
      "4095\n");
  const auto c = read_deck(deck.root()).corrections;
  deck.finish();
  EXPECT_EQ(c.dark, "d.npy");
  EXPECT_EQ(c.flat, "f.npy");
  EXPECT_EQ(c.flat_dark_subtracted, true);
  EXPECT_EQ(c.mask, "m.npy");
  EXPECT_EQ((*c.offset_columns)[1], 3u);
  EXPECT_EQ(c.zinger_sigma, 10.0);
  EXPECT_EQ(c.saturation, 4095.0);
  auto wrong = Deck::from_text("file: a.h5\noffset_columns: [3, 1]\n");
  EXPECT_THROW(read_deck(wrong.root()), InputError);
}

}  // namespace
}  // namespace vitrum::scan
