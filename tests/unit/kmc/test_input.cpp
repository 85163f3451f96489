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

/// The message of the InputError that a deck raises; empty where it raises none.
std::string complaint(const std::string& text) {
  try {
    part(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(LoadProgramme, ReadsSegmentsOfEveryControl) {
  const auto d = part(R"(
deform:
  load:
    strain_rate: 1e-3 1/s
    segments:
      - until: {strain: 3 %, stress: 1500 MPa}
      - {control: stress_rate, stress_rate: 10 MPa/s, until: {stress: 2 GPa}, temperature: 400 K}
      - {control: creep, stress: 1 GPa, until: {time: 2 h, strain: 0.05}, time_step: 1 ms}
      - {control: relaxation, until: {time: 10 s}, machine_stiffness: 50 GPa}
      - {control: cyclic, amplitude: [1 %, 0.02], cycles: 7}
      - {control: cyclic, stress_amplitude: [0.5 GPa], stress_rate: 1 GPa/s}
      - {control: quasistatic, temperature: 0 K, until: {strain: 6 %}}
)");
  const auto& s = d.parameters.load.segments;
  ASSERT_EQ(s.size(), 7u);
  EXPECT_EQ(s[0].strain_rate_per_s, 1e-3);
  EXPECT_NEAR(*s[0].end_stress_GPa, 1.5, 1e-15);
  EXPECT_NEAR(s[1].stress_rate_GPa_per_s, 0.01, 1e-15);
  EXPECT_EQ(*s[1].temperature_K, 400.0);
  EXPECT_EQ(*s[2].end_time_s, 7200.0);
  EXPECT_EQ(*s[3].machine_stiffness_GPa, 50.0);
  EXPECT_EQ(s[4].control, Control::cyclic_strain);
  EXPECT_EQ(s[4].cycles, 7);
  EXPECT_EQ(s[5].control, Control::cyclic_stress);
  EXPECT_EQ(s[6].control, Control::quasistatic);
  EXPECT_NO_THROW(check(d.parameters, glass(4, 4)));
}

TEST(LoadProgramme, ThatMayNeverEndOrMeansNothingIsRefusedWithWhatToWrite) {
  const auto segment = [](const std::string& text) {
    return complaint("deform: {load: {segments: [" + text + "]}}\n");
  };
  const auto says = [](const std::string& message, const std::string& part) {
    EXPECT_NE(message.find(part), std::string::npos) << "got: " << message;
  };
  says(segment("{until: {stress: 1 GPa}}"), "needs strain or time");
  says(segment("{control: creep, until: {strain: 0.1}}"), "needs time");
  says(segment("{control: stress_rate, stress_rate: 1 GPa/s, until: {strain: 0.1}}"), "needs stress or time");
  says(segment("{control: stress_rate, until: {stress: 1 GPa}}"), "needs stress_rate");
  says(segment("{control: quasistatic}"), "needs strain");
  says(segment("{control: cyclic}"), "amplitude");
  says(segment("{control: relaxation, strain_rate: 1 1/s, until: {time: 1 s}}"), "means nothing");
  says(segment("{until: {strain: 1 %}, temperature: 0 K}"), "quasistatic");
  says(complaint("deform: {temperature: 0 K}\n"), "quasistatic");
  says(complaint("deform: {load: {max_strain: 1 %, segments: [{until: {strain: 1 %}}]}}\n"), "does not go together");
  says(complaint("deform: {catalogue: {barrier: -1 eV}}\n"), "barrier");
  says(complaint("deform: {catalogue: {modes: 0}}\n"), "modes");
  says(complaint("deform: {wall_limit: 60 s}\n"), "wall_margin");
  says(segment("{control: cyclic, amplitude: [1 %], until: {strain: 1 %}}"), "means nothing");
  says(complaint("deform: {stz: {shape: disc}}\n"), "radius");
  says(complaint("deform: {stz: {radius: 3 nm, radius_voxels: 2}}\n"), "does not go together");
  says(complaint("deform: {engine: founding, athermal: sync, stz: {radius: 3 nm}}\n"), "one voxel only");
}

TEST(Zones, AreReadInNanometresOrVoxels) {
  const auto nm = part("deform: {stz: {radius: 36 Angstrom, shape: gaussian}}\n").parameters.zone;
  EXPECT_EQ(nm.shape, ZoneParameters::Shape::gaussian);
  EXPECT_NEAR(nm.radius, 3.6, 1e-12);
  EXPECT_FALSE(nm.in_voxels);
  const auto voxels = part("deform: {stz: {radius_voxels: 2}}\n").parameters.zone;
  EXPECT_EQ(voxels.shape, ZoneParameters::Shape::disc);
  EXPECT_EQ(voxels.radius, 2.0);
  EXPECT_TRUE(voxels.in_voxels);
  const auto cyclic = part(
      "deform: {load: {segments: [{control: cyclic, stress_amplitude: [1 GPa], stress_rate: 1 GPa/s, until: {strain: 5 "
      "%}}]}}\n");
  EXPECT_EQ(cyclic.parameters.load.segments[0].end_strain, 0.05);
}

TEST(Parameters, ThatCannotBeMeantAreRefusedWithoutADeckToo) {
  const comm::Communicator world;
  const auto refused = [&](const auto& spoil) {
    auto p = testing::quick();
    spoil(p);
    EXPECT_THROW(simulate(world, p, glass(4, 4), {}), InputError);
  };
  refused([](Parameters& p) { p.catalogue.barrier_eV = -1.0; });
  refused([](Parameters& p) { p.catalogue.modes = 0; });
  refused([](Parameters& p) { p.temperature_K = 0.0; });
  refused([](Parameters& p) { p.load.strain_rate_per_s = 0.0; });
  refused([](Parameters& p) { p.load.segments = {Segment{}}; });
  refused([](Parameters& p) {
    p.load.segments = {Segment{}};
    p.load.segments[0].control = Control::creep;
    p.load.segments[0].end_strain = 0.1;
  });
  EXPECT_THROW(simulate(world, testing::quick(), glass(0, 4), {}), std::exception);
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
