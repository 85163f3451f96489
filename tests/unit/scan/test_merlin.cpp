// SPDX-License-Identifier: Apache-2.0
// tests/unit/scan/test_merlin.cpp: Merlin .mib scans: byte order, headers, shape, damage.
#include "scan/merlin_header.hpp"
#include "unit/scan/fixtures.hpp"

using namespace vitrum;
using namespace vitrum::scan;
using namespace vitrum::scan::testing;

namespace {

/// Frames of 4 x 6 pixels; pixel p of frame i is 100 i + p (modulo the type).
template <class T>
std::string frames(std::size_t n, std::size_t header = 384, const std::string& layout = "   1x1") {
  std::string bytes;
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<T> counts(24);
    for (std::size_t p = 0; p < 24; ++p) counts[p] = static_cast<T>(100 * i + p);
    bytes += merlin_frame(i, 4, 6, counts, header, layout);
  }
  return bytes;
}

template <class T>
void expect_counts(const Source& source) {
  const auto values = read_all<T>(source);
  for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(values[i], static_cast<T>(100 * (i / 24) + i % 24)) << i;
}

std::string hdr(const std::string& lines) { return "HDR,\t\r\nCounter Depth (number):\t12\r\n" + lines + "End\t   "; }

}  // namespace

TEST(Merlin, CountsOfEveryWidthComeInNativeOrder) {
  const Folder folder;
  write_bytes(folder / "a.mib", frames<std::uint8_t>(4));
  write_bytes(folder / "b.mib", frames<std::uint16_t>(4));
  write_bytes(folder / "c.mib", frames<std::uint32_t>(4));
  const auto a = open(at(folder / "a.mib")), b = open(at(folder / "b.mib")), c = open(at(folder / "c.mib"));
  EXPECT_EQ(a.info.type, PixelType::u8);
  EXPECT_EQ(b.info.type, PixelType::u16);
  EXPECT_EQ(c.info.type, PixelType::u32);
  EXPECT_EQ(c.info.qy, 4U);
  EXPECT_EQ(c.info.qx, 6U);
  EXPECT_EQ(c.info.gain, 1.0);
  expect_counts<std::uint8_t>(a);
  expect_counts<std::uint16_t>(b);
  expect_counts<std::uint32_t>(c);
}

/// A counter of 12 bits stops at 4095 in its 16-bit pixels; one of 24 at 16777215; 8-bit pixels stop before 12 bits do.
TEST(Merlin, TheDepthOfTheCounterIsItsSaturation) {
  const Folder folder;
  const auto saturation = [&](const std::string& bytes, const std::string& depth) {
    auto text = bytes;
    if (const auto at = text.find("ns,12,"); at != std::string::npos) text.replace(at, 6, "ns," + depth + ",");
    write_bytes(folder / "d.mib", text);
    return open(at(folder / "d.mib", 2, 2)).info.saturation;
  };
  EXPECT_EQ(saturation(frames<std::uint16_t>(4), "12"), 4095.0);
  EXPECT_EQ(saturation(frames<std::uint32_t>(4), "24"), 16777215.0);
  EXPECT_EQ(saturation(frames<std::uint8_t>(4), " 6"), 63.0);
  EXPECT_FALSE(saturation(frames<std::uint8_t>(4), "12").has_value());
  EXPECT_FALSE(saturation(frames<std::uint8_t>(4), " 1").has_value());
}

TEST(Merlin, CountsAtTheDepthOfTheCounterAreLeftOutAndCleanScansStayIntegers) {
  const Folder folder;
  std::vector<std::uint16_t> counts(24, 4094);
  const auto write = [&] {
    std::string bytes;
    for (std::size_t i = 0; i < 4; ++i) bytes += merlin_frame(i, 4, 6, counts);
    write_bytes(folder / "a.mib", bytes);
  };
  auto options = at(folder / "a.mib", 2, 2);
  options.guard_saturation = true;
  write();
  EXPECT_EQ(open(options).info.type, PixelType::u16);
  counts[7] = 4095;
  write();
  const auto source = open(options);
  EXPECT_EQ(source.info.type, PixelType::f32);
  EXPECT_TRUE(said(source.info.notes, "values from 4095 on are saturated"));
  const auto values = read_all<float>(source);
  EXPECT_TRUE(is_saturated(values[7]));
  EXPECT_EQ(values[8], 4094.0F);
}

