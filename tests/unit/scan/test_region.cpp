// SPDX-License-Identifier: Apache-2.0
// tests/unit/scan/test_region.cpp: the region of interest, in nm, positions, or as an image.
#include <algorithm>

#include "unit/scan/fixtures.hpp"
#include "vitrum/scan/region.hpp"

namespace vitrum::scan {
namespace {

using testing::Folder;
using testing::Hdf5Writer;
using testing::message_of;

ScanInfo scan_of(std::size_t ny, std::size_t nx, std::optional<double> step = 0.5) {
  ScanInfo info;
  info.path = "scan.h5";
  info.ny = ny;
  info.nx = nx;
  info.step_nm = step;
  return info;
}

Region region_of(const std::string& text) {
  auto deck = Deck::from_text(text);
  const auto region = read_region(deck.root());
  deck.finish();
  return region;
}

std::size_t count(const std::vector<std::uint8_t>& in) {
  return static_cast<std::size_t>(std::count(in.begin(), in.end(), 1));
}

TEST(Region, WithoutOneIsTheWholeScan) {
  EXPECT_TRUE(region_of("{}").everything());
  EXPECT_TRUE(positions_in(region_of("{}"), scan_of(4, 5)).empty());
}

TEST(Region, ARectangleHoldsItsEdges) {
  const auto in = positions_in(region_of("rectangle: {x: [0.5 nm, 1.5 nm], y: [1 nm, 1.6 nm]}"), scan_of(8, 8));
  for (std::size_t r = 0; r < in.size(); ++r) {
    const std::size_t y = r / 8, x = r % 8;
    EXPECT_EQ(in[r], x >= 1 && x <= 3 && y >= 2 && y <= 3 ? 1 : 0);
  }
  EXPECT_EQ(positions_in(region_of("rectangle: {columns: [1, 3], rows: [2, 3]}"), scan_of(8, 8, {})), in);
}

TEST(Region, APolygonAndAMaskAndARectangleMeet) {
  const Folder folder;
  std::vector<std::uint8_t> image(8 * 8, 1);
  image[0] = 0;
  Hdf5Writer(folder / "roi.h5").dataset("/roi", {8, 8}, image);
  auto region = region_of("polygon: {columns: [-0.5, 4.5, -0.5], rows: [-0.5, -0.5, 4.5]}");
  EXPECT_EQ(count(positions_in(region, scan_of(8, 8))), 10u);  // x + y < 4
  region.mask = folder / "roi.h5";
  EXPECT_EQ(files_of(region).size(), 1u);
  const auto in = positions_in(region, scan_of(8, 8));
  EXPECT_EQ(count(in), 9u);
  EXPECT_EQ(in[0], 0);
  EXPECT_NE(message_of<DataError>([&] { positions_in(region, scan_of(8, 9)); }).find("8 x 8"), std::string::npos);
}

TEST(Region, MistakesAreNamed) {
  const auto nm = region_of("polygon: {x: [0 nm, 1 nm, 1 nm], y: [0 nm, 0 nm, 1 nm]}");
  EXPECT_NE(message_of<InputError>([&] { positions_in(nm, scan_of(8, 8, {})); }).find("scan.step"), std::string::npos);
  const auto outside = region_of("rectangle: {columns: [100, 200], rows: [0, 7]}");
  EXPECT_NE(message_of<InputError>([&] { positions_in(outside, scan_of(8, 8)); }).find("none of the 8 x 8"),
            std::string::npos);
  for (const char* wrong :
       {"polygon: {columns: [0, 1], rows: [0, 1]}", "polygon: {columns: [0, 1, 2], rows: [0, 1]}",
        "polygon: {x: [0 nm, 1 nm, 2 nm], rows: [0, 1, 2]}", "rectangle: {columns: [3, 1], rows: [0, 1]}",
        "rectangle: {columns: [0, 1, 2], rows: [0, 1, 2]}"}) {
    EXPECT_THROW(region_of(wrong), InputError) << wrong;
  }
}

TEST(Polygon, PixelsOnASharedEdgeBelongToOneOfTwoNeighbours) {
  const Polygon left{{0, 4, 4, 0}, {0, 0, 4, 4}}, right{{4, 8, 8, 4}, {0, 0, 4, 4}};
  EXPECT_NE(contains(left, 4.0, 2.0), contains(right, 4.0, 2.0));
  const Polygon star{{5, 8, 0, 10, 2}, {0, 9, 3, 3, 9}};  // crosses itself: even-odd
  EXPECT_TRUE(contains(star, 5.0, 1.0));                  // the tip at (5, 0)
  EXPECT_FALSE(contains(star, 5.0, 5.0));                 // the pentagon in its middle is wound twice
}

}  // namespace
}  // namespace vitrum::scan
