// SPDX-License-Identifier: Apache-2.0
// tests/unit/scan/test_empad.cpp: EMPAD raw files: layout, scan shape, xml, truncation.
#include <cmath>
#include <limits>

#include "scan/empad_header.hpp"
#include "unit/scan/fixtures.hpp"

using namespace vitrum;
using namespace vitrum::scan;
using namespace vitrum::scan::testing;

namespace {

constexpr std::size_t frame_bytes = 130 * 128 * 4;

std::string xml_v05(int ny, int nx, const std::string& raw = "") {
  return fmt::format(
      "<root name=\"a\"><software_version>0.51 "
      "211118</software_version><type>scan</type><pix_x>{}</pix_x><pix_y>{}</pix_y>"
      "<raw_file filename=\"{}\"/><scan_parameters mode=\"acquire\"><scan_resolution_x>128</scan_resolution_x>"
      "<scan_resolution_y>128</scan_resolution_y></scan_parameters><iom_measurements>"
      "<source.get_voltage>300000.0</source.get_voltage>"
      "<optics.get_full_scan_field_of_view>[4.0e-08, 4.0e-08]</optics.get_full_scan_field_of_view>"
      "<calibrated_pixelsize>1.8e-10</calibrated_pixelsize></iom_measurements></root>",
      nx, ny, raw);
}

std::string xml_v12(int ay, int ax, int sy, int sx) {
  const auto block = [](const char* mode, int y, int x) {
    return fmt::format(
        "<scan_parameters mode=\"{}\"><scan_size>0.5</scan_size><scan_resolution_y>{}</scan_resolution_y>"
        "<scan_resolution_x>{}</scan_resolution_x></scan_parameters>",
        mode, y, x);
  };
  return "<root><software_version>1.2.2</software_version><raw_file filename=\"renamed_since.raw\"/>" +
         block("search", sy, sx) + block("acquire", ay, ax) +
         "<iom_measurements><full_scan_field_of_view><scale_factor>0.5</scale_factor><x>1e-07</x><y>1e-07</y>"
         "</full_scan_field_of_view><high_voltage>200000.0</high_voltage></iom_measurements></root>";
}

void expect_arange(const Source& source) {
  const auto values = read_all<float>(source);
  for (std::size_t i = 0; i < values.size(); ++i) {
    ASSERT_EQ(values[i], empad_value(i / 16384, i % 16384)) << "pattern " << i / 16384 << " pixel " << i % 16384;
  }
}

}  // namespace

TEST(Empad, SkipsTheFooterOfEveryFrame) {
  const Folder folder;
  write_empad(folder / "scan_x3_y2.raw", 6);
  const auto source = open(at(folder / "scan_x3_y2.raw"));
  EXPECT_EQ(source.info.format, "EMPAD");
  EXPECT_EQ(source.info.ny, 2U);
  EXPECT_EQ(source.info.nx, 3U);
  EXPECT_EQ(source.info.qy, 128U);
  EXPECT_EQ(source.info.qx, 128U);
  EXPECT_EQ(source.info.type, PixelType::f32);
  EXPECT_TRUE(said(source.info.notes, "the name scan_x3_y2.raw"));
  expect_arange(source);
}

TEST(Empad, AnyRangeOfPatternsReadsAlike) {
  const Folder folder;
  write_empad(folder / "scan_x3_y2.raw", 6);
  const auto source = open(at(folder / "scan_x3_y2.raw"));
  const auto values = read_as<float>(source, 2, 3);
  for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(values[i], empad_value(2 + i / 16384, i % 16384));
}

TEST(Empad, TheXmlLeadsToTheRawFileAndItsShapeStepAndTension) {
  const Folder folder;
  write_empad(folder / "data.raw", 8);
  write_bytes(folder / "about.xml", xml_v05(2, 4, "data.raw"));
  for (const char* given : {"about.xml", "data.raw"}) {
    const auto info = open(at(folder / given)).info;
    EXPECT_EQ(info.ny, 2U) << given;
    EXPECT_EQ(info.nx, 4U) << given;
    EXPECT_TRUE(said(info.notes, "pix_y, pix_x")) << given;
    EXPECT_DOUBLE_EQ(info.high_tension_kV.value(), 300.0);
    EXPECT_NEAR(info.step_nm.value(), 10.0, 1e-9);           // 40 nm over 4 positions
    EXPECT_NEAR(info.k_per_px_inv_A.value(), 0.018, 1e-12);  // 1.8e-10 * 1e9 1/nm
    EXPECT_EQ(info.files.size(), 2U);
    EXPECT_FALSE(info.gain.has_value());
  }
}

TEST(Empad, TheShapeOfTheModeThatFitsTheFileIsUsed) {
  const Folder folder;
  write_empad(folder / "a.raw", 6);
  write_bytes(folder / "a.xml", xml_v12(16, 16, 3, 2));
  auto info = open(at(folder / "a.raw")).info;
  EXPECT_EQ(info.ny, 3U);
  EXPECT_EQ(info.nx, 2U);
  EXPECT_TRUE(said(info.notes, "mode search"));
  write_bytes(folder / "a.xml", xml_v12(2, 3, 3, 2));
  info = open(at(folder / "a.xml")).info;
  EXPECT_EQ(info.nx, 3U);
  EXPECT_TRUE(said(info.notes, "mode acquire"));
}

TEST(Empad, AStepThatTwoReadingsOfTheXmlDisagreeOnIsLeftOutWithANote) {
  const Folder folder;
  write_empad(folder / "a.raw", 4);
  write_bytes(folder / "a.xml", xml_v12(2, 2, 9, 9));
  const auto info = open(at(folder / "a.raw")).info;
  EXPECT_FALSE(info.step_nm.has_value());
  EXPECT_TRUE(said(info.notes, "gives a step of 100 nm, or 50 nm"));
}

