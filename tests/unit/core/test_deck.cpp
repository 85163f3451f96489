// SPDX-License-Identifier: Apache-2.0
// tests/unit/core/test_deck.cpp: what a deck gives, which keys it has met, and that the resolved deck runs the same.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "vitrum/core/deck.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum {
namespace {

struct Settings {
  double step = 0;
  std::vector<double> bands;
  std::vector<double> center;
  std::vector<std::int64_t> folds;
  std::vector<std::string> labels;
  double damping = 0;
  std::int64_t seed = 0;
  bool quiet = false;
  std::string title;
  std::string engine;
  std::optional<double> thickness;
  std::vector<double> diameters;
  std::vector<std::string> detectors;
  bool operator==(const Settings&) const = default;
};

Settings read(Deck& deck) {
  Settings s;
  Section root = deck.root();
  s.step = root.quantity("step", "nm", 0.3);
  s.bands = root.quantities("bands", "1/nm", std::vector<double>{2.5, 4.1});
  s.center = root.numbers("center", std::vector<double>{});
  s.folds = root.integers("folds", std::vector<std::int64_t>{2, 4, 6});
  s.labels = root.texts("labels", std::vector<std::string>{});
  s.damping = root.number("damping", 0.1);
  s.seed = root.integer("seed", 1);
  s.quiet = root.flag("quiet", false);
  s.title = root.text("title", "untitled");
  s.engine = root.choice("engine", {"reference", "direct"}, "direct");
  s.thickness = root.section("foil").optional_quantity("thickness", "nm");
  for (Section& cluster : root.section("glass").list("clusters"))
    s.diameters.push_back(cluster.quantity("diameter", "nm", 1.5));
  Section virtual_detectors = root.section("virtual");
  for (auto& [name, detector] : virtual_detectors.entries()) {
    detector.quantity("radius", "1/nm", 1.0);
    s.detectors.push_back(name);
  }
  deck.finish();
  return s;
}

Settings read(const std::string& text) {
  Deck deck = Deck::from_text(text);
  return read(deck);
}

const char* const full_deck = R"(
step: 3 Angstrom
bands: [0.25 1/Angstrom, 4 1/nm]
center: [1.5, -2e3]
folds: [2, 3]
labels: [a b, "true", '5', "a: b # c", ""]
damping: 5 %
seed: 1e6
quiet: yes
title: "two\nlines, \"quoted\" é"
engine: reference
foil: {thickness: 20 nm}
glass:
  clusters:
  - diameter: 2 nm
  - {}
virtual:
  bf: {radius: 2 1/nm}
  v1.5:
)";

