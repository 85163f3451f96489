// SPDX-License-Identifier: Apache-2.0
// tests/unit/drivers/test_deck_reference.cpp: docs/deck.md names every key that a deck may have, and the shipped decks
// are valid.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "drivers/settings.hpp"
#include "vitrum/core/deck.hpp"

namespace vitrum::drivers {
namespace {

namespace fs = std::filesystem;

// Has an item in every list and an entry in every mapping of free names, so that their keys are met.
constexpr const char* everything = R"(
thickness: {value: 8 nm, error: 1 nm}
scan: {file: nowhere.h5}
detectors:
  a: {type: annulus, k: [0.3 1/Angstrom, 0.4 1/Angstrom]}
  s: {type: sector, k: [0.3 1/Angstrom, 0.4 1/Angstrom], phi: [0 deg, 10 deg]}
  d: {type: disk, radius: 0.1 1/Angstrom}
  p: {type: point, center: [0.1 1/Angstrom, 0 1/Angstrom]}
  m: {type: mask, file: weights.npy}
region:
  polygon: {x: [0 nm, 9 nm, 9 nm], y: [0 nm, 0 nm, 9 nm]}
  rectangle: {x: [0 nm, 9 nm], y: [0 nm, 9 nm]}
calibration: {mask_polygons: [{x: [1 px, 2 px, 2 px], y: [1 px, 1 px, 2 px]}]}
order: {thickness_filter: {detector: a, slope: 1 1/nm, edges: [1 nm, 2 nm]}}
bands: [{name: ring, k: [0.3 1/Angstrom, 0.4 1/Angstrom]}]
domains: {detection: [{n: 4}]}
synthesize: {clusters: [{count: 1}]}
microstructure: {source: described, domains: [{n: 4, fraction: 0.1, diameter: 4 nm}], coupling: [{n: 4}]}
deform: {temperature: 300 K, load: {segments: [{until: {strain: 1 %}}]}, stz: {radius: 3.6 nm}}
sweep: {vary: {seed: [1]}}
)";

// What cannot stand beside the keys above.
constexpr const char* thickness_of_a_map = "thickness: {map: t.h5:/t, error: 1 nm}\nscan: {file: nowhere.h5}\n";
constexpr const char* thickness_of_a_detector = R"(
thickness: {detector: a, black: 1, slope: 2 1/nm}
scan: {file: nowhere.h5}
detectors: {a: {type: annulus, k: [0.3 1/Angstrom, 0.4 1/Angstrom]}}
)";
constexpr const char* founding_engine = "deform: {temperature: 300 K, engine: founding, athermal: sync}\n";

std::string source(const std::string& name) { return std::string(std::getenv("VITRUM_SOURCE")) + "/" + name; }

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(DeckReference, NamesEveryKey) {
  const auto reference = text_of(source("docs/deck.md"));
  ASSERT_FALSE(reference.empty());
  std::size_t keys = 0;
  for (const char* text : {everything, thickness_of_a_map, thickness_of_a_detector, founding_engine}) {
    auto deck = Deck::from_text(text);
    read_settings(deck, "sweep", "out");
    deck.finish();
    for (const auto& [key, info] : deck.known_keys()) {
      if (info.type == "section" || info.type == "list") continue;
      ++keys;
      EXPECT_NE(reference.find("`" + key + "`"), std::string::npos)
          << key << " (" << info.type << ") is not in docs/deck.md";
    }
  }
  EXPECT_GT(keys, 80u);
}

TEST(ShippedDecks, AreValid) {
  std::size_t decks = 0;
  for (const auto& entry : fs::directory_iterator(source("inputs"))) {
    if (entry.path().extension() != ".yaml") continue;
    ++decks;
    SCOPED_TRACE(entry.path().string());
    auto deck = Deck::from_text(text_of(entry.path()), entry.path().filename());
    EXPECT_NO_THROW({
      read_settings(deck, "check", "out");
      deck.finish();
    });
  }
  EXPECT_GE(decks, 4u);
}

TEST(ResolvedDeck, ReadsBackToItself) {
  auto deck = Deck::from_text(text_of(source("inputs/quickstart.yaml")));
  read_settings(deck, "run", "out");
  auto again = Deck::from_text(deck.resolved());
  read_settings(again, "run", "out");
  again.finish();
  EXPECT_EQ(again.resolved(), deck.resolved());
}

}  // namespace
}  // namespace vitrum::drivers
