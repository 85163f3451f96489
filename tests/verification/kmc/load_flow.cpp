// SPDX-License-Identifier: Apache-2.0
// tests/verification/kmc/load_flow.cpp: a glass that flips under every control: closed forms, energy, ranks, restarts.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "kmc/model.hpp"
#include "verification/kmc/load_programme.hpp"
#include "verification/kmc/statistics.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/kmc/kernels/rates.hpp"

namespace vitrum::kmc {
namespace {

using testing::glass;
using testing::hash;
using testing::hold;
using testing::run;

/// A single voxel under constant stress has no coupling: its internal stress is its own mean, 0. Its waits are then
/// those of a renewal process (deformation 4.1, V3): Exp(R_g), R_g the summed rate of catalogue g.
TEST(Creep, OfOneVoxelIsTheRenewalProcessOfItsCatalogues) {
  const comm::Communicator self(MPI_COMM_SELF);
  Parameters p = testing::quick();
  p.softening = {0.0, 0.0, 0.0, 0.37};
  p.load.strain_limit = 1e6;  // the strain of one voxel is a random walk
  const double stress = 0.8;
  Segment hot = testing::at(1500.0, hold(Control::creep, 400.0));
  hot.stress_GPa = stress;
  p.load.segments = {hot, testing::at(1300.0, hold(Control::creep, 12000.0))};
  const auto m = glass(1, 1);
  const auto r = run(self, p, m);
  const Model k = make_model(p, m.grid);
  std::vector<double> u[2];
  double plastic = 0.0;
  for (std::size_t i = 0; i < r.events.size(); ++i) {
    const Event& e = r.events[i];
    EXPECT_NEAR(e.strain, stress / p.medium.young_2d_GPa() + plastic, 1e-12 * (1.0 + std::abs(plastic)));
    plastic += e.e1;
    if (i == 0) continue;
    const std::size_t segment = e.time_s < 400.0 ? 0 : 1;
    if (segment == 1 && r.events[i - 1].time_s < 400.0) continue;
    const double kT = boltzmann_eV_per_K * (segment == 0 ? 1500.0 : 1300.0);
    double rate = 0.0;
    kernels::for_each_mode(k.catalogue, 0, static_cast<std::uint32_t>(e.generation), 1.0,
                           [&](std::uint32_t, const kernels::Mode& f) {
                             const double q = f.barrier - k.volume * 0.5 * stress * f.e1;
                             rate += kernels::rate(q, kT, k.nu0);
                           });
    u[segment].push_back(-std::expm1(-rate * (e.time_s - r.events[i - 1].time_s)));
  }
  for (int s = 0; s < 2; ++s) {
    const double ks = testing::ks_uniform(u[s]);
    if (comm::Communicator{}.is_root())
      std::printf("segment %d: %zu waits, KS sqrt(n)D %.3f\n", s + 1, u[s].size(), ks);
    ASSERT_GT(u[s].size(), 200u);
    EXPECT_LT(ks, 1.95);  // p = 0.001
  }
}

TEST(EveryControl, KeepsWhatItImposesAndClosesTheEnergyBalance) {
  const comm::Communicator world;
  for (const auto kind : {LoadKind::uniaxial_plane_strain, LoadKind::pure_shear}) {
    auto p = testing::every_control(kind);
    p.residual_strain_sd = 0.005;
    const auto r = run(world, p, glass(24, 18, 1.8, 1.6));
    const bool shear = kind == LoadKind::pure_shear;
    const double modulus = shear ? 2.0 * p.medium.shear_2d_GPa() : p.medium.young_2d_GPa();
    std::vector<std::int64_t> first(10, -1), last(10, 0);
    double worst_energy = 0.0, worst_line = 0.0;
    double held[10];
    for (const auto& point : r.curve) {
      const auto s = static_cast<std::size_t>(point.segment);
      if (first[s] < 0) first[s] = point.events, held[s] = s == 4 ? point.stress_GPa : point.strain;
      last[s] = point.events;
      worst_energy = std::max(worst_energy, std::abs(point.energy_error));
      worst_line = std::max(worst_line, std::abs(point.stress_GPa - modulus * (point.strain - point.plastic_strain)));
      if (s == 2) {
        EXPECT_EQ(point.strain, held[s]);
      }
      if (s == 4) {
        EXPECT_EQ(point.stress_GPa, held[s]);
      }
      if (s == 6) {
        EXPECT_EQ(point.temperature_K, 0.0);
      }
      if (s == 9) {
        EXPECT_NEAR(point.imposed, point.strain + point.stress_GPa / 60.0, 1e-14);
      }
    }
    if (world.is_root()) {
      std::printf("load %d: events a segment", static_cast<int>(kind));
      for (std::size_t s = 1; s <= 9; ++s) std::printf(" %lld", static_cast<long long>(last[s] - last[s - 1]));
      std::printf("; worst balance %.2g, worst distance from E (strain - plastic) %.2g GPa\n", worst_energy,
                  worst_line);
    }
    for (std::size_t s = 1; s <= 9; ++s) {
      EXPECT_GE(last[s], last[s - 1] + (s == 7 ? 0 : 1)) << "no flip in segment " << s;
    }
    EXPECT_LT(worst_energy, 1e-10);  // 1e3 flips, each rounded at 1e-16 of a total
    EXPECT_LT(worst_line, 1e-12);
    EXPECT_EQ(r.curve.back().segment, 9);
  }
}

TEST(EveryControl, GivesTheSameEventsOnAnyRanks) {
  const comm::Communicator world;
  const comm::Communicator self(MPI_COMM_SELF);
  const auto p = testing::every_control();
  const auto m = glass(34, 40);
  const auto many = run(world, p, m, {0.02});
  const auto one = run(self, p, m, {0.02});
  EXPECT_EQ(many.events.size(), one.events.size());
  EXPECT_EQ(hash(many.events), hash(one.events));
  ASSERT_EQ(many.curve.size(), one.curve.size());
  for (std::size_t i = 0; i < one.curve.size(); ++i) {
    EXPECT_EQ(many.curve[i].stress_GPa, one.curve[i].stress_GPa);
    EXPECT_EQ(many.curve[i].work_eV, one.curve[i].work_eV);
  }
  ASSERT_EQ(many.snapshots.size(), 10u);  // at 0.02, and at the end of each segment
  EXPECT_EQ(many.snapshots.back().s3_GPa, one.snapshots.back().s3_GPa);
}

struct Killed {};

TEST(EveryControl, GoesOnFromACheckpointInAnySegmentToTheSameBits) {
  const comm::Communicator world;
  const auto p = testing::every_control();
  const auto m = glass(16, 14);
  const auto whole = run(world, p, m);
  std::vector<std::int64_t> last(10, 0);
  for (const auto& point : whole.curve) last[static_cast<std::size_t>(point.segment)] = point.events;
  Checkpointing c;
  c.file = fmt::format("kmc_load_np{}_{}.h5", world.size(),
                       std::getenv("OMP_NUM_THREADS") ? std::getenv("OMP_NUM_THREADS") : "");
  for (const std::size_t s : {1, 2, 3, 4, 5, 6, 8, 9}) {
    ASSERT_GT(last[s], last[s - 1] + 2) << "too few flips in segment " << s;
    const auto kill_at = static_cast<std::size_t>((last[s] + last[s - 1]) / 2 + 1);
    c.event_interval = static_cast<std::int64_t>(kill_at) - 1;
    testing::Run part, rest;
    auto o = testing::watch(part);
    o.event = [&](const Event& e) {
      part.events.push_back(e);
      if (part.events.size() == kill_at) throw Killed{};
    };
    EXPECT_THROW(simulate(world, p, m, o, c), Killed);
    auto again = c;
    again.restart = true;
    rest.outcome = simulate(world, p, m, testing::watch(rest), again);
    ASSERT_EQ(rest.events.size(), whole.events.size() - kill_at + 1);
    const auto from = whole.events.end() - static_cast<std::ptrdiff_t>(rest.events.size());
    EXPECT_EQ(hash(rest.events), hash({from, whole.events.end()})) << "segment " << s;
    EXPECT_EQ(rest.outcome.last.work_eV, whole.outcome.last.work_eV);
    EXPECT_EQ(rest.outcome.last.dissipated_eV, whole.outcome.last.dissipated_eV);
    world.barrier();
  }
  comm::on_root(world, [&] { std::filesystem::remove(c.file); });
}

TEST(StressControl, AboveTheFlowStressEndsByItsStrainOrByTheGuard) {
  const comm::Communicator world;
  auto p = testing::quick();
  Segment push = testing::to_stress(6.0, 1e-2);
  push.end_strain = 0.08;
  p.load.segments = {push};
  const auto r = run(world, p, glass(12, 12));
  EXPECT_GE(r.outcome.last.strain, 0.08);
  EXPECT_LT(r.outcome.last.strain, 0.09);  // the flip that passed it: 0.05/144 of a voxel's strain
  p.load.segments[0].end_strain.reset();
  p.max_flips_per_cascade = 3000;
  EXPECT_THROW(run(world, p, glass(12, 12)), InputError);
}

/// The stress returns to its centre stroke by stroke, the strain creeps on; a segment after it begins where it stopped.
TEST(CyclicStress, EndsAtItsStrainInTheMiddleOfACycle) {
  const comm::Communicator world;
  auto p = testing::quick();
  p.temperature_K = 680.0;
  auto cycles = testing::cycle(Control::cyclic_stress, {1.0}, 500, 10.0);
  cycles.end_strain = 0.06;
  p.load.segments = {testing::to_stress(1.0, 10.0), cycles, hold(Control::relaxation, 1e-3)};
  const auto r = run(world, p, glass(12, 12));
  double first = -1.0, last = 0.0, turns = 0.0, before = 0.0;
  for (const auto& point : r.curve) {
    if (point.segment == 2) {
      turns += (point.stress_GPa - 1.0) * (before - 1.0) < 0.0 ? 1.0 : 0.0;
      before = point.stress_GPa;
      last = point.strain;
    }
    if (point.segment == 3 && first < 0.0) first = point.strain;
  }
  if (world.is_root()) std::printf("%.0f half cycles to a strain of %.5f\n", turns, last);
  EXPECT_GT(turns, 2.0);
  EXPECT_LT(turns, 1000.0);
  EXPECT_GE(last, 0.06 * (1.0 - 1e-9));
  EXPECT_LT(last, 0.07);  // the flip that passed it
  EXPECT_EQ(first, last);
  EXPECT_EQ(r.outcome.last.segment, 3);
}

/// Hot and under stress a glass flows by thermal flips alone: no cascade is there to be guarded.
TEST(Creep, ThatRunsAwayEndsAtTheStrainLimitWithOneMessage) {
  const comm::Communicator world;
  auto p = testing::quick();
  Segment hot = testing::at(1500.0, hold(Control::creep, 1e6));
  hot.stress_GPa = 1.5;
  p.load.segments = {hot};
  p.load.strain_limit = 0.2;
  try {
    run(world, p, glass(8, 8));
    FAIL() << "nothing stopped it";
  } catch (const InputError& e) {
    const std::string text = e.what();
    if (world.is_root()) std::printf("%s\n", text.c_str());
    EXPECT_NE(text.find("strain_limit"), std::string::npos) << text;
    EXPECT_NE(text.find("until"), std::string::npos) << text;
  }
  p.load.segments[0].end_strain = 0.3;
  EXPECT_THROW(run(world, p, glass(8, 8)), InputError);  // the end lies beyond the limit
}

}  // namespace
}  // namespace vitrum::kmc
