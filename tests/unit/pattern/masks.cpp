// SPDX-License-Identifier: Apache-2.0
// tests/unit/pattern/masks.cpp: masks that users draw, on the detector and as virtual detectors.
#include <gtest/gtest.h>

#include <cmath>

#include "unit/order/ring_scan.hpp"
#include "unit/scan/fixtures.hpp"
#include "vitrum/pattern/deck.hpp"

namespace vitrum::pattern {
namespace {

using scan::testing::Folder;
using scan::testing::Hdf5Writer;
using scan::testing::message_of;

TEST(DrawnMasks, PolygonsAndAFileMaskTheirPixels) {
  const Folder folder;
  std::vector<std::uint8_t> image(20 * 30, 1);
  image[5 * 30 + 7] = 0;
  Hdf5Writer(folder / "mask.h5").dataset("/mask", {20, 30}, image);
  CalibrationParameters p;
  EXPECT_TRUE(drawn_mask(p, 20, 30).empty());
  p.mask_file = folder / "mask.h5";
  p.mask_polygons = {{{9.5, 13.5, 13.5, 9.5}, {1.5, 1.5, 3.5, 3.5}}};  // columns 10 to 13 of rows 2 and 3
  const auto mask = drawn_mask(p, 20, 30);
  std::size_t masked = 0;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    const std::size_t x = i % 30, y = i / 30;
    const bool inside = (x >= 10 && x <= 13 && (y == 2 || y == 3)) || (x == 7 && y == 5);
    EXPECT_EQ(mask[i], inside ? 0 : 1) << x << ", " << y;
    masked += inside ? 1 : 0;
  }
  EXPECT_EQ(masked, 9u);
  EXPECT_NE(message_of<DataError>([&] { drawn_mask(p, 30, 20); }).find("20 x 30"), std::string::npos);
  p.mask_file.clear();
  p.mask_polygons = {{{-1.0, 40.0, 40.0, -1.0}, {-1.0, -1.0, 40.0, 40.0}}};
  EXPECT_THROW(drawn_mask(p, 20, 30), InputError);
}

TEST(DrawnMasks, AreMaskedInTheCalibrationAndCounted) {
  const comm::Communicator world;
  testing::RingScan made;
  made.contrast = 0.0;
  CalibrationParameters p;
  p.mask_polygons = {{{-0.5, 9.5, 9.5, -0.5}, {-0.5, -0.5, 9.5, 9.5}}};
  const Calibration c = calibrate(world, made.source(), p);
  EXPECT_EQ(c.drawn, 100u);
  EXPECT_EQ(c.mask[0], 0);
  ASSERT_TRUE(c.has_ring());
}

TEST(DrawnMasks, ComeFromTheDeck) {
  auto deck = Deck::from_text(
      "descan: parabola\nmask_file: m.npy\nmask_polygons:\n- {x: [0 px, 4 px, 4 px], y: [0 px, 0 px, 5 px]}\n");
  const auto p = read_calibration_deck(deck.root());
  deck.finish();
  EXPECT_EQ(p.descan, Descan::parabola);
  EXPECT_EQ(p.mask_file, "m.npy");
  ASSERT_EQ(p.mask_polygons.size(), 1u);
  EXPECT_EQ(p.mask_polygons[0].y[2], 5.0);
  for (const char* wrong : {"mask_polygons:\n- {x: [0 px, 4 px], y: [0 px, 0 px]}\n", "descan: bow\n"}) {
    auto bad = Deck::from_text(wrong);
    EXPECT_THROW(read_calibration_deck(bad.root()), InputError) << wrong;
  }
  for (const auto& [text, descan] : std::map<std::string, Descan>{
           {"descan: true\n", Descan::plane}, {"descan: false\n", Descan::none}, {"descan: none\n", Descan::none}}) {
    auto old = Deck::from_text(text);
    EXPECT_EQ(read_calibration_deck(old.root()).descan, descan) << text;
  }
}

/// A detector of 12 x 16 px with weights from a file, and a calibration whose centre moves.
struct Drawn {
  Drawn() : weights(12 * 16, 0.0F) {
    weights[5 * 16 + 8] = 1.0F;
    weights[5 * 16 + 9] = 0.5F;
    Hdf5Writer(folder / "weights.h5").dataset("/w", {12, 16}, weights);
    calibration.ny = 5;
    calibration.nx = 9;
    calibration.qy = 12;
    calibration.qx = 16;
    calibration.mask.assign(12 * 16, 1);
    calibration.geometry.centre = CentreModel{6.0, 5.0, 0.25, 0.0, 0.0, 0.5};  // mid-scan (4, 2): (7, 6)
    detector.name = "drawn";
    detector.mask_file = folder / "weights.h5";
  }
  Folder folder;
  std::vector<float> weights;
  Calibration calibration;
  Detector detector;
};

TEST(MaskDetector, IsAsDrawnAtMidScanAndMovesWithTheCentreElsewhere) {
  const Drawn d;
  const DetectorWeights w(d.detector, d.calibration);
  EXPECT_TRUE(w.is_mask());
  const auto middle = d.calibration.frame(2, 4);
  EXPECT_DOUBLE_EQ(w.at(middle, 8, 5), 1.0);
  EXPECT_DOUBLE_EQ(w.at(middle, 9, 5), 0.5);
  EXPECT_DOUBLE_EQ(w.at(middle, 7, 5), 0.0);
  const auto moved = d.calibration.frame(3, 6);  // by 0.5 px in x and in y
  EXPECT_DOUBLE_EQ(w.at(moved, 8, 5), 0.25);
  EXPECT_DOUBLE_EQ(w.at(moved, 9, 5), 0.5 * (0.5 * 0.5 + 0.5 * 1.0));
  double sum = 0.0;
  for (int row = 0; row < 12; ++row) {
    for (int column = 0; column < 16; ++column) sum += w.at(moved, column, row);
  }
  EXPECT_NEAR(sum, 1.5, 1e-12);  // bilinear weights keep the sum
}

TEST(MaskDetector, SumsWhatItsWeightsSay) {
  Drawn d;
  d.detector.aperture.friedel = true;
  const DetectorWeights w(d.detector, d.calibration);
  std::vector<float> pixels(12 * 16);
  for (std::size_t p = 0; p < pixels.size(); ++p) pixels[p] = static_cast<float>(p % 13);
  pixels[5 * 16 + 9] = std::nanf("");
  const kernels::Pattern<float> pattern{pixels.data(), d.calibration.mask.data(), 12, 16};
  const auto frame = d.calibration.frame(1, 3);
  const auto sum = kernels::sum_mask(pattern, frame, w.mask());
  double expected = 0.0, weight = 0.0;
  for (int row = 0; row < 12; ++row) {
    for (int column = 0; column < 16; ++column) {
      const float value = pixels[static_cast<std::size_t>(row) * 16 + static_cast<std::size_t>(column)];
      if (std::isnan(value)) continue;
      expected += w.at(frame, column, row) * value;
      weight += w.at(frame, column, row);
    }
  }
  EXPECT_NEAR(sum.sum, expected, 1e-12);
  EXPECT_NEAR(sum.weight, weight, 1e-12);
  EXPECT_GT(weight, 1.5);  // the inverse takes part
}

TEST(MaskDetector, MistakesAreNamed) {
  Drawn d;
  EXPECT_THROW(in_pixels(d.detector, d.calibration), Fault);
  d.calibration.geometry.centre.reset();
  EXPECT_NE(message_of<InputError>([&] { DetectorWeights(d.detector, d.calibration); }).find("drawn"),
            std::string::npos);
  d.detector.aperture.absolute = true;
  EXPECT_DOUBLE_EQ(DetectorWeights(d.detector, d.calibration).at({}, 8, 5), 1.0);
  d.calibration.qy = 16;
  EXPECT_NE(message_of<DataError>([&] { DetectorWeights(d.detector, d.calibration); }).find("12 x 16"),
            std::string::npos);
}

TEST(MaskDetector, OtherDetectorsGiveTheWeightsOfTheirKernels) {
  const Drawn d;
  Detector disk;
  disk.aperture.x = 2.0;
  disk.aperture.radius = 2.5;
  disk.aperture.friedel = true;
  const DetectorWeights w(disk, d.calibration);
  EXPECT_FALSE(w.is_mask());
  const auto frame = d.calibration.frame(2, 4);
  std::vector<float> ones(12 * 16, 1.0F);
  const kernels::Pattern<float> pattern{ones.data(), d.calibration.mask.data(), 12, 16};
  double sum = 0.0;
  for (int row = 0; row < 12; ++row) {
    for (int column = 0; column < 16; ++column) sum += w.at(frame, column, row);
  }
  EXPECT_NEAR(sum, kernels::sum_aperture(pattern, frame, w.aperture()).weight, 1e-12);
}

TEST(MaskDetector, ComesFromTheDeck) {
  auto deck = Deck::from_text("spots: {type: mask, file: w.npy, mask_center: [7 px, 6 px], friedel: true}\n");
  const auto detectors = read_detectors(deck.root());
  deck.finish();
  ASSERT_EQ(detectors.size(), 1u);
  EXPECT_EQ(detectors[0].mask_file, "w.npy");
  EXPECT_EQ((*detectors[0].mask_centre)[1], 6.0);
  EXPECT_TRUE(detectors[0].aperture.friedel);
  EXPECT_EQ(detectors[0].description(), "weights from w.npy and their inverse");
  auto wrong = Deck::from_text("spots: {type: mask, file: w.npy, lengths: k}\n");
  EXPECT_THROW(read_detectors(wrong.root()), InputError);
}

}  // namespace
}  // namespace vitrum::pattern
