// SPDX-License-Identifier: Apache-2.0
// tests/unit/core/test_deck_mistakes.cpp: the commonest mistakes in decks, and the one message that each is worth.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "test_deck_support.hpp"
#include "vitrum/core/deck.hpp"

namespace vitrum {
namespace {

using testing::input_error;

// Reads what a room would read.
void read(Deck deck) {
  Section scan = deck.root().section("scan");
  scan.quantity("step", "nm", 0.3, positive());
  scan.text("file", "scan.h5");
  scan.numbers("center", std::vector<double>{0.0, 0.0});
  Section glass = deck.root().section("glass");
  for (Section& cluster : glass.list("clusters")) {
    cluster.integer("n", {}, between(2, 12));
    cluster.quantity("diameter", "nm", 1.0, positive());
  }
  Section deform = deck.root().section("deform");
  deform.choice("engine", {"reference", "direct"}, "direct");
  deform.quantity("temperature", "K", 300.0, positive());
  deform.integer("events", 1000, at_least(1));
  deform.flag("adiabatic", false);
  deform.number("damping", 0.5, Bounds{0.0, 1.0, true, true});
  deck.finish();
}

std::string message(const std::string& text) {
  return input_error([&] { read(Deck::from_text(text, "deck.yaml")); });
}

TEST(DeckMistakes, ABareNumberWhereAUnitIsNeeded) {
  EXPECT_EQ(message("scan:\n  step: 0.3\n"),
            "deck.yaml:2:9: scan.step: 0.3 is a bare number; write its unit, as in \"0.3 nm\" "
            "(units that would do: nm, Angstrom, pm, um, mm, m)");
}

TEST(DeckMistakes, AUnitOfTheWrongKind) {
  EXPECT_EQ(message("deform:\n  temperature: 300 GPa\n"),
            "deck.yaml:2:16: deform.temperature: \"GPa\" is the wrong kind of unit here; units that would do: K");
}

TEST(DeckMistakes, AnUnknownUnit) {
  EXPECT_EQ(message("scan: {step: 3 angstroms}\n"),
            "deck.yaml:1:14: scan.step: \"angstroms\" is not a unit that vitrum knows; "
            "units that would do: nm, Angstrom, pm, um, mm, m");
}

TEST(DeckMistakes, AMisspeltKey) {
  EXPECT_EQ(message("scan:\n  setp: 0.3 nm\n"), "deck.yaml:2:3: scan.setp: unknown key; did you mean \"step\"?");
}

TEST(DeckMistakes, AMisspeltSection) {
  EXPECT_EQ(message("scan:\n  step: 1 nm\ndefrom:\n  events: 5\n"),
            "deck.yaml:3:1: defrom: unknown key; did you mean \"deform\"?");
}

TEST(DeckMistakes, AKeyInTheWrongSection) {
  EXPECT_EQ(message("scan:\n  temperature: 300 K\n"),
            "deck.yaml:2:3: scan.temperature: unknown key; it belongs under \"deform\"");
}

TEST(DeckMistakes, AKeyNobodyKnows) {
  EXPECT_EQ(message("scan:\n  flux: 3\n  step: 1 nm\n  zzz: 4\n"),
            "deck.yaml:2:3: scan.flux: unknown key; keys known here: center, file, step\n"
            "  also unknown: scan.zzz (deck.yaml:4:3)");
}

TEST(DeckMistakes, AKeyGivenTwice) {
  EXPECT_EQ(message("scan:\n  step: 1 nm\n  file: a.h5\n  step: 2 nm\n"),
            "deck.yaml:4:3: scan.step: this key stands here a second time (first at deck.yaml:2:3); remove one");
}

TEST(DeckMistakes, AMissingKey) {
  EXPECT_EQ(message("glass:\n  clusters:\n    - n: 4\n    - diameter: 2 nm\n"),
            "deck.yaml:4:7: glass.clusters[1].n: is missing; write it, as in \"n: <whole number>\"");
}

TEST(DeckMistakes, AValueOutOfRange) {
  EXPECT_EQ(message("scan:\n  step: -0.3 nm\n"),
            "deck.yaml:2:9: scan.step: -0.3 nm is out of range; it must be more than 0 nm");
  EXPECT_EQ(message("glass:\n  clusters:\n  - n: 40\n"),
            "deck.yaml:3:8: glass.clusters[0].n: 40 is out of range; it must be at least 2 and at most 12");
  EXPECT_EQ(message("deform: {damping: 1}\n"),
            "deck.yaml:1:19: deform.damping: 1 is out of range; it must be more than 0 and less than 1");
}

TEST(DeckMistakes, AFractionWhereAWholeNumberIsNeeded) {
  EXPECT_EQ(message("deform:\n  events: 2.5\n"),
            "deck.yaml:2:11: deform.events: \"2.5\" is not a whole number; write one without unit or decimal point");
  EXPECT_EQ(message("deform:\n  events: 99999999999999999999\n"),
            "deck.yaml:2:11: deform.events: 99999999999999999999 is too large for a 64-bit whole number");
}

TEST(DeckMistakes, NotANumberAndInfinity) {
  EXPECT_EQ(message("deform:\n  damping: .nan\n"), "deck.yaml:2:12: deform.damping: \".nan\" is not a finite number");
  EXPECT_EQ(message("deform:\n  temperature: inf K\n"),
            "deck.yaml:2:16: deform.temperature: \"inf K\" is not a finite number");
}

TEST(DeckMistakes, AChoiceThatIsNone) {
  EXPECT_EQ(message("deform:\n  engine: refrence\n"),
            "deck.yaml:2:11: deform.engine: \"refrence\" is not one of reference, direct; did you mean \"reference\"?");
  EXPECT_EQ(message("deform:\n  engine: magic\n"),
            "deck.yaml:2:11: deform.engine: \"magic\" is not one of reference, direct");
}

TEST(DeckMistakes, AFlagThatIsNeither) {
  EXPECT_EQ(message("deform:\n  adiabatic: maybe\n"),
            "deck.yaml:2:14: deform.adiabatic: \"maybe\" is neither true nor false");
}

TEST(DeckMistakes, TheWrongShape) {
  EXPECT_EQ(message("scan: fast\n"), "deck.yaml:1:7: scan: must be a mapping of \"key: value\" lines, but is \"fast\"");
  EXPECT_EQ(message("scan:\n  step: [1 nm, 2 nm]\n"),
            "deck.yaml:2:9: scan.step: must be a number with a unit, as in \"1 nm\", but is a list");
  EXPECT_EQ(message("scan:\n  center: 5\n"),
            "deck.yaml:2:11: scan.center: must be a list, as in [<number>, <number>], but is \"5\"");
  EXPECT_EQ(message("scan:\n  center: [5, x]\n"), "deck.yaml:2:15: scan.center[1]: \"x\" is not a number");
  EXPECT_EQ(message("glass:\n  clusters: {n: 4}\n"),
            "deck.yaml:2:13: glass.clusters: must be a list, each item beginning with \"- \", but is a mapping");
  EXPECT_EQ(message("glass:\n  clusters: [4]\n"),
            "deck.yaml:2:14: glass.clusters[0]: must be a mapping of \"key: value\" lines, but is \"4\"");
}

TEST(DeckMistakes, AKeyWithoutAValue) {
  EXPECT_EQ(message("scan:\n  step:\n  file: a.h5\n"),
            "deck.yaml:2:3: scan.step: has no value; write a number with a unit, as in \"1 nm\", or remove the key");
}

TEST(DeckMistakes, ADottedKey) {
  EXPECT_EQ(
      message("scan.step: 0.3 nm\n"),
      "deck.yaml:1:1: \"scan.step\": unknown key; write it nested, one key a line, each further in than the one above");
}

TEST(DeckMistakes, BrokenYaml) {
  EXPECT_EQ(message("scan:\n\tstep: 1 nm\n"),
            "deck.yaml:2:6: not valid YAML: illegal map value; this line begins with a tab; use spaces");
  EXPECT_EQ(message("scan:\n  center: [1, 2\n  file: a\n").substr(0, 29), "deck.yaml:3:7: not valid YAML");
  EXPECT_EQ(message("scan: {step: 1 nm\n").substr(0, 15 + 14), "deck.yaml:2:1: not valid YAML");
  EXPECT_NE(message("scan:\n  step: 1 nm\n file: b\n").find("deck.yaml:3:"), std::string::npos);
  EXPECT_EQ(message("scan:\n  file: \"a\n  step: 1 nm\n"),
            "deck.yaml:2:9: scan.file: the quote that opens here is never closed");
  EXPECT_EQ(message("scan:\n  é: 1\n  file: 'it''s\n  step: 1 nm\n"),
            "deck.yaml:3:9: scan.file: the quote that opens here is never closed");
  EXPECT_EQ(message("scan: a: b\n").substr(0, 29), "deck.yaml:1:8: not valid YAML");
}

TEST(DeckMistakes, NotADeckAtAll) {
  EXPECT_EQ(message("just words\n"), "deck.yaml:1:1: a deck is a mapping of \"key: value\" lines, but this is a text");
  EXPECT_EQ(message("- 1\n- 2\n"), "deck.yaml:1:1: a deck is a mapping of \"key: value\" lines, but this is a list");
  EXPECT_EQ(message("a: 1\n---\nb: 2\n"), "deck.yaml: has 2 YAML documents; keep one, without \"---\" lines between");
  EXPECT_EQ(message(std::string("\x89HDF\r\n\0\0", 8)),
            "deck.yaml: is not a text file; give a deck, which is YAML text");
  EXPECT_EQ(input_error([] { Deck::from_file("no/such/deck.yaml"); }),
            "no/such/deck.yaml: cannot be read: No such file or directory; check the path (this should be the deck)");
  EXPECT_NE(input_error([] { Deck::from_file("."); }).find("Is a directory"), std::string::npos);
}

TEST(DeckMistakes, EndlessAndDeepDecksEndInAMessage) {
  EXPECT_NE(message("scan: &a\n  step: 1 nm\n  again: *a\n").find("levels deep"), std::string::npos);
  EXPECT_NE(message(std::string(5000, '[')).find("not valid YAML"), std::string::npos);
  std::string bomb = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string one = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + one;
    for (int j = 1; j < 10; ++j) bomb += ", " + one;
    bomb += "]\n";
  }
  EXPECT_NE(message(bomb).find("has more than 200000 values"), std::string::npos);
}

TEST(DeckMistakes, ARoomsOwnCheckHasAPlaceToo) {
  const std::string text = "scan:\n  step: 1 nm\n";
  EXPECT_EQ(input_error([&] { Deck::from_text(text, "d").root().section("scan").fail("step", "does not suit"); }),
            "d:2:9: scan.step: does not suit");
  EXPECT_EQ(input_error([&] { Deck::from_text(text, "d").root().section("scan").fail("", "is odd"); }),
            "d:1:1: scan: is odd");
  EXPECT_EQ(input_error([&] { Deck::from_text(text, "d").root().section("load").fail("rate", "is missing"); }),
            "d:1:1: load.rate: is missing");
}

}  // namespace
}  // namespace vitrum
