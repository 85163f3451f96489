// SPDX-License-Identifier: Apache-2.0
// tests/verification/kmc/test_engines.cpp: `direct` against `reference`, and what the curve must show.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "unit/kmc/glass.hpp"
#include "verification/kmc/statistics.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::kmc {
namespace {

using testing::glass;
using testing::run;

TEST(Engines, DirectWithoutATailGivesTheEventsOfReference) {
  const comm::Communicator world;
  Parameters p = testing::quick(0.2);
  p.load.strain_step = 2e-4;
  const auto m = glass(32, 32);
  const std::size_t n = 2000;
  const auto first_events = [&](EngineKind engine) {
    p.engine = engine;
    p.cutoff_eV = std::numeric_limits<double>::infinity();
    testing::Run r;
    auto o = testing::watch(r);
    o.stop = [&] { return r.events.size() >= n; };
    EXPECT_THROW(simulate(world, p, m, o), Interrupted);
    return r.events;
  };
  const auto reference = first_events(EngineKind::reference);
  const auto direct = first_events(EngineKind::direct);
  ASSERT_GE(reference.size(), n);
  ASSERT_GE(direct.size(), n);
  double worst = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    ASSERT_EQ(direct[i].voxel, reference[i].voxel) << "event " << i;
    ASSERT_EQ(direct[i].mode, reference[i].mode) << "event " << i;
    ASSERT_EQ(direct[i].generation, reference[i].generation) << "event " << i;
    worst = std::max(worst, std::abs(direct[i].s1_GPa - reference[i].s1_GPa));
  }
  if (world.is_root()) std::printf("%zu events equal, stress differs by at most %.2g GPa\n", n, worst);
  EXPECT_LT(worst, 1e-12);  // 2000 additions of 1 GPa terms, rounding 1e-16 each
}

struct Replica {
  double plastic, events, athermal, stress, from_tail;
};

TEST(Engines, DirectWithAHeavyTailIsReferenceInDistribution) {
  const comm::Communicator world;
  const comm::Communicator self(MPI_COMM_SELF);
  const auto m = glass(6, 6);
  const int replicas = 240;
  const double cutoff = 0.35;
  const auto sample = [&](EngineKind engine, std::uint64_t seed0) {
    std::vector<Replica> mine;
    for (int r = world.rank(); r < replicas; r += world.size()) {
      auto p = testing::quick(0.04);
      p.temperature_K = 600.0;
      p.load.strain_rate_per_s = 1e7;
      p.load.strain_step = 1e-3;
      p.engine = engine;
      p.cutoff_eV = cutoff;  // 7 kT: a good part of the events comes from the tail
      p.seed = seed0 + static_cast<std::uint64_t>(r);
      const auto replica = run(self, p, m);
      const auto& last = replica.outcome.last;
      const auto tail = std::count_if(replica.events.begin(), replica.events.end(),
                                      [&](const Event& e) { return e.barrier_eV > cutoff; });
      mine.push_back({last.plastic_strain, static_cast<double>(last.events), static_cast<double>(last.athermal),
                      last.stress_GPa, static_cast<double>(tail)});
    }
    return world.gather_everywhere(std::span<const Replica>(mine));
  };
  const auto a = sample(EngineKind::reference, 1000);
  const auto b = sample(EngineKind::direct, 5000);
  const auto compare = [&](const char* name, double Replica::*member) {
    std::vector<double> x, y;
    for (const auto& r : a) x.push_back(r.*member);
    for (const auto& r : b) y.push_back(r.*member);
    const double ks = testing::ks_two(x, y);
    if (world.is_root()) std::printf("%s: two-sample KS %.3f\n", name, ks);
    EXPECT_LT(ks, 1.95) << name;  // p = 0.001
  };
  compare("plastic strain", &Replica::plastic);
  compare("events", &Replica::events);
  compare("athermal", &Replica::athermal);
  compare("stress", &Replica::stress);
  compare("events above the cutoff", &Replica::from_tail);
  double tail = 0.0, all = 0.0;
  for (const auto& r : b) tail += r.from_tail, all += r.events;
  if (world.is_root()) std::printf("share of events from the tail %.3f\n", tail / all);
  EXPECT_GT(tail / all, 0.05);
}

