// SPDX-License-Identifier: Apache-2.0
// tests/verification/kmc/founding.cpp: the founding loop: its modulus, its energy, any ranks, restart, bad input. Its
// published curve: founding_slow.cpp.
#include "verification/kmc/founding.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/kmc/output.hpp"

namespace vitrum::kmc {
namespace {

using testing::founding_glass;
using testing::founding_parameters;
using testing::hash;

struct Ran {
  testing::Run run;
  FoundingOutcome end;
};

Ran run(const comm::Communicator& comm, const Parameters& p, const microstructure::Microstructure& m,
        const Checkpointing& checkpointing = {}) {
  Ran r;
  auto o = testing::watch(r.run);
  o.snapshot_strains = {0.02, p.load.max_strain};
  r.end = founding(comm, p, m, o, checkpointing);
  return r;
}

Parameters up_to(double max_strain) {
  auto p = founding_parameters(5);
  p.load.max_strain = max_strain;
  return p;
}

TEST(Founding, StartsWithYoungsModulusAndItsOwnPoissonRatio) {
  const comm::Communicator world;
  const auto r = run(world, up_to(0.011), founding_glass(16, 32));
  ASSERT_GE(r.run.curve.size(), 2u);
  const auto& first = r.run.curve[1];
  EXPECT_EQ(first.events, 0);
  EXPECT_NEAR(first.strain, 0.01, 1e-15);
  EXPECT_NEAR(first.stress_GPa / first.strain, 88.6, 1e-11);
  EXPECT_NEAR(r.end.lateral_strain / r.run.curve.back().strain, -0.742, 1e-12);  // nu_2D = 2 nu (1.7)
}

TEST(Founding, TurnsWorkIntoHeatAndStoredEnergyToRounding) {
  const comm::Communicator world;
  for (const bool rehardening : {false, true}) {
    auto p = up_to(0.03);
    p.founding.rehardening = rehardening;
    if (rehardening) {  // the older form of Li: F0 = 2 eV, r = .3
      p.catalogue.barrier_eV = 2.0;
      p.catalogue.barrier_spread = 0.3;
    }
    const auto r = run(world, p, rehardening ? founding_glass(8, 16) : founding_glass(20, 40));
    double worst = 0.0;
    for (const auto& point : r.run.curve) worst = std::max(worst, std::abs(point.energy_error));
    const auto& last = r.run.curve.back();
    if (world.is_root())
      std::printf(
          "law %s: %lld flips (%lld athermal), stress %.3f GPa, work %.2f eV, heat %.2f eV, worst balance %.1e\n",
          rehardening ? "(b)" : "(a)", static_cast<long long>(last.events), static_cast<long long>(last.athermal),
          last.stress_GPa, last.work_eV, last.dissipated_eV, worst);
    EXPECT_GT(last.events, 20);
    EXPECT_LT(worst, 1e-12);  // some hundred flips, each rounded at 1e-16 of the total
  }
}

TEST(Founding, OnAnyNumberOfRanksGivesTheSameBits) {
  const comm::Communicator world;
  const comm::Communicator self(MPI_COMM_SELF);
  const auto m = founding_glass(34, 70);  // six tiles, ragged
  const auto many = run(world, up_to(0.025), m);
  const auto one = run(self, up_to(0.025), m);
  ASSERT_GT(many.run.events.size(), 50u);
  EXPECT_EQ(many.run.events.size(), one.run.events.size());
  EXPECT_EQ(hash(many.run.events), hash(one.run.events));
  ASSERT_EQ(many.run.snapshots.size(), 2u);
  EXPECT_EQ(many.run.snapshots[1].s1_GPa, one.run.snapshots[1].s1_GPa);
  EXPECT_EQ(many.run.curve.back().elastic_energy_eV, one.run.curve.back().elastic_energy_eV);
  EXPECT_EQ(many.end.lateral_strain, one.end.lateral_strain);
  auto p = up_to(0.025);
  p.seed = 6;
  EXPECT_NE(hash(run(self, p, m).run.events), hash(one.run.events)) << "another seed, other events";
}

TEST(Founding, StoppedAndRestartedGivesTheBitsOfTheWholeRun) {
  const comm::Communicator world;
  const auto directory = fmt::format("kmc_founding_np{}", world.size());
  comm::on_root(world, [&] { std::filesystem::remove_all(directory); });
  const auto m = founding_glass(34, 40);
  const auto p = up_to(0.03);
  const auto whole = run(world, p, m);
  {
    Recorder recorder(world, directory, m.grid);
    auto o = recorder.observer();
    o.point_interval = 1e-3;
    int calls = 4;
    o.stop = [&] { return --calls < 0; };
    EXPECT_THROW(founding(world, p, m, o, recorder.checkpointing(4e-3, false)), Interrupted);
  }
  Recorder recorder(world, directory, m.grid);
  auto o = recorder.observer();
  o.point_interval = 1e-3;
  o.snapshot_strains = {0.02, 0.03};
  founding(world, p, m, o, recorder.checkpointing(4e-3, true));
  const auto record = recorder.collect();
  if (world.is_root()) {
    ASSERT_GT(whole.run.events.size(), 50u);
    EXPECT_EQ(hash(record.events), hash(whole.run.events));
    ASSERT_EQ(record.curve.size(), whole.run.curve.size());
    EXPECT_EQ(record.curve.back().work_eV, whole.run.curve.back().work_eV);
  }
  auto other = p;
  other.temperature_K = 310.0;
  EXPECT_THROW(founding(world, other, m, o, recorder.checkpointing(4e-3, true)), InputError);
  comm::on_root(world, [&] { std::ofstream(directory + "/checkpoint.h5") << "damaged"; });
  EXPECT_THROW(founding(world, p, m, o, recorder.checkpointing(4e-3, true)), Error);
  world.barrier();
  comm::on_root(world, [&] { std::filesystem::remove_all(directory); });
}

TEST(Founding, RefusesWhatItsLoopDoesNotKnow) {
  const comm::Communicator world;
  const auto m = founding_glass(8, 16);
  const auto refused = [&](const Parameters& p) { EXPECT_THROW(simulate(world, p, m, {}), InputError); };
  auto p = up_to(0.02);
  p.load.kind = LoadKind::pure_shear;
  refused(p);
  p = up_to(0.02);
  p.athermal = Athermal::extremal;
  refused(p);
  p = up_to(0.02);
  p.medium.material.poisson = 0.5;
  refused(p);
  p = up_to(0.02);
  p.founding.initial_strain = -0.01;
  refused(p);
  p.founding.initial_strain = 0.021;  // beyond the end
  refused(p);
  p = up_to(0.02);
  p.load.segments.emplace_back();
  refused(p);
  p = up_to(0.1);
  p.softening.permanent_cap = 1e9;
  p.max_flips_per_cascade = 5000;
  refused(p);  // the cascade that never ends (1.4)
}

}  // namespace
}  // namespace vitrum::kmc
