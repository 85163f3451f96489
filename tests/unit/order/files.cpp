// SPDX-License-Identifier: Apache-2.0
// tests/unit/order/files.cpp: what is written is read back, and decks say what they must.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

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

/// Everything that Maps can hold, with values that tell where they belong: value = position in its vector.
Maps everything() {
  const auto counted = [](std::size_t n, double from) {
    std::vector<double> v(n);
    for (std::size_t i = 0; i < n; ++i) v[i] = from + static_cast<double>(i);
    return v;
  };
  Maps maps;
  maps.ny = 4;
  maps.nx = 5;
  maps.step_nm = 0.5;
  maps.qy = 3;
  maps.qx = 2;
  maps.n_phi = 8;
  maps.mean_pattern = counted(6, 0.0);
  maps.selected.assign(20, 1);
  maps.selected[3] = 0;
  maps.variance_image = counted(6, 10.0);
  Curves c;
  c.k = {0.0, 0.1, 0.2};
  for (auto member :
       {&Curves::radial_profile, &Curves::variance_omega, &Curves::variance_omega_raw, &Curves::variance_omega_error,
        &Curves::variance_ring, &Curves::variance_ring_raw, &Curves::variance_ring_error, &Curves::variance_ensemble,
        &Curves::variance_ensemble_raw, &Curves::variance_ensemble_error, &Curves::variance_annular,
        &Curves::variance_annular_raw, &Curves::variance_annular_error}) {
    c.*member = counted(3, 1.0);
  }
  c.draws_omega = c.draws_ring = c.draws_ensemble = {counted(3, 0.0), counted(3, 3.0)};
  c.power = c.power_error = std::vector<std::vector<double>>(n_max, counted(3, 0.0));
  maps.curves = c;
  Polar polar;
  polar.phi_deg = {45.0, 135.0, 225.0, 315.0};
  polar.variance = polar.correlation = polar.pearson = counted(12, 0.0);
  maps.polar = polar;
  for (int t = 0; t < 2; ++t) {
    ThicknessBin bin;
    bin.low_nm = 17.0 + t;
    bin.high_nm = 18.0 + t;
    bin.positions = t == 0 ? 6 : 2;
    bin.variance_omega = bin.variance_omega_raw = bin.variance_omega_error = counted(3, 4.0 * t);
    maps.thickness_bins.push_back(bin);
  }
  BandMaps b;
  b.band = {"first", 0.1, 0.2};
  b.intensity = b.variance_xy = b.variance_xy_raw = b.variance_window = counted(20, 0.0);
  b.power = b.power_naive = b.noise = std::vector<std::vector<double>>(n_max, counted(20, -2.0));
  b.power[4] = std::vector<double>(20, std::nan(""));
  b.f.assign(n_max, std::vector<std::complex<double>>(20, {1.0, 1.0}));
  b.azimuthal.assign(6, counted(20, 0.0));
  b.coefficient.assign(n_max - 1, counted(20, 0.0));
  b.variance_phi = b.variance_phi_error = counted(6, 0.0);
  b.transfer = counted(n_max, 0.0);
  Halves halves;
  halves.power = halves.cross = b.power;
  halves.variance_xy = counted(20, 0.0);
  b.halves = halves;
  b.odd_valid = false;
  b.condition = 107.0;
  maps.bands = {b};
  return maps;
}