TEST(Curve, StartsWithThePlaneStrainModulus) {
  const comm::Communicator world;
  const auto p = testing::quick(0.01);
  const auto r = run(world, p, glass(32, 32));
  const double nu = p.medium.material.poisson;
  const double modulus = p.medium.material.young_GPa / (1.0 - nu * nu);
  ASSERT_EQ(r.curve[3].events, 0);
  if (world.is_root())
    std::printf("slope %.12f GPa, E/(1-nu^2) %.12f GPa\n", r.curve[3].stress_GPa / r.curve[3].strain, modulus);
  EXPECT_NEAR(r.curve[3].stress_GPa / r.curve[3].strain, modulus, 1e-10 * modulus);  // rounding
}

TEST(Curve, PureShearStartsWithTwiceTheShearModulus) {
  const comm::Communicator world;
  auto p = testing::quick(0.01);
  p.load.kind = LoadKind::pure_shear;
  const auto r = run(world, p, glass(32, 32));
  ASSERT_EQ(r.curve[3].events, 0);
  EXPECT_NEAR(r.curve[3].stress_GPa / r.curve[3].strain, 2.0 * p.medium.material.shear_GPa(), 1e-9);
}

TEST(Energy, WorkIsStoredOrDissipatedToRoundingInEveryEngineAndRule) {
  const comm::Communicator world;
  for (const auto athermal : {Athermal::extremal, Athermal::sync, Athermal::capped})
    for (const auto load : {LoadKind::uniaxial_plane_strain, LoadKind::pure_shear}) {
      auto p = testing::quick(0.06);
      p.athermal = athermal;
      p.load.kind = load;
      p.residual_strain_sd = 0.005;
      const auto r = run(world, p, glass(40, 33, 1.8, 1.5));
      double worst = 0.0;
      for (const auto& point : r.curve) worst = std::max(worst, std::abs(point.energy_error));
      const auto& last = r.curve.back();
      if (world.is_root())
        std::printf("rule %d load %d: %lld events, work %.1f eV, heat %.1f eV, worst balance %.2g\n",
                    static_cast<int>(athermal), static_cast<int>(load), static_cast<long long>(last.events),
                    last.work_eV, last.dissipated_eV, worst);
      ASSERT_GT(last.events, 300);
      EXPECT_GT(last.dissipated_eV, 0.1 * last.work_eV) << "flow turns work into heat";
      EXPECT_LT(worst, 1e-11);  // 1e3 flips, each rounded at 1e-16 of a total that grows with them
    }
}

TEST(Flow, PeaksAndFlowsAtTheStressOfAMetallicGlass) {
  const comm::Communicator world;
  auto p = testing::quick(0.1);
  const auto r = run(world, p, glass(64, 32));
  double peak = 0.0, flow = 0.0;
  int n = 0;
  for (const auto& point : r.curve) {
    peak = std::max(peak, point.stress_GPa);
    if (point.strain >= 0.05) flow += point.stress_GPa, ++n;
  }
  flow /= n;
  if (world.is_root())
    std::printf("peak %.3f GPa, flow %.3f GPa (prototype in its own medium: 1.96(6), 1.73(2))\n", peak, flow);
  // Deformation 4.2 is a sanity target of 15 %. Here the medium is plane strain (E_2D 16 % stiffer), the operator the
  // voxel average and there are 20 modes, not 13: the window is widened to 25 %.
  EXPECT_NEAR(peak, 1.96, 0.25 * 1.96);
  EXPECT_NEAR(flow, 1.73, 0.25 * 1.73);
  EXPECT_GT(peak, 1.03 * flow) << "softening makes a stress peak";
}

}  // namespace
}  // namespace vitrum::kmc
