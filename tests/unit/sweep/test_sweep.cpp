// SPDX-License-Identifier: Apache-2.0
// tests/unit/sweep/test_sweep.cpp: members, groups of ranks, and the table.
#include <gtest/gtest.h>

#include "vitrum/core/deck.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/sweep/sweep.hpp"

namespace vitrum::sweep {
namespace {

Parameters read(const std::string& text) {
  auto deck = Deck::from_text(text);
  return read_deck(deck.root().section("sweep"));
}

TEST(Members, AGridHasEveryCombinationOnceAndTheLastKeyRunsFastest) {
  const auto parameters = read("sweep:\n  vary:\n    deform.temperature: [300 K, 400 K]\n    seed: [1, 2, 3]\n");
  const auto members = expand(parameters.variations);
  ASSERT_EQ(members.size(), 6u);
  EXPECT_EQ(members[0].overrides(), (std::vector<std::string>{"deform.temperature=300 K", "seed=1"}));
  EXPECT_EQ(members[1].overrides(), (std::vector<std::string>{"deform.temperature=300 K", "seed=2"}));
  EXPECT_EQ(members[5].overrides(), (std::vector<std::string>{"deform.temperature=400 K", "seed=3"}));
  EXPECT_EQ(members[5].directory(), "member-0006");
}

TEST(Members, NothingToVaryIsOneMember) { EXPECT_EQ(expand({}).size(), 1u); }

TEST(Members, AValueThatIsNoListIsRefusedWithItsKey) {
  try {
    read("sweep:\n  vary:\n    seed: 3\n");
    FAIL() << "accepted";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("seed must be a list"), std::string::npos) << error.what();
  }
}

TEST(Groups, EveryRankHasAGroupAndLeftoversJoinTheLast) {
  EXPECT_EQ(group_ranks(0, 1, 4).count, 1);
  EXPECT_EQ(group_ranks(5, 7, 3).count, 2);
  EXPECT_EQ(group_ranks(5, 7, 3).of_rank, 1);
  EXPECT_EQ(group_ranks(6, 7, 3).of_rank, 1);
  EXPECT_EQ(group_ranks(3, 4, 1).of_rank, 3);
}

TEST(Table, CsvQuotesAndLeavesMissingNumbersEmpty) {
  Member one{1, {{"seed", "1"}}}, two{2, {{"seed", "2"}}};
  const std::vector<Row> rows{{one, "done", 0, {{"flow_stress_GPa", 1.5}}}, {two, "bad, \"very\"", 2, {}}};
  EXPECT_EQ(csv(rows), "member,seed,status,flow_stress_GPa\n1,1,done,1.5\n2,2,\"bad, \"\"very\"\"\",\n");
}

}  // namespace
}  // namespace vitrum::sweep
