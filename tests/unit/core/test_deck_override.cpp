// SPDX-License-Identifier: Apache-2.0
// tests/unit/core/test_deck_override.cpp: --set path.to.key=value, and what is said when it cannot be.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "test_deck_support.hpp"
#include "vitrum/core/deck.hpp"

namespace vitrum {
namespace {

using testing::input_error;

const char* const text = R"(scan:
  step: 0.3 nm
glass:
  clusters:
  - n: 4
    diameter: &wide 2 nm
  - {n: 6, diameter: *wide}
  base: &base {density: 3}
  other: *base
)";

Deck with(const std::string& setting) { return Deck::from_text(text, "deck.yaml", {setting}); }
std::string message(const std::string& setting) {
  return input_error([&] { with(setting); });
}

TEST(Override, ReplacesAValue) {
  Deck deck = with("scan.step=5 Angstrom");
  EXPECT_EQ(deck.root().section("scan").quantity("step", "nm"), 0.5);
  EXPECT_NE(deck.resolved().find("step: 0.5 nm"), std::string::npos);
}

TEST(Override, ReachesIntoListsAndLeavesAliasesAlone) {
  Deck deck = with("glass.clusters[1].n=12");
  auto clusters = deck.root().section("glass").list("clusters");
  EXPECT_EQ(clusters[0].integer("n"), 4);
  EXPECT_EQ(clusters[1].integer("n"), 12);
  EXPECT_EQ(clusters[1].quantity("diameter", "nm"), 2.0);
  Deck shared = with("glass.other.density=5");
  EXPECT_EQ(shared.root().section("glass").section("base").integer("density"), 3);
  EXPECT_EQ(shared.root().section("glass").section("other").integer("density"), 5);
}

TEST(Override, AddsKeysAndSectionsAndTakesLists) {
  Deck deck = with("deform.load.rate=1e-4 1/s");
  EXPECT_EQ(deck.root().section("deform").section("load").quantity("rate", "1/s"), 1e-4);
  Deck lists = with("scan.center=[1, 2]");
  EXPECT_EQ(lists.root().section("scan").numbers("center"), (std::vector<double>{1.0, 2.0}));
  Deck equals = with("scan.file=a=b.h5");
  EXPECT_EQ(equals.root().section("scan").text("file"), "a=b.h5");
}

TEST(Override, TheLastOneCounts) {
  Deck deck = Deck::from_text("", "d", {"a.b=1", "a.b=2"});
  EXPECT_EQ(deck.root().section("a").integer("b"), 2);
}

TEST(Override, ErrorsNameTheirPlace) {
  EXPECT_EQ(input_error([] { with("scan.step=0.5").root().section("scan").quantity("step", "nm"); }).substr(0, 52),
            "--set scan.step=0.5: scan.step: 0.5 is a bare number");
  EXPECT_EQ(input_error([] {
              Deck deck = Deck::from_text("", "d", {"scan.stp=5"});
              deck.root().section("scan").quantity("step", "nm", 1.0);
              deck.finish();
            }),
            "--set scan.stp=5: scan.stp: unknown key; did you mean \"step\"?");
}

TEST(Override, RefusesPathsThatLeadNowhere) {
  EXPECT_EQ(
      message("scan.step.x=1"),
      "--set scan.step.x=1: scan.step is the value \"0.3 nm\" (at deck.yaml:2:3), not a mapping; it has no key \"x\"");
  EXPECT_EQ(message("glass.clusters.n=1"),
            "--set glass.clusters.n=1: glass.clusters is a list of 2 (at deck.yaml:4:3); write an index, as in "
            "glass.clusters[0].n");
  EXPECT_EQ(
      message("glass.clusters[2].n=1"),
      "--set glass.clusters[2].n=1: glass.clusters has 2 items (at deck.yaml:4:3), so the last is glass.clusters[1]");
  EXPECT_EQ(message("scan[0]=1"), "--set scan[0]=1: scan is a mapping (at deck.yaml:1:1), not a list; leave [0] out");
  EXPECT_EQ(message("new[0]=1"), "--set new[0]=1: new is not in the deck, not a list; leave [0] out");
}

TEST(Override, RefusesWhatIsMalformed) {
  const std::string advice =
      "; write path.to.key=value, as in --set scan.step=\"0.3 nm\" or --set glass.clusters[0].n=6";
  EXPECT_EQ(message("scan.step"), "--set scan.step: there is no \"=\"" + advice);
  EXPECT_EQ(message("=3"), "--set =3: a key is missing in the path" + advice);
  EXPECT_EQ(message("a..b=3"), "--set a..b=3: a key is missing in the path" + advice);
  EXPECT_EQ(message("a.b="), "--set a.b=: the value is missing after \"=\"" + advice);
  EXPECT_EQ(message("a[x]=3"), "--set a[x]=3: \"[x]\" is not an index like [0]" + advice);
  EXPECT_EQ(message("a[0=3"), "--set a[0=3: \"[0\" is not an index like [0]" + advice);
  EXPECT_EQ(message("a b=3"), "--set a b=3: \"a b\" is not a key" + advice);
  EXPECT_NE(message("a=[1, 2").find("--set a=[1, 2: the value is not valid YAML"), std::string::npos);
}

}  // namespace
}  // namespace vitrum
