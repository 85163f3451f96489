// SPDX-License-Identifier: Apache-2.0
// tests/unit/phantom/detector_test.cpp: what the detector model injects is in the values, and in the truth.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <numbers>

#include "helpers.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/phantom/deck.hpp"
#include "vitrum/phantom/diffraction.hpp"
#include "vitrum/scan/source.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::phantom {
namespace {

constexpr std::size_t pixels = 32 * 32;

// 8 x 8 patterns of the fast phantom on 32 x 32 pixels.
Parameters phantom_scan() {
  Parameters p = testing::small_scan();
  p.model = Model::phantom;
  p.optics.cutoff_A = 13.0;
  p.phantom.ring_share = 0.4;
  return p;
}

std::vector<double> run(const comm::Communicator& comm, const Parameters& p, const std::string& path) {
  Timing timing;
  synthesize(comm, p, path, comm::begin_provenance(comm, "synthesize", "", 1, "test"), timing);
  std::vector<double> values;
  if (comm.is_root()) values = storage::File::open(path).read<double>("/datacube").values;
  comm.broadcast_in_place(values);
  return values;
}

Parameters integrating_scan() {
  Parameters p = phantom_scan();
  p.sensor.integrating = true;
  p.sensor.gain = 7.5;
  p.sensor.read_noise = 12.0;
  p.sensor.dark = 100.0;
  p.sensor.dark_spread = 10.0;
  p.sensor.flat_spread = 0.1;
  p.sensor.saturation = 1e9;
  p.sensor.stop = {4.0, {15.0, 20.0}, 30.0};
  return p;
}

TEST(PhantomScan, IsTheSameToTheBitOnAnyRanksAndMemory) {
  const comm::Communicator world;
  for (Parameters p : {phantom_scan(), integrating_scan()}) {
    const auto together = run(world, p, testing::scratch(world, "together.h5"));
    p.memory_bytes = 1;
    const std::string path = testing::scratch(world, "alone.h5");
    const comm::Communicator self(MPI_COMM_SELF);
    std::vector<double> alone;
    if (world.is_root()) alone = run(self, p, path);
    world.broadcast_in_place(alone);
    EXPECT_EQ(together, alone);
  }
}

// (value - dark - G flat dose share)^2 / (G^2 flat^2 dose share + sigma^2) has mean 1.
TEST(IntegratingDetector, HasTheMeanAndVarianceOfItsTruth) {
  const comm::Communicator world;
  const Parameters p = integrating_scan();
  const std::string path = testing::scratch(world, "integrating.h5");
  const auto values = run(world, p, path);
  const auto expected = expected_patterns(world, p);
  const auto file = storage::File::open(path);
  const auto flat = file.read<double>("/truth/flat").values, dark = file.read<double>("/truth/dark").values;
  const auto table = file.read_table("/truth/defects");
  std::vector<bool> good(pixels, true);
  const auto y = storage::as_integers(storage::column(table, "y_px")),
             x = storage::as_integers(storage::column(table, "x_px"));
  for (std::size_t i = 0; i < y.size(); ++i) good[static_cast<std::size_t>(y[i] * 32 + x[i])] = false;
  double chi2 = 0.0, n = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t q = i % pixels;
    if (!good[q]) continue;
    const double electrons = p.dose * expected[i], scale = 7.5 * flat[q];
    const double off = values[i] - dark[q] - scale * electrons;
    chi2 += off * off / (scale * scale * electrons + 144.0);
    n += 1.0;
  }
  EXPECT_NEAR(chi2 / n, 1.0, 4.0 * std::sqrt(3.0 / n));  // variance of a term: 2 + 1 / electrons
  EXPECT_EQ(std::get<double>(file.read_attributes("/datacube").at("gain")), 7.5);
  EXPECT_EQ(std::get<double>(file.read_attributes("/truth").at("beam_stop_width_px")), 4.0);
  EXPECT_EQ(std::get<std::string>(file.read_attributes("/truth").at("model")), "phantom");
}

