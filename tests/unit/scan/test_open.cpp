// SPDX-License-Identifier: Apache-2.0
// tests/unit/scan/test_open.cpp: which format a file is, what the deck replaces, and a scan in words.
#include "scan/calibration.hpp"
#include "unit/scan/fixtures.hpp"
#include "vitrum/scan/deck.hpp"
#include "vitrum/scan/describe.hpp"

using namespace vitrum;
using namespace vitrum::scan;
using namespace vitrum::scan::testing;

TEST(Open, AFileOfNoKnownFormatGetsTheListOfKnownOnes) {
  const Folder folder;
  write_bytes(folder / "a.dat", "something else");
  const auto message = message_of<DataError>([&] { open(at(folder / "a.dat")); });
  for (const auto& format : formats()) EXPECT_NE(message.find(format.what), std::string::npos) << format.name;
}

TEST(Open, MissingEmptyAndFoldersAreTold) {
  const Folder folder;
  write_bytes(folder / "empty.h5", "");
  EXPECT_NE(message_of<DataError>([&] { open(at(folder / "none.h5")); }).find("no such file"), std::string::npos);
  EXPECT_NE(message_of<DataError>([&] { open(at(folder / "empty.h5")); }).find("empty"), std::string::npos);
  EXPECT_NE(message_of<DataError>([&] { open(at(folder.path())); }).find("folder"), std::string::npos);
}

TEST(Open, AnUnknownFormatNameIsAnsweredWithTheNearestOne) {
  const Folder folder;
  write_empad(folder / "a.raw", 1);
  auto options = at(folder / "a.raw");
  options.format = "EMPED";
  EXPECT_NE(message_of<InputError>([&] { open(options); }).find("did you mean 'EMPAD'"), std::string::npos);
  options.format = "empad";
  EXPECT_EQ(open(options).info.format, "EMPAD");
}

TEST(Open, WhatTheDeckGivesReplacesWhatTheFileSaysAndANoteTells) {
  const Folder folder;
  write_hyperspy(folder / "a.hspy", {2, 3, 4, 5}, 2, counted<std::uint8_t>(120));
  auto options = at(folder / "a.hspy");
  options.step_nm = 0.7;
  options.gain = 12.0;
  options.high_tension_kV = 200.0;
  const auto info = open(options).info;
  EXPECT_EQ(info.step_nm, 0.7);
  EXPECT_EQ(info.gain, 12.0);
  EXPECT_TRUE(said(info.notes, "scan step 0.7 nm from the deck replaces 0.2 nm"));
  EXPECT_FALSE(said(info.notes, "high tension"));
}

TEST(Open, PatternsBeyondTheScanAreAFault) {
  const Folder folder;
  write_hyperspy(folder / "a.hspy", {2, 3, 4, 5}, 2, counted<std::uint8_t>(120));
  const auto source = open(at(folder / "a.hspy"));
  std::vector<std::byte> room(2 * source.info.pattern_bytes());
  message_of<Fault>([&] { source.read(5, 2, room); });
  message_of<Fault>([&] { source.read(0, 1, room); });
}