TEST(Deck, GivesWhatIsWritten) {
  const Settings s = read(full_deck);
  EXPECT_EQ(s.step, 0.3);
  EXPECT_EQ(s.bands, (std::vector<double>{2.5, 4.0}));
  EXPECT_EQ(s.center, (std::vector<double>{1.5, -2000.0}));
  EXPECT_EQ(s.folds, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(s.labels, (std::vector<std::string>{"a b", "true", "5", "a: b # c", ""}));
  EXPECT_EQ(s.damping, 0.05);
  EXPECT_EQ(s.seed, 1000000);
  EXPECT_TRUE(s.quiet);
  EXPECT_EQ(s.title, "two\nlines, \"quoted\" é");
  EXPECT_EQ(s.engine, "reference");
  EXPECT_EQ(s.thickness, 20.0);
  EXPECT_EQ(s.diameters, (std::vector<double>{2.0, 1.5}));
  EXPECT_EQ(s.detectors, (std::vector<std::string>{"bf", "v1.5"}));
}

TEST(Deck, FillsInDefaults) {
  const Settings s = read("");
  EXPECT_EQ(s.step, 0.3);
  EXPECT_EQ(s.folds, (std::vector<std::int64_t>{2, 4, 6}));
  EXPECT_EQ(s.title, "untitled");
  EXPECT_FALSE(s.thickness);
  EXPECT_TRUE(s.diameters.empty());
}

TEST(Deck, ResolvedRunsTheSameAndResolvesToItself) {
  for (const std::string text : {"", full_deck, "title: ''\n", "title: 'null'\n", "title: '~'\n", "title: ' x '\n",
                                 "title: '# no comment'\n", "title: '[1, 2]'\n", "title: '&a'\n", "damping: 0.1\n"}) {
    Deck first = Deck::from_text(text);
    const Settings settings = read(first);
    Deck second = Deck::from_text(first.resolved());
    EXPECT_EQ(read(second), settings) << first.resolved();
    EXPECT_EQ(second.resolved(), first.resolved());
  }
}

TEST(Deck, ResolvedHasUnitsAndDefaults) {
  Deck deck = Deck::from_text("step: 3 Angstrom\nglass:\n");
  read(deck);
  const std::string resolved = deck.resolved();
  EXPECT_EQ(resolved.substr(resolved.find('\n') + 1),
            "step: 0.3 nm\n"
            "bands: [2.5 1/nm, 4.1 1/nm]\n"
            "center: []\n"
            "folds: [2, 4, 6]\n"
            "labels: []\n"
            "damping: 0.1\n"
            "seed: 1\n"
            "quiet: false\n"
            "title: untitled\n"
            "engine: direct\n"
            "glass:\n"
            "  {}\n");
}

TEST(Deck, KeepsTheDefaultsOfASectionThatIsNotThere) {
  Deck deck = Deck::from_text("");
  deck.root().section("load").section("ramp").quantity("rate", "1/s", 1e-4);
  EXPECT_NE(deck.resolved().find("load:\n  ramp:\n    rate: 1e-4 1/s\n"), std::string::npos) << deck.resolved();
}

TEST(Deck, KnowsTheKeysItMet) {
  Deck deck = Deck::from_text(full_deck);
  read(deck);
  const auto& keys = deck.known_keys();
  EXPECT_EQ(keys.at("step").type, "quantity [nm]");
  EXPECT_EQ(keys.at("step").default_value, "0.3 nm");
  EXPECT_EQ(keys.at("bands").type, "list of quantity [1/nm]");
  EXPECT_EQ(keys.at("bands").default_value, "[2.5 1/nm, 4.1 1/nm]");
  EXPECT_EQ(keys.at("engine").type, "choice reference|direct");
  EXPECT_EQ(keys.at("quiet").default_value, "false");
  EXPECT_EQ(keys.at("foil").type, "section");
  EXPECT_EQ(keys.at("foil.thickness").default_value, "optional");
  EXPECT_EQ(keys.at("glass.clusters").type, "list");
  EXPECT_EQ(keys.at("glass.clusters[].diameter").type, "quantity [nm]");
  EXPECT_EQ(keys.at("virtual.NAME.radius").default_value, "1 1/nm");
}

TEST(Deck, HasTellsWhatIsThere) {
  Deck deck = Deck::from_text("foil:\nglass: {a: 1}\n");
  Section root = deck.root();
  EXPECT_TRUE(root.has("foil"));
  EXPECT_TRUE(root.section("glass").has("a"));
  EXPECT_FALSE(root.has("scan"));
  EXPECT_FALSE(root.section("scan").has("step"));
  EXPECT_TRUE(deck.known_keys().contains("scan"));
}

TEST(Deck, FreeFormIsGivenAsWritten) {
  Deck deck = Deck::from_text("vary:\n  deform.temperature: [300 K, 400 K]\n  seed: 3\n");
  const YAML::Node vary = deck.root().free_form("vary");
  EXPECT_EQ(vary["deform.temperature"][1].as<std::string>(), "400 K");
  EXPECT_NO_THROW(deck.finish());
  Deck again = Deck::from_text(deck.resolved());
  EXPECT_EQ(again.root().free_form("vary")["seed"].as<int>(), 3);
  EXPECT_TRUE(Deck::from_text("").root().free_form("vary").IsNull());
}

TEST(Deck, SectionsAreValues) {
  Deck deck = Deck::from_text("a: {x: 1}\nb: {x: 2}\n");
  Section one = deck.root().section("a");
  const Section two = deck.root().section("b");
  one = two;
  EXPECT_EQ(one.integer("x"), 2);
  EXPECT_EQ(deck.root().section("a").integer("x"), 1);
}

TEST(Deck, ListsMayBeReadTwice) {
  Deck deck = Deck::from_text("list: [{x: 1}, {x: 2}]\n");
  Section root = deck.root();
  for (int i = 0; i < 2; ++i)
    for (Section& item : root.list("list")) item.integer("x");
  EXPECT_NE(deck.resolved().find("list:\n  - x: 1\n  - x: 2\n"), std::string::npos) << deck.resolved();
}

TEST(Nearest, FindsWhatWasMeant) {
  const std::vector<std::string> keys{"temperature", "step", "n_fold", "strain_rate"};
  EXPECT_EQ(nearest("temprature", keys), "temperature");
  EXPECT_EQ(nearest("Step", keys), "step");
  EXPECT_EQ(nearest("setp", keys), "step");
  EXPECT_EQ(nearest("strain", keys), "strain_rate");
  EXPECT_EQ(nearest("colour", keys), "");
  EXPECT_EQ(nearest("", keys), "");
  EXPECT_EQ(nearest("x", {}), "");
}

TEST(Deck, a_mapping_or_a_list_of_mappings_is_read_under_one_schema) {
  const auto paths = [](const std::string& text) {
    Deck deck = Deck::from_text(text);
    std::vector<std::string> files;
    for (Section& scan : deck.root().one_or_more("scan")) {
      files.push_back(scan.text("file", "made"));
      scan.quantity("step", "nm", 0.5);
    }
    deck.finish();
    EXPECT_EQ(deck.known_keys().count("scan.step"), 1u);
    return std::pair(files, deck.resolved());
  };
  EXPECT_EQ(paths("").first, std::vector<std::string>{"made"});
  EXPECT_EQ(paths("scan: {file: a}").first, std::vector<std::string>{"a"});
  const auto [files, resolved] = paths("scan:\n  - file: a\n  - {file: b, step: 1 nm}\n");
  EXPECT_EQ(files, (std::vector<std::string>{"a", "b"}));
  EXPECT_NE(resolved.find("- file: a\n    step: 0.5 nm"), std::string::npos) << resolved;
  EXPECT_EQ(paths(resolved).second, resolved);
  EXPECT_THROW(paths("scan: []"), InputError);
  EXPECT_THROW(paths("scan: [{fil: a}]"), InputError);
}

}  // namespace
}  // namespace vitrum
