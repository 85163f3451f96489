// SPDX-License-Identifier: Apache-2.0
// tests/unit/kmc/test_ranks.cpp: the promise: events do not depend on ranks or threads, and do depend on the seed.
#include <gtest/gtest.h>

#include <cmath>

#include "unit/kmc/glass.hpp"

namespace vitrum::kmc {
namespace {

using testing::glass;
using testing::hash;
using testing::quick;
using testing::run;

struct Case {
  EngineKind engine;
  Athermal athermal;
  LoadKind load;
  double residual;
};

class AnyRanks : public ::testing::TestWithParam<Case> {};

TEST_P(AnyRanks, EventsAndFieldsAreThoseOfOneRankToTheBit) {
  const comm::Communicator world;
  const comm::Communicator self(MPI_COMM_SELF);
  auto p = quick(0.03);
  p.engine = GetParam().engine;
  p.athermal = GetParam().athermal;
  p.load.kind = GetParam().load;
  p.residual_strain_sd = GetParam().residual;
  const bool reference = p.engine == EngineKind::reference;
  const auto m = reference ? glass(20, 40) : glass(40, 70);  // two or six tiles, ragged
  const auto many = run(world, p, m, {0.02, 0.03});
  const auto one = run(self, p, m, {0.02, 0.03});
  ASSERT_GT(many.events.size(), 20u);
  EXPECT_EQ(many.events.size(), one.events.size());
  EXPECT_EQ(hash(many.events), hash(one.events));
  ASSERT_EQ(many.snapshots.size(), 2u);
  EXPECT_EQ(many.snapshots[1].s1_GPa, one.snapshots[1].s1_GPa);
  EXPECT_EQ(many.snapshots[1].e3, one.snapshots[1].e3);
  EXPECT_EQ(many.curve.back().elastic_energy_eV, one.curve.back().elastic_energy_eV);
  EXPECT_EQ(world.max(static_cast<std::int64_t>(hash(many.events) >> 1)),
            static_cast<std::int64_t>(hash(many.events) >> 1))
      << "observers of different ranks saw different events";
}

INSTANTIATE_TEST_SUITE_P(
    Kmc, AnyRanks,
    ::testing::Values(Case{EngineKind::direct, Athermal::extremal, LoadKind::uniaxial_plane_strain, 0.0},
                      Case{EngineKind::direct, Athermal::sync, LoadKind::pure_shear, 0.005},
                      Case{EngineKind::direct, Athermal::capped, LoadKind::uniaxial_plane_strain, 0.0},
                      Case{EngineKind::reference, Athermal::extremal, LoadKind::pure_shear, 0.0},
                      Case{EngineKind::reference, Athermal::sync, LoadKind::uniaxial_plane_strain, 0.005}));

TEST(Seed, AnotherSeedGivesOtherEvents) {
  const comm::Communicator world;
  auto p = quick(0.02);
  const auto m = glass(32, 64);
  const auto first = run(world, p, m);
  p.seed += 1;
  EXPECT_NE(hash(first.events), hash(run(world, p, m).events));
}

TEST(Output, HowOftenItIsWrittenDoesNotChangeTheEvents) {
  const comm::Communicator world;
  const auto p = quick(0.02);
  const auto m = glass(32, 32);
  const auto rare = run(world, p, m);
  testing::Run often;
  auto o = testing::watch(often);
  o.point_interval = 2e-4;
  o.snapshot_strains = {0.0, 0.011, 0.0125};
  simulate(world, p, m, o);
  EXPECT_EQ(hash(rare.events), hash(often.events));
  EXPECT_GT(often.curve.size(), 3 * rare.curve.size());
  EXPECT_EQ(often.snapshots.size(), 3u);
}

TEST(Neutral, MicrostructureWithoutEffectIsTheHomogeneousGlassToTheBit) {
  const comm::Communicator world;
  const auto p = quick(0.03);
  const auto m = glass(32, 40);
  auto marked = m;
  marked.types = {6};
  marked.coverage = {std::vector<double>(m.grid.voxels(), 0.3)};
  const auto plain = run(world, p, m);
  EXPECT_EQ(hash(plain.events), hash(run(world, p, marked).events));
  for (std::size_t v = 10 * 40; v < 20 * 40; ++v) marked.log_barrier_factor[v] = std::log(1.3);
  EXPECT_NE(hash(plain.events), hash(run(world, p, marked).events)) << "ten harder rows must be noticed";
}

}  // namespace
}  // namespace vitrum::kmc