TEST(Describe, SaysShapeTypeSizeCalibrationAndWhatIsNotInTheFile) {
  const Folder folder;
  write_hyperspy(folder / "a.hspy", {2, 3, 4, 5}, 2, counted<std::uint16_t>(120));
  const auto info = open(at(folder / "a.hspy")).info;
  const auto text = describe(info);
  for (const char* line :
       {"format          HyperSpy\n", "scan            2 x 3 positions (y, x)\n",
        "pattern         4 x 5 pixels (row, column)\n", "pixel type      uint16", "as patterns     240 bytes\n",
        "scan step       0.2 nm\n", "k per pixel     0.025 1/Angstrom\n", "high tension    200 kV\n",
        "gain            not in the file (deck: scan.gain)\n", "in the file     General.title = a glass\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << "\nin\n" << text;
  }
  EXPECT_EQ(info.bytes_on_disk, std::filesystem::file_size(folder / "a.hspy"));
}

TEST(Calibration, UnitsAreUnderstoodAsProgramsWriteThem) {
  for (const char* unit : {"nm", "[n_m]", " nm "}) EXPECT_EQ(length_unit_nm(unit), 1.0) << unit;
  for (const char* unit : {"A", "\xc3\x85", "Angstrom", "angstroms", "$\\AA$"})
    EXPECT_EQ(length_unit_nm(unit), 0.1) << unit;
  for (const char* unit : {"um", "\xc2\xb5m", "\xce\xbcm"}) EXPECT_EQ(length_unit_nm(unit), 1e3) << unit;
  for (const char* unit : {"1/nm", "1 / nm", "nm^-1", "[n_m^-1]", "$nm^{-1}$", "nm\xe2\x81\xbb\xc2\xb9"}) {
    EXPECT_DOUBLE_EQ(inverse_unit_inv_A(unit).value_or(0.0), 0.1) << unit;
  }
  for (const char* unit : {"A^-1", "1/\xc3\x85", "\xc3\x85^-1", "$A^{-1}$"}) {
    EXPECT_DOUBLE_EQ(inverse_unit_inv_A(unit).value_or(0.0), 1.0) << unit;
  }
  for (const char* unit : {"", "px", "mrad", "eV", "1/s"}) {
    EXPECT_FALSE(length_unit_nm(unit).has_value()) << unit;
    EXPECT_FALSE(inverse_unit_inv_A(unit).has_value()) << unit;
  }
}

TEST(Calibration, WavelengthsAreThePublishedOnes) {
  // characterization.md 5.1: 0.025079 Angstrom at 200 kV, 0.019687 at 300 kV, given to six digits.
  EXPECT_NEAR(wavelength_A(200.0), 0.025079, 1e-6);
  EXPECT_NEAR(wavelength_A(300.0), 0.019687, 1e-6);
}

TEST(Calibration, ValuesThatCannotBeAreLeftOutWithANote) {
  ScanInfo info;
  take_k_scale(info, {7.84e-20, "1/nm"}, {7.84e-20, "1/nm"}, {});
  EXPECT_FALSE(info.k_per_px_inv_A.has_value());
  EXPECT_TRUE(said(info.notes, "cannot be"));
  take_step(info, {1.0, "nm"}, {2.0, "nm"});
  EXPECT_FALSE(info.step_nm.has_value());
  EXPECT_TRUE(said(info.notes, "differs between the axes"));
  take_step(info, {1.5, ""}, {1.5, ""});
  EXPECT_TRUE(said(info.notes, "without a unit"));
  const auto notes = info.notes.size();
  take_step(info, {1.0, "px"}, {1.0, "px"});
  EXPECT_EQ(info.notes.size(), notes);
}

TEST(ScanDeck, EveryKeyIsReadWithItsUnit) {
  auto deck = Deck::from_text(
      "scan:\n  file: a.raw\n  format: EMPAD\n  shape: [3, 2]\n  step: 5 Angstrom\n  k_per_pixel: 0.2 1/nm\n"
      "  high_tension: 200 kV\n  gain: 151.5\n");
  const auto options = read_deck(deck.root().section("scan"));
  EXPECT_EQ(options.path, "a.raw");
  EXPECT_EQ(options.format, "EMPAD");
  EXPECT_EQ(options.scan_ny, 3U);
  EXPECT_EQ(options.scan_nx, 2U);
  EXPECT_NEAR(options.step_nm.value(), 0.5, 1e-12);
  EXPECT_NEAR(options.k_per_px_inv_A.value(), 0.02, 1e-12);
  EXPECT_NEAR(options.high_tension_kV.value(), 200.0, 1e-9);
  EXPECT_EQ(options.gain, 151.5);
}

TEST(ScanDeck, LeftOutKeysStayEmptyAndTheEarlierStagesFileIsUsed) {
  auto deck = Deck::from_text("title: none\n");
  const auto options = read_deck(deck.root().section("scan"), "out/scan.h5");
  EXPECT_EQ(options.path, "out/scan.h5");
  EXPECT_EQ(options.format, "auto");
  EXPECT_FALSE(options.scan_ny || options.scan_nx || options.step_nm || options.k_per_px_inv_A ||
               options.high_tension_kV || options.gain);
}

TEST(ScanDeck, MistakesAreNamedWithTheirKey) {
  const auto message = [](const std::string& lines) {
    auto deck = Deck::from_text("scan:\n" + lines);
    return message_of<InputError>([&] { read_deck(deck.root().section("scan")); });
  };
  EXPECT_NE(message("  format: auto\n").find("scan.file"), std::string::npos);
  EXPECT_NE(message("  file: a\n  shape: [3]\n").find("scan.shape"), std::string::npos);
  EXPECT_NE(message("  file: a\n  shape: [3, 0]\n").find("scan.shape"), std::string::npos);
  EXPECT_NE(message("  file: a\n  step: 0.5\n").find("nm"), std::string::npos);
  EXPECT_NE(message("  file: a\n  gain: 0\n").find("scan.gain"), std::string::npos);
  EXPECT_NE(message("  file: a\n  format: EMPED\n").find("EMPAD"), std::string::npos);
}