TEST(Empad, WithoutAnyShapeASquareIsTakenAndSaid) {
  const Folder folder;
  write_empad(folder / "a.raw", 9);
  const auto info = open(at(folder / "a.raw")).info;
  EXPECT_EQ(info.ny, 3U);
  EXPECT_TRUE(said(info.notes, "taken as square"));
  EXPECT_TRUE(said(info.notes, "no .xml belongs to this file"));
}

TEST(Empad, WithoutAnyShapeOtherNumbersOfPatternsAreAQuestion) {
  const Folder folder;
  write_empad(folder / "a.raw", 6);
  const auto message = message_of<InputError>([&] { open(at(folder / "a.raw")); });
  EXPECT_NE(message.find("scan.shape"), std::string::npos) << message;
  EXPECT_EQ(open(at(folder / "a.raw", 3, 2)).info.nx, 2U);
  auto inspecting = at(folder / "a.raw");
  inspecting.line_if_unknown = true;
  EXPECT_EQ(open(inspecting).info.nx, 6U);
}

TEST(Empad, ATruncatedFileIsRefusedWithTheScanPositionWhereItEnds) {
  const Folder folder;
  write_empad(folder / "scan_x3_y3.raw", 9);
  std::filesystem::resize_file(folder / "scan_x3_y3.raw", 7 * frame_bytes + 1000);
  const auto message = message_of<DataError>([&] { open(at(folder / "scan_x3_y3.raw")); });
  EXPECT_NE(message.find("y = 2, x = 1 (pattern 7)"), std::string::npos) << message;
  EXPECT_NE(message.find("scan.shape: [2, 3]"), std::string::npos) << message;
  const auto whole_lines = open(at(folder / "scan_x3_y3.raw", 2, 3));
  EXPECT_TRUE(said(whole_lines.info.notes, "first 6 of the file's 7 patterns"));
  expect_arange(whole_lines);
}

TEST(Empad, AFileThatShrinksAfterwardsIsRefusedAtTheScanPosition) {
  const Folder folder;
  write_empad(folder / "scan_x3_y3.raw", 9);
  const auto source = open(at(folder / "scan_x3_y3.raw"));
  std::filesystem::resize_file(folder / "scan_x3_y3.raw", 4 * frame_bytes + 8);
  const auto message = message_of<DataError>([&] { read_all<float>(source); });
  EXPECT_NE(message.find("y = 1, x = 1 (pattern 4)"), std::string::npos) << message;
}

TEST(Empad, NotANumberPassesThroughUnchanged) {
  const Folder folder;
  std::vector<float> values(130 * 128, 2.5F);
  values[77] = std::numeric_limits<float>::quiet_NaN();
  values[78] = -std::numeric_limits<float>::infinity();
  write_bytes(folder / "a.raw", bytes_of_values(values));
  const auto read = read_all<float>(open(at(folder / "a.raw")));
  EXPECT_EQ(std::memcmp(read.data(), values.data(), read.size() * sizeof(float)), 0);
  EXPECT_TRUE(std::isnan(read[77]));
}

TEST(Empad, ASeriesIsOneLine) {
  const Folder folder;
  write_empad(folder / "series_x5.raw", 5);
  write_bytes(folder / "series_x5.xml",
              "<root><type>series</type><count>5</count><raw_file filename=\"series_x5.raw\"/><scan_parameters>"
              "<series_count>5</series_count></scan_parameters></root>");
  const auto info = open(at(folder / "series_x5.raw")).info;
  EXPECT_EQ(info.ny, 1U);
  EXPECT_EQ(info.nx, 5U);
}

TEST(Empad, AnXmlWithoutItsRawFileSaysSo) {
  const Folder folder;
  write_bytes(folder / "a.xml", xml_v05(2, 2, "gone.raw"));
  const auto message = message_of<DataError>([&] { open(at(folder / "a.xml")); });
  EXPECT_NE(message.find("gone.raw"), std::string::npos) << message;
}

TEST(Empad, HeadersOfRealScansAreUnderstood) {
  VITRUM_NEEDS_DATA(data);
  const auto read = [&](const char* name) { return parse_empad_xml(read_bytes(data + "/formats/empad/" + name)); };
  const auto map = read("map4x4.xml");
  ASSERT_FALSE(map.shapes.empty());
  EXPECT_EQ(map.shapes[0].shape.ny, 4U);
  EXPECT_EQ(map.raw_file, "scan_x4_y4.raw");
  EXPECT_DOUBLE_EQ(map.high_tension_kV.value(), 300.0);
  EXPECT_NEAR(map.calibrated_pixel_inv_A.value(), 0.01826537, 1e-8);
  const auto series = read("stack_images.xml");
  ASSERT_EQ(series.shapes.size(), 1U);
  EXPECT_EQ(series.shapes[0].shape.nx, 10U);
  const auto newer = read("EMPAD_v1.2.2_x32_y64_size0.8.xml");
  ASSERT_EQ(newer.shapes.size(), 2U);
  EXPECT_EQ(newer.shapes[0].said_by, "the xml's scan_parameters of mode acquire");
  EXPECT_EQ(newer.shapes[0].shape.ny, 64U);
  EXPECT_EQ(newer.shapes[0].shape.nx, 32U);
  EXPECT_NEAR(newer.field_of_view_nm.value(), 1272.412341559544 / 0.72, 1e-6);
}