TEST(OrderFiles, EveryMeasurementHasItsDatasetShapeAndFormula) {
  const comm::Communicator world;
  Parameters p;
  p.legacy_power = true;
  p.thickness_filter = ThicknessFilter{"haadf", 100.0, 440.46, {17.0, 18.0, 19.0}};
  const std::string path = "order_everything_np" + std::to_string(world.size()) + ".h5";
  using Shape = std::vector<std::size_t>;
  const std::map<std::string, Shape> expected{{"/mean_pattern", {3, 2}},
                                              {"/radial_profile", {3}},
                                              {"/azimuthal_dark_field", {6, 4, 5}},
                                              {"/variance/map", {4, 5}},
                                              {"/variance/map_raw", {4, 5}},
                                              {"/variance/window", {4, 5}},
                                              {"/variance/phi", {6}},
                                              {"/variance/phi_error", {6}},
                                              {"/variance/image", {3, 2}},
                                              {"/variance/k_phi", {3, 4}},
                                              {"/variance/k/omega", {3}},
                                              {"/variance/k/omega_raw", {3}},
                                              {"/variance/k/omega_error", {3}},
                                              {"/variance/k/omega_draws", {2, 3}},
                                              {"/variance/k/ring", {3}},
                                              {"/variance/k/ring_raw", {3}},
                                              {"/variance/k/ring_error", {3}},
                                              {"/variance/k/ring_draws", {2, 3}},
                                              {"/variance/k/ring_ensemble", {3}},
                                              {"/variance/k/ring_ensemble_raw", {3}},
                                              {"/variance/k/ring_ensemble_error", {3}},
                                              {"/variance/k/ring_ensemble_draws", {2, 3}},
                                              {"/variance/k/annular_mean", {3}},
                                              {"/variance/k/annular_mean_raw", {3}},
                                              {"/variance/k/annular_mean_error", {3}},
                                              {"/variance/thickness/omega", {2, 3}},
                                              {"/variance/thickness/omega_raw", {2, 3}},
                                              {"/variance/thickness/omega_error", {2, 3}},
                                              {"/variance/thickness/positions", {2}},
                                              {"/variance/thickness/mean", {3}},
                                              {"/variance/thickness/mean_error", {3}},
                                              {"/correlation/mean", {3, 4}},
                                              {"/correlation/pearson", {3, 4}},
                                              {"/symmetry/power", {12, 4, 5}},
                                              {"/symmetry/power_naive", {12, 4, 5}},
                                              {"/symmetry/power_squared", {12, 4, 5}},
                                              {"/symmetry/amplitude", {12, 4, 5}},
                                              {"/symmetry/noise", {12, 4, 5}},
                                              {"/symmetry/phase", {12, 4, 5}},
                                              {"/symmetry/coefficient", {11, 4, 5}},
                                              {"/symmetry/transfer", {12}},
                                              {"/symmetry/radial", {12, 3}},
                                              {"/symmetry/radial_error", {12, 3}},
                                              {"/symmetry/intensity", {4, 5}},
                                              {"/symmetry/normalized_sum", {4, 5}},
                                              {"/halves/power", {12, 4, 5}},
                                              {"/halves/variance_map", {4, 5}},
                                              {"/halves/cross", {12, 4, 5}}};
  comm::on_root(world, [&] {
    auto file = storage::File::create(path);
    write(file, everything(), p);
    file.commit();
    const auto back = storage::File::open(path);
    for (const auto& [name, shape] : expected) {
      ASSERT_TRUE(back.has(name)) << name;
      EXPECT_EQ(back.shape(name), shape) << name;
      EXPECT_TRUE(back.read_attributes(name).count("formula")) << name;
    }
    EXPECT_EQ(back.read<std::uint8_t>("/selected").values[3], 0);
    const auto attributes = back.read_attributes("/symmetry/power");
    EXPECT_TRUE(attributes.count("missing"));  // says why odd n have no numbers
    EXPECT_TRUE(std::isnan(back.read<double>("/symmetry/power").values[4 * 20]));
    const auto amplitude = back.read<double>("/symmetry/amplitude").values;
    EXPECT_DOUBLE_EQ(amplitude[0], -std::sqrt(2.0));  // sign(P) sqrt|P|
    EXPECT_DOUBLE_EQ(amplitude[11], 3.0);
    EXPECT_EQ(back.read<double>("/symmetry/power_squared").values[11], 81.0);
    const auto mean = back.read<double>("/variance/thickness/mean").values;
    EXPECT_DOUBLE_EQ(mean[1], (6.0 * 1.0 + 2.0 * 5.0) / 8.0);
    for (const double v : back.read<double>("/symmetry/normalized_sum").values) EXPECT_TRUE(std::isfinite(v));
    const auto contours = back.read_table("/contours/variance");
    EXPECT_EQ(contours[1].name, "level");
    EXPECT_EQ(contours[3].name, "y_nm");
  });
  world.barrier();
  if (world.is_root()) std::remove(path.c_str());
}

/// Datasets of ours (an EMD group or a table) below `group`.
void list_datasets(const storage::File& file, const std::string& group, std::vector<std::string>& names) {
  for (const std::string& child : file.children(group)) {
    const std::string path = (group == "/" ? "" : group) + "/" + child;
    const bool array = file.has(path + "/data");
    const bool table = path == "/contours/variance";
    if (array || table) {
      names.push_back(path);
    } else {
      list_datasets(file, path, names);
    }
  }
}

TEST(OrderFiles, EveryDatasetStandsInTheReference) {
  const comm::Communicator world;
  std::ifstream reference(std::string(std::getenv("VITRUM_SOURCE")) + "/docs/files.md");
  const std::string text{std::istreambuf_iterator<char>(reference), {}};
  ASSERT_FALSE(text.empty());
  const std::string path = "order_reference_np" + std::to_string(world.size()) + ".h5";
  comm::on_root(world, [&] {
    Parameters p;
    p.legacy_power = true;
    p.thickness_filter = ThicknessFilter{"haadf", 0.0, 1.0, {17.0, 18.0, 19.0}};
    auto file = storage::File::create(path);
    write(file, everything(), p);
    file.commit();
    std::vector<std::string> names;
    list_datasets(storage::File::open(path), "/", names);
    EXPECT_GT(names.size(), 40u);
    for (std::string name : names) {
      for (const char* suffix : {"_raw", "_error", "_draws"}) {  // of a reading of V(k): said once for all
        if (name.starts_with("/variance/k/") && name.ends_with(suffix)) name.resize(name.rfind('_'));
      }
      EXPECT_NE(text.find("`" + name + "`"), std::string::npos) << name << " is not in docs/files.md";
    }
  });
  world.barrier();
  if (world.is_root()) std::remove(path.c_str());
}