TEST(Merlin, QuadHeadersAreAsLongAsTheySay) {
  const Folder folder;
  write_bytes(folder / "a.mib", frames<std::uint16_t>(4, 768, "  2x2G"));
  const auto source = open(at(folder / "a.mib"));
  EXPECT_EQ(std::get<std::string>(source.info.metadata.at("layout")), "2x2G");
  expect_counts<std::uint16_t>(source);
}

TEST(Merlin, TheHdrGivesTheScanShape) {
  const Folder folder;
  write_bytes(folder / "a.mib", frames<std::uint8_t>(6));
  write_bytes(folder / "a.hdr", hdr("ScanX:\t3\r\nScanY:\t2\r\n"));
  for (const char* given : {"a.mib", "a.hdr"}) {
    const auto info = open(at(folder / given)).info;
    EXPECT_EQ(info.ny, 2U);
    EXPECT_EQ(info.nx, 3U);
    EXPECT_EQ(std::get<std::string>(info.metadata.at("hdr.Counter Depth (number)")), "12");
  }
  write_bytes(folder / "a.hdr", hdr("Frames in Acquisition (Number):\t6\r\nFrames per Trigger (Number):\t2\r\n"));
  const auto info = open(at(folder / "a.mib")).info;
  EXPECT_EQ(info.ny, 3U);
  EXPECT_EQ(info.nx, 2U);
}

TEST(Merlin, OnlyWholeLinesOfAShortFileAreUsedAndANoteSaysSo) {
  const Folder folder;
  const auto bytes = frames<std::uint8_t>(6);
  write_bytes(folder / "a.mib", bytes.substr(0, bytes.size() - 10));
  write_bytes(folder / "a.hdr", hdr("ScanX:\t2\r\nScanY:\t3\r\n"));
  const auto source = open(at(folder / "a.mib"));
  EXPECT_EQ(source.info.ny, 2U);
  EXPECT_TRUE(said(source.info.notes, "2 whole lines of 2 are used"));
  EXPECT_TRUE(said(source.info.notes, "ends within pattern 5"));
  expect_counts<std::uint8_t>(source);
}

TEST(Merlin, WithoutAShapeTheUserIsAsked) {
  const Folder folder;
  write_bytes(folder / "a.mib", frames<std::uint8_t>(6));
  message_of<InputError>([&] { open(at(folder / "a.mib")); });
  EXPECT_EQ(open(at(folder / "a.mib", 3, 2)).info.ny, 3U);
  const auto message = message_of<DataError>([&] { open(at(folder / "a.mib", 4, 2)); });
  EXPECT_NE(message.find("y = 3, x = 0 (pattern 6)"), std::string::npos) << message;
}

TEST(Merlin, PackedRawModeIsRefusedWithTheWayOut) {
  const Folder folder;
  write_bytes(folder / "a.mib", merlin_frame(0, 4, 6, counted<std::uint16_t>(24), 384, "   1x1", "R64"));
  const auto message = message_of<DataError>([&] { open(at(folder / "a.mib")); });
  EXPECT_NE(message.find("raw mode"), std::string::npos) << message;
}

TEST(Merlin, ADamagedFrameIsNamed) {
  const Folder folder;
  auto bytes = frames<std::uint8_t>(4);
  bytes[2 * (384 + 24)] = 'X';
  write_bytes(folder / "a.mib", bytes);
  const auto source = open(at(folder / "a.mib"));
  const auto message = message_of<DataError>([&] { read_all<std::uint8_t>(source); });
  EXPECT_NE(message.find("y = 1, x = 0 (pattern 2)"), std::string::npos) << message;
}

TEST(Merlin, ADamagedHeaderIsRefused) {
  const Folder folder;
  write_bytes(folder / "a.mib", "MQ1,000001,00384,01,wide,0004,U08,   1x1,01,");
  const auto message = message_of<DataError>([&] { open(at(folder / "a.mib")); });
  EXPECT_NE(message.find("'wide' as width"), std::string::npos) << message;
}
