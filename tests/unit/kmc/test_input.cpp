// SPDX-License-Identifier: Apache-2.0
// tests/unit/kmc/test_input.cpp: decks, and parameters or microstructures that cannot be meant.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kmc/model.hpp"
#include "unit/kmc/glass.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/kmc/deck.hpp"

namespace vitrum::kmc {
namespace {

using testing::glass;

DeckPart part(const std::string& text, elasticity::Medium medium = {}) {
  auto deck = Deck::from_text(text);
  return read_deck(deck.root().section("deform"), medium);
}

TEST(DeformDeck, EmptyMeansTheDocumentedDefaults) {
  const auto d = part("deform: {}\n");
  EXPECT_EQ(d.parameters.temperature_K, 300.0);
  EXPECT_EQ(d.parameters.attempt_frequency_Hz, 1e13);
  EXPECT_EQ(d.parameters.catalogue.modes, 20);
  EXPECT_EQ(d.parameters.engine, EngineKind::direct);
  EXPECT_EQ(d.parameters.load.max_strain, 0.05);
  ASSERT_EQ(d.snapshot_strains.size(), 11u);
  EXPECT_EQ(d.snapshot_strains.back(), 0.05);
}

TEST(DeformDeck, ReadsUnitsPercentAndNames) {
  const auto d = part(
      "deform:\n  attempt_frequency: 6.8 THz\n  catalogue: {barrier: 2 eV, spread: 0.3}\n"
      "  load: {kind: pure_shear, strain_rate: 1 1/s, max_strain: 3 %}\n  athermal: sync\n  engine: reference\n"
      "  output: {snapshots: [1 %, 0.02]}\n  softening: {recovery: 400 meV}\n");
  EXPECT_NEAR(d.parameters.attempt_frequency_Hz, 6.8e12, 1.0);
  EXPECT_EQ(d.parameters.load.kind, LoadKind::pure_shear);
  EXPECT_NEAR(d.parameters.load.max_strain, 0.03, 1e-15);
  EXPECT_EQ(d.parameters.athermal, Athermal::sync);
  EXPECT_NEAR(d.parameters.softening.recovery_eV, 0.4, 1e-12);
  EXPECT_EQ(d.snapshot_strains.size(), 3u);
}

TEST(DeformDeck, RefusesWhatCannotBeMeant) {
  elasticity::Medium rotated;
  rotated.op = elasticity::Operator::rotated;
  EXPECT_THROW(part("deform: {}\n", rotated), InputError);
  EXPECT_THROW(part("deform: {temperature: 300}\n"), InputError);
  EXPECT_THROW(part("deform: {engine: dirct}\n"), InputError);
  EXPECT_THROW(part("deform: {catalogue: {spread: 1.0}}\n"), InputError);
  EXPECT_THROW(part("deform: {output: {snapshots: [0.2]}}\n"), InputError);
  EXPECT_THROW(part("deform: {load: {max_strain: 0.001, strain_step: 0.01}}\n"), InputError);
}

TEST(Parameters, RotatedOperatorIsRefusedForSingleVoxels) {
  auto p = testing::quick();
  p.medium.op = elasticity::Operator::rotated;
  EXPECT_THROW(simulate(comm::Communicator{}, p, glass(8, 8), {}), InputError);
}

TEST(Parameters, OneModeIsWarnedOf) {
  Parameters p;
  EXPECT_TRUE(warnings(p).empty());
  p.catalogue.modes = 1;
  ASSERT_EQ(warnings(p).size(), 1u);
  EXPECT_NE(warnings(p)[0].find("no steady flow"), std::string::npos);
}

TEST(Microstructure, NotANumberOrTheWrongSizeIsADataError) {
  auto m = glass(8, 8);
  m.log_barrier_factor[13] = std::numeric_limits<double>::quiet_NaN();
  try {
    simulate(comm::Communicator{}, testing::quick(), m, {});
    FAIL() << "a barrier that is not a number was taken";
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what()).find("(y 1, x 5)"), std::string::npos) << error.what();
  }
  auto small = glass(8, 8);
  small.temporary_softening.pop_back();
  EXPECT_THROW(simulate(comm::Communicator{}, testing::quick(), small, {}), DataError);
}

TEST(CascadeGuard, EndsACascadeThatSofteningWithoutACapKeepsGoing) {
  auto p = testing::quick(0.2);
  p.softening.permanent_cap = std::numeric_limits<double>::infinity();
  p.softening.permanent = 100.0;
  p.max_flips_per_cascade = 2000;
  try {
    simulate(comm::Communicator{}, p, glass(16, 16), {});
    FAIL() << "the cascade ended by itself";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("permanent_cap"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace vitrum::kmc