TEST(OrderFiles, WhatWasNotMeasuredIsNotWritten) {
  const comm::Communicator world;
  Maps maps = everything();
  maps.polar.reset();
  maps.thickness_bins.clear();
  maps.variance_image.clear();
  maps.selected.clear();
  maps.curves->power.clear();
  BandMaps& band = maps.bands[0];
  band.halves.reset();
  band.transfer.clear();
  band.coefficient.clear();
  band.variance_window.clear();
  band.variance_xy.assign(20, 1.0);  // no contours
  maps.bands.push_back(band);
  const std::string path = "order_little_np" + std::to_string(world.size()) + ".h5";
  comm::on_root(world, [&] {
    auto file = storage::File::create(path);
    write(file, maps, Parameters{});
    file.commit();
    const auto back = storage::File::open(path);
    for (const char* name : {"/variance/k_phi", "/correlation/mean", "/variance/thickness/omega", "/variance/image",
                             "/selected", "/symmetry/radial", "/halves/power", "/symmetry/transfer",
                             "/symmetry/coefficient", "/variance/window", "/symmetry/power_squared"}) {
      EXPECT_FALSE(back.has(name)) << name;
    }
    EXPECT_EQ(back.shape("/symmetry/power"), (std::vector<std::size_t>{2, 12, 4, 5}));
    EXPECT_EQ(back.shape("/variance/phi"), (std::vector<std::size_t>{2, 6}));
    EXPECT_TRUE(storage::as_doubles(back.read_table("/contours/variance")[1]).empty());
  });
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

TEST(OrderDeck, EveryParameterHasItsKey) {
  auto deck = Deck::from_text(R"(
order:
  harmonics: least_squares
  centre_rounding: 0.25 px
  split_halves: false
  window: 3
  aperture_radius: 0.514 1/nm
  thickness_filter: {detector: haadf, black: 26265, slope: 440.46 1/nm, edges: [17.5 nm, 180 Angstrom, 18.5 nm]}
  legacy_power: true
  contour_levels: [0.5, 4]
)");
  const Parameters p = read_deck(deck.root());
  deck.finish();
  EXPECT_EQ(p.harmonics, HarmonicRoute::least_squares);
  EXPECT_DOUBLE_EQ(p.centre_rounding_px, 0.25);
  EXPECT_FALSE(p.split_halves);
  EXPECT_EQ(p.window, 3);
  EXPECT_NEAR(*p.probe_semi_angle_k, 0.0514, 1e-12);
  EXPECT_EQ(p.thickness_filter->detector, "haadf");
  EXPECT_DOUBLE_EQ(p.thickness_filter->black, 26265.0);
  EXPECT_DOUBLE_EQ(p.thickness_filter->slope_per_nm, 440.46);
  EXPECT_DOUBLE_EQ(p.thickness_filter->edges_nm[1], 18.0);
  EXPECT_TRUE(p.legacy_power);
  EXPECT_EQ(p.contour_levels, (std::vector<double>{0.5, 4.0}));
  auto empty = Deck::from_text("order: {}");
  const Parameters defaults = read_deck(empty.root());
  EXPECT_EQ(defaults.harmonics, HarmonicRoute::automatic);
  EXPECT_FALSE(defaults.thickness_filter.has_value());
  EXPECT_FALSE(defaults.probe_semi_angle_k.has_value());
  EXPECT_TRUE(defaults.split_halves);
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
  EXPECT_NO_THROW(reads("order: {azimuths: 90, centre_rounding: 0 px, contour_levels: [], harmonics: sums}"));
  EXPECT_THROW(reads("order: {harmonics: fft}"), InputError);
  EXPECT_THROW(reads("order: {centre_rounding: 0.1}"), InputError);  // no unit
  EXPECT_THROW(reads("order: {centre_rounding: 2 px}"), InputError);
  EXPECT_THROW(reads("order: {contour_levels: [2, 1]}"), InputError);
  EXPECT_THROW(reads("order: {window: 0}"), InputError);
  EXPECT_THROW(reads("order: {thickness_filter: {detector: haadf}}"), InputError);  // no slope, no edges
  EXPECT_THROW(reads("order: {thickness_filter: {detector: a, slope: 0 1/nm, edges: [1 nm, 2 nm]}}"), InputError);
  EXPECT_THROW(reads("order: {thickness_filter: {detector: a, slope: 4 1/nm, edges: [2 nm, 1 nm]}}"), InputError);
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
