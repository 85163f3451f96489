// SPDX-License-Identifier: Apache-2.0
// tests/unit/sweep/test_sweep.cpp: members and groups of ranks.
#include <gtest/gtest.h>

#include <set>

#include "vitrum/core/error.hpp"
#include "vitrum/sweep/sweep.hpp"

namespace vitrum::sweep {
namespace {

using Texts = std::vector<std::string>;

Parameters read(const std::string& text, std::uint64_t seed = 1, bool deforms = true) {
  auto deck = Deck::from_text("sweep:\n" + text);
  const auto parameters = read_deck(deck.root().section("sweep"), seed, deforms);
  deck.finish();
  return parameters;
}

std::string refusal(const std::string& text) {
  try {
    read(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Members, AGridHasEveryCombinationOnceAndTheLastKeyRunsFastest) {
  const auto parameters = read("  vary:\n    deform.temperature: [300 K, 400 K]\n    seed: [1, 2, 3]\n");
  const auto members = expand(parameters);
  ASSERT_EQ(members.size(), 6u);
  EXPECT_EQ(members[0].overrides(), (Texts{"deform.temperature=300 K", "seed=1"}));
  EXPECT_EQ(members[1].overrides(), (Texts{"deform.temperature=300 K", "seed=2"}));
  EXPECT_EQ(members[5].overrides(), (Texts{"deform.temperature=400 K", "seed=3"}));
  EXPECT_EQ(members[5].directory(), "member-0006");
}

TEST(Members, NothingToVaryIsOneMember) { EXPECT_EQ(expand(Parameters{}).size(), 1u); }

TEST(Members, ListsZipsGridsSamplesAndReplicasMultiply) {
  const auto parameters = read(
      "  list: [{scan.file: a.h5, deform.x: 1}, {scan.file: b.h5}]\n  zip: {p: [1, 2, 3], q: [4, 5, 6]}\n"
      "  vary: {r: [7, 8]}\n  sample: {n: 5, ranges: {s: {from: 0, to: 1}}}\n  replicas: 2\n");
  const auto members = expand(parameters);
  EXPECT_EQ(members.size(), 2u * 3u * 2u * 5u * 2u);
  EXPECT_EQ(count(parameters), members.size());
  std::set<Texts> different;
  for (const auto& member : members) different.insert(member.overrides());
  EXPECT_EQ(different.size(), members.size());
  EXPECT_EQ(members.front().values.front(), (std::pair<std::string, std::string>{"scan.file", "a.h5"}));
  EXPECT_EQ(members.back().values.front().second, "b.h5");
}

TEST(Members, ZippedListsAreTakenSideBySide) {
  const auto members = expand(read("  zip: {a: [1, 2], b: [3 K, 4 K]}\n"));
  ASSERT_EQ(members.size(), 2u);
  EXPECT_EQ(members[1].overrides(), (Texts{"a=2", "b=4 K"}));
}

TEST(Members, AValueMayBeAWholeSection) {
  const auto members = expand(read("  list: [{elasticity: {shear_modulus: 32 GPa, poisson_ratio: 0.37}}]\n"));
  EXPECT_EQ(members[0].overrides()[0], "elasticity={shear_modulus: 32 GPa, poisson_ratio: 0.37}");
}

TEST(Replicas, VaryTheSeedOfTheDeformationAloneAndAreTheSameAtEveryPoint) {
  const auto members = expand(read("  vary: {deform.temperature: [300 K, 400 K]}\n  replicas: 3\n", 7));
  ASSERT_EQ(members.size(), 6u);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(members[i].overrides()[1], "deform.seed=" + std::to_string(7 + i % 3));
    EXPECT_EQ(members[i].point().size(), 1u);
  }
}

TEST(Replicas, SetTheDecksSeedWhereNothingIsDeformed) {
  EXPECT_EQ(expand(Parameters(read("  replicas: 2\n", 1, false)))[1].overrides()[0], "seed=2");
}

TEST(Replicas, HaveSeedsOfTheirOwnWhereRandomNumbersAreNotCommon) {
  const std::string grid = "  vary: {a: [1, 2, 3]}\n  replicas: 4\n  common_random_numbers: false\n";
  for (const std::string seeds : {"consecutive", "random"}) {
    std::set<std::string> different;
    for (const auto& member : expand(read(grid + "  replica_seeds: " + seeds + "\n")))
      different.insert(member.values.back().second);
    EXPECT_EQ(different.size(), 12u) << seeds;
  }
}

TEST(Refusals, NameTheKeyAndSayWhatToDo) {
  EXPECT_NE(refusal("  vary:\n    seed: 3\n").find("seed must be a list"), std::string::npos);
  EXPECT_NE(refusal("  zip: {a: [1, 2], b: [1]}\n").find("a has 2 values, b has 1"), std::string::npos);
  EXPECT_NE(refusal("  vary: {a: [1]}\n  zip: {a: [1]}\n").find("a is named twice"), std::string::npos);
  EXPECT_NE(refusal("  vary: {deform.seed: [1]}\n  replicas: 2\n").find("deform.seed is named twice"),
            std::string::npos);
  EXPECT_NE(refusal("  vary: {deform.temperature: [1 K], deform: [{seed: 1}]}\n").find("would undo"),
            std::string::npos);
  EXPECT_NE(refusal("  replicas: 2\n  replica_key: deform.temperature\n").find("must be a seed"), std::string::npos);
  EXPECT_NE(refusal("  vary: {sweep.replicas: [1, 2]}\n").find("cannot be varied"), std::string::npos);
  EXPECT_NE(refusal("  list: {a: 1}\n").find("must be a list of mappings"), std::string::npos);
  EXPECT_NE(refusal("  sample: {ranges: {a: {from: 1 K, to: 2 K}}}\n").find("how many points"), std::string::npos);
  const auto sample = [](const std::string& range) { return "  sample: {n: 2, ranges: {a: " + range + "}}\n"; };
  EXPECT_NE(refusal(sample("{from: 1 K, to: 2 GPa}")).find("one unit"), std::string::npos);
  EXPECT_NE(refusal(sample("{from: 2 K, to: 1 K}")).find("less than"), std::string::npos);
  EXPECT_NE(refusal(sample("{from: 0 K, to: 1 K, scale: log}")).find("above zero"), std::string::npos);
  EXPECT_NE(refusal(sample("{from: 0.5, to: 2, scale: integer}")).find("whole numbers"), std::string::npos);
  EXPECT_NE(refusal(sample("{from: 0 K, too: 1 K}")).find("unknown key \"too\""), std::string::npos);
  EXPECT_NE(refusal(sample("{from: nan, to: 1}")).find("must be a number"), std::string::npos);
}

TEST(Groups, EveryRankHasAGroupAndLeftoversJoinTheLast) {
  EXPECT_EQ(group_ranks(0, 1, 4).count, 1);
  EXPECT_EQ(group_ranks(5, 7, 3).count, 2);
  EXPECT_EQ(group_ranks(5, 7, 3).of_rank, 1);
  EXPECT_EQ(group_ranks(6, 7, 3).of_rank, 1);
  EXPECT_EQ(group_ranks(3, 4, 1).of_rank, 3);
}

}  // namespace
}  // namespace vitrum::sweep