// Defects stand alone: whatever the MTF carries over, and their neighbours get what they would without them.
TEST(Defects, AreOverwrittenAfterTheMtf) {
  const comm::Communicator world;
  Parameters p = integrating_scan();
  p.sensor.blur_px = 1.0;
  p.defects = {6, 6, 500.0};
  p.optics.direct_beam = false;
  const std::string path = testing::scratch(world, "defects.h5");
  const auto values = run(world, p, path);
  const auto file = storage::File::open(path);
  const auto dark = file.read<double>("/truth/dark").values;
  const auto table = file.read_table("/truth/defects");
  const auto kind = std::get<std::vector<std::string>>(storage::column(table, "kind").values);
  const auto y = storage::as_integers(storage::column(table, "y_px")),
             x = storage::as_integers(storage::column(table, "x_px"));
  std::vector<bool> bad(pixels, false);
  double sum = 0.0, n = 0.0;
  for (std::size_t d = 0; d < kind.size(); ++d) {
    const auto q = static_cast<std::size_t>(y[d] * 32 + x[d]);
    bad[q] = true;
    for (std::size_t r = 0; r < 64; ++r) {
      const double value = values[r * pixels + q];
      if (kind[d] == "dead") {
        EXPECT_EQ(value, 0.0);
        continue;
      }
      const double counts = (value - dark[q]) / 7.5;
      EXPECT_NEAR(counts, std::round(counts), 1e-4);  // 32-bit floats of about 4000
      sum += counts, n += 1.0;
    }
  }
  EXPECT_NEAR(sum / n, 500.0, 4.0 * std::sqrt(500.0 / n));
  p.defects = {0, 0, 500.0};
  const auto clean = run(world, p, testing::scratch(world, "clean.h5"));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!bad[i % pixels]) {
      ASSERT_EQ(values[i], clean[i]) << i;
    }
  }
}

TEST(Saturation, IsWrittenWherePixelsCanBeClippedAndTheReaderMarksThem) {
  const comm::Communicator world;
  Parameters p = integrating_scan();
  const auto attributes = [&](const Parameters& of) {
    const std::string path = testing::scratch(world, "saturation.h5");
    run(world, of, path);
    return storage::File::open(path).read_attributes("/datacube");
  };
  p.sensor.saturation = std::numeric_limits<double>::infinity();
  EXPECT_EQ(attributes(p).count("saturation"), 0u);
  p.sensor.saturation = 1000.3;  // no 32-bit float
  EXPECT_EQ(std::get<double>(attributes(p).at("saturation")), static_cast<double>(1000.3F));
  scan::OpenOptions options;
  options.path = testing::scratch(world, "saturation.h5");
  const auto source = scan::open(options);
  EXPECT_EQ(source.info.read_noise, 12.0);
  std::vector<float> values(64 * pixels);
  source.read(0, 64, std::as_writable_bytes(std::span(values)));
  const auto marked = std::count_if(values.begin(), values.end(), [](float v) { return scan::is_saturated(v); });
  const auto stored = storage::File::open(options.path).read<float>("/datacube").values;
  EXPECT_GT(marked, 0);
  EXPECT_EQ(marked, std::count(stored.begin(), stored.end(), 1000.3F));
  world.barrier();
  Parameters counting = phantom_scan();
  EXPECT_EQ(attributes(counting).count("saturation"), 0u);
  counting.sensor.saturation = 50.7;  // of whole counts
  EXPECT_EQ(std::get<double>(attributes(counting).at("saturation")), 50.0);
}

// Dark, gain and read noise are no electrons: the mean is the dose that falls on good pixels.
TEST(IntegratingDetector, CountsTheElectronsThatItDrew) {
  const comm::Communicator world;
  Parameters p = integrating_scan();
  p.sensor.read_noise = 300.0;
  Timing timing;
  const auto summary = synthesize(world, p, testing::scratch(world, "electrons.h5"),
                                  comm::begin_provenance(world, "synthesize", "", 1, "test"), timing);
  const auto file = storage::File::open(testing::scratch(world, "electrons.h5"));
  const auto table = file.read_table("/truth/defects");
  const auto y = storage::as_integers(storage::column(table, "y_px")),
             x = storage::as_integers(storage::column(table, "x_px"));
  std::vector<bool> bad(pixels, false);
  for (std::size_t d = 0; d < y.size(); ++d) bad[static_cast<std::size_t>(y[d] * 32 + x[d])] = true;
  const auto shares = expected_patterns(world, p);
  double expected = 0.0;
  for (std::size_t i = 0; i < shares.size(); ++i) expected += bad[i % pixels] ? 0.0 : p.dose * shares[i] / 64.0;
  EXPECT_NEAR(summary.electrons_per_pattern, expected, 4.0 * std::sqrt(expected / 64.0));
}

