// SPDX-License-Identifier: Apache-2.0
// tests/unit/phantom/deck_test.cpp: `synthesize:` as users write it, rightly and wrongly.
#include "vitrum/phantom/deck.hpp"

#include <gtest/gtest.h>

#include "vitrum/core/error.hpp"

namespace vitrum::phantom {
namespace {

Parameters read(const std::string& text) {
  Deck deck = Deck::from_text(text);
  const Parameters p = read_deck(deck.root().section("synthesize"), 9);
  deck.finish();
  return p;
}

std::string complaint(const std::string& text) {
  try {
    read(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(SynthesizeDeck, DefaultsAreAZrCoAlFoilWithoutMro) {
  const auto p = read("synthesize: {}\n");
  EXPECT_EQ(p.seed, 9u);
  EXPECT_EQ(p.glass.composition.text(), "Zr55Co25Al20");
  EXPECT_NEAR(p.glass.density_inv_A3, 0.0531, 1e-4);
  EXPECT_EQ(p.ny, 64u);
  EXPECT_NEAR(p.optics.semi_angle_mrad, 1.289, 1e-3);
  EXPECT_NEAR(p.optics.cutoff_A, 25.0, 1e-9);
  EXPECT_TRUE(p.clusters.empty());
}

TEST(SynthesizeDeck, ReadsAWholeSection) {
  const auto p = read(R"(
synthesize:
  composition: {Cu: 50, Zr: 50}
  number_density: 0.056 1/Angstrom^3
  thickness: 12 nm
  scan: {shape: [10, 20], step: 3 Angstrom}
  detector: {shape: [64, 96], k_per_pixel: 0.015 1/Angstrom, centre: [31 px, 48 px], dead_pixels: 3}
  probe: {high_tension: 300 kV, semi_angle: 1.5 mrad}
  dose: 1e4 e
  scattering: multislice
  descan: {along_y: [1 px, -2 px], along_x: [0.5 px, 0 px]}
  ellipse: {e: 0.01, angle: 40 deg}
  decoherence: {patterns: 3}
  clusters:
    - {lattice: bcc, zone: 100, diameter: 2 nm, count: 16, max_tilt: 4 deg}
    - {lattice: fcc, zone: random, diameter: 15 Angstrom, count: 5}
)");
  EXPECT_EQ(p.glass.composition.text(), "Cu50Zr50");
  EXPECT_DOUBLE_EQ(p.glass.density_inv_A3, 0.056);
  EXPECT_EQ(p.nx, 20u);
  EXPECT_DOUBLE_EQ(p.step_nm, 0.3);
  EXPECT_EQ(p.pixels.qx, 96u);
  EXPECT_EQ(p.descan.middle, (std::array<double, 2>{31.0, 48.0}));
  EXPECT_EQ(p.descan.along_y, (std::array<double, 2>{1.0, -2.0}));
  EXPECT_TRUE(p.optics.multislice);
  ASSERT_EQ(p.clusters.size(), 2u);
  EXPECT_EQ(p.clusters[0].zone, "100");
  EXPECT_DOUBLE_EQ(p.clusters[0].diameter_A, 20.0);
  EXPECT_DOUBLE_EQ(p.clusters[1].lattice_constant_A, 4.22);
}

TEST(SynthesizeDeck, ReadsPhantomDetectorAndProbe) {
  const auto p = read(R"(
synthesize:
  model: phantom
  phantom: {contrast: 0.5, ring: 0.42 1/Angstrom, ring_width: 0.07 1/Angstrom, ring_share: 0.1, background_share: 0.2}
  detector:
    kind: integrating
    gain: 30
    read_noise: 5
    dark: 100
    blur: 0.5 px
    beam_stop: {width: 8 px, tip: [60 px, 61 px], angle: 30 deg}
  clusters: [{count: 2, peak: 1.5, spot_width: 3 deg, centring: atom}]
)");
  EXPECT_EQ(p.model, Model::phantom);
  EXPECT_DOUBLE_EQ(p.phantom.contrast, 0.5);
  EXPECT_DOUBLE_EQ(p.phantom.ring_inv_A, 0.42);
  EXPECT_TRUE(p.sensor.integrating);
  EXPECT_DOUBLE_EQ(p.sensor.gain, 30.0);
  EXPECT_DOUBLE_EQ(p.sensor.blur_px, 0.5);
  EXPECT_EQ(p.sensor.stop.tip, (std::array<double, 2>{60.0, 61.0}));
  EXPECT_DOUBLE_EQ(p.clusters[0].peak, 1.5);
  EXPECT_TRUE(p.clusters[0].centred);
  const auto defocused = read("synthesize: {probe: {defocus: -200 nm, spherical_aberration: 1.2 mm}}\n");
  EXPECT_DOUBLE_EQ(defocused.optics.defocus_A, -2000.0);
  EXPECT_DOUBLE_EQ(defocused.optics.spherical_A, 1.2e7);
  EXPECT_GT(defocused.optics.cutoff_A, 25.0);  // wide enough for the spread
}

TEST(SynthesizeDeck, MistakesAreNamedWithTheirPlace) {
  EXPECT_NE(complaint("synthesize:\n  composition: {Zr: 50, Xx: 50}\n").find("synthesize.composition"),
            std::string::npos);
  EXPECT_NE(complaint("synthesize:\n  thickness: 8\n").find("nm"), std::string::npos);
  EXPECT_NE(complaint("synthesize:\n  probe: {fwhm: 1 nm, semi_angle: 1 mrad}\n").find("keep one"), std::string::npos);
  EXPECT_NE(complaint("synthesize:\n  density: 6 g/cm^3\n  number_density: 0.05 1/Angstrom^3\n").find("keep one"),
            std::string::npos);
  EXPECT_NE(complaint("synthesize:\n  clusters: [{zone: 112, count: 1}]\n").find("112"), std::string::npos);
  EXPECT_NE(complaint("synthesize:\n  clusters: [{zone: 111}]\n").find("count"), std::string::npos);
  EXPECT_NE(complaint("synthesize:\n  thicknes: 8 nm\n").find("thickness"), std::string::npos);
}

}  // namespace
}  // namespace vitrum::phantom
