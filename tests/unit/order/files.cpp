// SPDX-License-Identifier: Apache-2.0
// tests/unit/order/files.cpp: what is written is read back, and decks say what they must.
#include <gtest/gtest.h>

#include <cstdio>

#include "unit/order/ring_scan.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/order/deck.hpp"
#include "vitrum/order/measure.hpp"
#include "vitrum/pattern/deck.hpp"

namespace vitrum::order {
namespace {

testing::RingScan small_scan() {
  testing::RingScan scan;
  scan.ny = 8;
  scan.nx = 9;
  return scan;
}

TEST(OrderFiles, ResultsAndCalibrationAreReadBack) {
  const comm::Communicator world;
  const auto made = small_scan();
  const auto source = made.source();
  const auto calibration = pattern::calibrate(world, source, {});
  ASSERT_TRUE(calibration.has_ring());
  const Parameters p;
  const Maps maps = measure(world, source, calibration, p);
  const std::string path = "order_files_np" + std::to_string(world.size()) + ".h5";
  comm::on_root(world, [&] {
    auto file = storage::File::create(path);
    write(file, maps, p);
    pattern::write(file, calibration);
    file.commit();
    const auto back = storage::File::open(path);
    const auto power = back.read<double>("/symmetry/power");
    EXPECT_EQ(power.shape, (std::vector<std::size_t>{12, 8, 9}));
    EXPECT_EQ(power.values[5 * 72 + 17], maps.bands[0].power[5][17]);
    for (const char* name : {"/variance/map", "/variance/k/omega", "/symmetry/phase", "/symmetry/normalized_sum",
                             "/azimuthal_dark_field", "/radial_profile", "/mean_pattern"}) {
      EXPECT_TRUE(back.has(name)) << name;
    }
    const auto again = pattern::read_calibration(back);
    EXPECT_EQ(again.geometry.centre->cx0, calibration.geometry.centre->cx0);
    EXPECT_EQ(again.geometry.ring->radius_px, calibration.geometry.ring->radius_px);
    EXPECT_EQ(again.mask, calibration.mask);
  });
  pattern::CalibrationParameters from_file;
  from_file.file = path;
  const auto taken = pattern::calibrate(world, source, from_file);
  EXPECT_EQ(taken.geometry.centre->cy0, calibration.geometry.centre->cy0);
  auto other = made;
  other.qx = 60;
  EXPECT_THROW(pattern::calibrate(world, other.source(), from_file), DataError);
  world.barrier();
  if (world.is_root()) std::remove(path.c_str());
}

TEST(OrderDeck, BandsAndDetectorsAreRead) {
  auto deck = Deck::from_text(R"(
bands:
  - {name: first, k: [0.36 1/Angstrom, 0.46 1/Angstrom]}
detectors:
  df: {type: sector, k: [0.3 1/Angstrom, 0.5 1/Angstrom], phi: [10 deg, 30 deg], friedel: true}
  pixel: {type: point, frame: detector, center: [12 px, 40 px], output: sum}
calibration: {centre_px: [63 px, 64 px], beam_stop: false}
)");
  auto root = deck.root();
  const Parameters p = read_deck(root);
  const auto detectors = pattern::read_detectors(root.section("detectors"));
  const auto calibration = pattern::read_calibration_deck(root.section("calibration"));
  deck.finish();
  ASSERT_EQ(p.bands.size(), 1u);
  EXPECT_DOUBLE_EQ(p.bands[0].k2, 0.46);
  ASSERT_EQ(detectors.size(), 2u);
  EXPECT_TRUE(detectors[0].aperture.friedel);
  EXPECT_TRUE(detectors[1].aperture.absolute);
  EXPECT_EQ(calibration.centre, pattern::CentreMethod::given);
  EXPECT_FALSE(calibration.beam_stop);
}

TEST(OrderDeck, MistakesAreSaid) {
  const auto reads = [](const std::string& text) {
    auto deck = Deck::from_text(text);
    auto root = deck.root();
    read_deck(root);
    pattern::read_detectors(root.section("detectors"));
    pattern::read_calibration_deck(root.section("calibration"));
    deck.finish();
  };
  EXPECT_NO_THROW(reads("order: {azimuths: 90}"));
  EXPECT_THROW(reads("order: {azimuths: 91}"), InputError);
  EXPECT_THROW(reads("bands: [{name: a, k: [0.46 1/Angstrom, 0.36 1/Angstrom]}]"), InputError);
  EXPECT_THROW(reads("bands: [{name: a, k: [0.36, 0.46]}]"), InputError);  // no unit
  EXPECT_THROW(reads("detectors: {df: {type: ring, k: [0.3 1/Angstrom, 0.4 1/Angstrom]}}"), InputError);
  EXPECT_THROW(reads("detectors: {df: {type: disk}}"), InputError);
  EXPECT_THROW(reads("calibration: {ellipse: 0.02}"), InputError);
  EXPECT_THROW(reads("calibration: {center: auto}"), InputError);  // did you mean centre
}

}  // namespace
}  // namespace vitrum::order