TEST(BeamStop, ShadowsABarFromItsTipToTheEdge) {
  const comm::Communicator world;
  Parameters p = phantom_scan();
  const auto open = expected_patterns(world, p);
  p.sensor.stop = {6.0, {16.0, 16.0}, 90.0};  // downwards
  const auto stopped = expected_patterns(world, p);
  EXPECT_EQ(stopped[31 * 32 + 16], 0.0);
  EXPECT_EQ(stopped[20 * 32 + 18], 0.0);
  EXPECT_EQ(stopped[20 * 32 + 21], open[20 * 32 + 21]);
  EXPECT_EQ(stopped[11 * 32 + 16], open[11 * 32 + 16]);
}

// A Gaussian of 1.5 px summed directly. At the Nyquist frequency its MTF is 1.5e-5, which its samples fold back.
TEST(Blur, IsTheConvolutionWithAGaussian) {
  const comm::Communicator world;
  Parameters p = phantom_scan();
  const auto sharp = expected_patterns(world, p);
  p.sensor.blur_px = 1.5;
  const auto blurred = expected_patterns(world, p);
  for (const auto& [row, column] : {std::pair{16, 16}, std::pair{4, 20}, std::pair{0, 31}}) {
    double sum = 0.0;
    for (int y = 0; y < 32; ++y)
      for (int x = 0; x < 32; ++x)
        sum += sharp[static_cast<std::size_t>(y * 32 + x)] *
               std::exp(-((y - row) * (y - row) + (x - column) * (x - column)) / 4.5) / (4.5 * std::numbers::pi);
    EXPECT_NEAR(blurred[static_cast<std::size_t>(row * 32 + column)], sum, 3e-5 * sum);
  }
}

TEST(Blur, OfATableIsThatOfTheSameGaussian) {
  const comm::Communicator world;
  Parameters p = phantom_scan();
  p.sensor.blur_px = 0.6;
  const auto formula = expected_patterns(world, p);
  p.sensor.blur_px = 0.0;
  for (double q = 0.0; q < 0.72; q += 0.002)
    p.sensor.mtf.push_back({q, std::exp(-2.0 * std::pow(std::numbers::pi * 0.6 * q, 2))});
  const auto table = expected_patterns(world, p);
  for (std::size_t i = 0; i < formula.size(); i += 37) EXPECT_NEAR(table[i], formula[i], 1e-4 * formula[i] + 1e-8);
}

// Ring and background alone; 5 x 5 finer pixels, averaged, stand for the area of one.
TEST(PixelIntegration, IsTheMeanOverThePixel) {
  const comm::Communicator world;
  Parameters p = phantom_scan();
  p.ny = p.nx = 1;
  p.phantom.contrast = 0.0;
  p.clusters.clear();
  p.optics.direct_beam = false;
  p.descan = {{15.2, 16.1}, {}, {}};
  const auto centres = expected_patterns(world, p);
  p.sensor.pixel_integration = true;
  const auto whole = expected_patterns(world, p);
  Parameters fine = p;
  fine.sensor.pixel_integration = false;
  fine.pixels.qy = fine.pixels.qx = 160;
  fine.pixels.k_per_px = p.pixels.k_per_px / 5.0;
  fine.descan.middle = {5.0 * 15.2 + 2.0, 5.0 * 16.1 + 2.0};
  const auto sub = expected_patterns(world, fine);
  double worst = 0.0, unaveraged = 0.0, highest = 0.0;
  for (std::size_t y = 2; y < 30; ++y)
    for (std::size_t x = 2; x < 30; ++x) {
      double sum = 0.0;
      for (std::size_t i = 0; i < 25; ++i) sum += sub[(5 * y + i / 5) * 160 + 5 * x + i % 5];
      if (std::hypot(static_cast<double>(y) - 15.2, static_cast<double>(x) - 16.1) < 4.0)
        continue;  // the cusp at k = 0
      worst = std::max(worst, std::abs(whole[y * 32 + x] - sum));
      unaveraged = std::max(unaveraged, std::abs(centres[y * 32 + x] - sum));
      highest = std::max(highest, sum);
    }
  EXPECT_LT(worst, 5e-3 * highest);  // the 25 samples are themselves 1/25 of the second-order error off
  EXPECT_LT(worst, 0.2 * unaveraged);
}

TEST(AberratedProbe, IsTheAiryProbeInFocusAndAGeometricDiskFarFromIt) {
  Optics o;
  o.semi_angle_mrad = semi_angle_for_fwhm_mrad(200.0, 10.0);
  o.cutoff_A = 40.0;
  EXPECT_NEAR(probe_fwhm_A(o), 10.0, 1e-9);
  o.defocus_A = 1.0;
  EXPECT_NEAR(probe_fwhm_A(o), 10.0, 0.05);  // the table's step in r
  // 2 alpha defocus = 103 nm: half of the intensity lies within sqrt(1/2) of it; in focus within 1.04 FWHM (the Airy
  // pattern encircles half at 0.267 / k_a). 5 %: the probe's tail beyond the cutoff.
  o.defocus_A = 4e5;
  o.cutoff_A = 1200.0;
  EXPECT_NEAR(probe_fwhm_A(o) / (std::sqrt(0.5) / 1.04 * 2e-3 * o.semi_angle_mrad * o.defocus_A), 1.0, 0.05);
  o.cutoff_A = 300.0;
  EXPECT_THROW(probe_fwhm_A(o), InputError);
}

std::string complaint(const std::string& text) {
  try {
    Deck deck = Deck::from_text(text);
    read_deck(deck.root().section("synthesize"), 9);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST(DetectorDeck, SaturatesACounterAt16BitsAndAnIntegratingDetectorWhereItSays) {
  const auto saturation = [](const std::string& detector) {
    Deck deck = Deck::from_text("synthesize:\n  detector: {" + detector + "}\n");
    return read_deck(deck.root().section("synthesize"), 9).sensor.saturation;
  };
  EXPECT_EQ(saturation("kind: counting"), 65535.0);
  EXPECT_EQ(saturation("kind: integrating"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(saturation("kind: integrating, saturation: 7e4"), 7e4);
}

TEST(DetectorDeck, RefusesWhatCannotBe) {
  EXPECT_NE(complaint("synthesize:\n  detector: {saturation: 65536}\n").find("65535"), std::string::npos);
  EXPECT_NE(complaint("synthesize:\n  detector: {gain: 3}\n").find("integrating"), std::string::npos);
  EXPECT_NE(complaint("synthesize:\n  detector: {read_noise: 3}\n").find("integrating"), std::string::npos);
  EXPECT_NE(complaint("synthesize:\n  model: phantom\n  probe: {defocus: 100 nm}\n").find("aberrations"),
            std::string::npos);
  EXPECT_NE(complaint("synthesize:\n  phantom: {ring_share: 0.7, background_share: 0.7}\n").find("electrons"),
            std::string::npos);
  EXPECT_NE(complaint("synthesize:\n  detector: {mtf: /nowhere.txt}\n").find("nowhere"), std::string::npos);
  const std::string path = ::testing::TempDir() + "vitrum_mtf_" + std::to_string(::getpid()) + ".txt";
  std::ofstream(path) << "# q MTF\n0 1\n0.25 0.8\n0.2 0.7\n";
  EXPECT_NE(complaint("synthesize:\n  detector: {mtf: " + path + "}\n").find(":4:"), std::string::npos);
  std::ofstream(path) << "0, 1\n0.4, 0.5\n";
  EXPECT_NE(complaint("synthesize:\n  detector: {mtf: " + path + "}\n").find("0.5 cycles"), std::string::npos);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace vitrum::phantom
