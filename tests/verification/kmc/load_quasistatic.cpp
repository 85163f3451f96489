// SPDX-License-Identifier: Apache-2.0
// tests/verification/kmc/load_quasistatic.cpp: athermal loading meets every instability exactly, whatever the step.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "verification/kmc/load_programme.hpp"

namespace vitrum::kmc {
namespace {

using testing::glass;
using testing::run;

Parameters athermal(double strain, double step) {
  Parameters p = testing::quick();
  p.temperature_K = 0.0;
  p.load.strain_step = step;
  p.load.segments = {testing::quasistatic(strain)};
  return p;
}

void expect_same(const std::vector<Event>& a, const std::vector<Event>& b) {
  ASSERT_EQ(a.size(), b.size());
  double worst = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(a[i].voxel, b[i].voxel) << "event " << i;
    ASSERT_EQ(a[i].mode, b[i].mode) << "event " << i;
    worst = std::max(worst, std::abs(a[i].strain - b[i].strain));
  }
  if (comm::Communicator{}.is_root())
    std::printf("%zu events equal, their strains differ by at most %.2g\n", a.size(), worst);
  EXPECT_LT(worst, 1e-11);  // rounding of stresses that were summed in another order, over a slope of 50 GPa
}

TEST(Quasistatic, CascadesBeginWhereABarrierIsExactlyGoneAndRunAtFixedStrain) {
  const comm::Communicator world;
  const auto r = run(world, athermal(0.08, 1e-4), glass(24, 24));
  std::int64_t cascade = 0;
  double strain = 0.0, worst = 0.0;
  std::int64_t first = 0;
  for (const auto& e : r.events) {
    EXPECT_EQ(e.thermal, 0);
    if (e.cascade != cascade) {
      EXPECT_GT(e.strain, strain);
      worst = std::max(worst, std::abs(e.barrier_eV));
      ++first;
    } else {
      EXPECT_EQ(e.strain, strain);
      EXPECT_LT(e.barrier_eV, 0.0);
    }
    cascade = e.cascade;
    strain = e.strain;
  }
  if (world.is_root())
    std::printf("%zu flips in %lld cascades; largest |Q| of a first flip %.2g eV\n", r.events.size(),
                static_cast<long long>(first), worst);
  ASSERT_GT(first, 50);
  EXPECT_LT(worst, 1e-13);  // rounding of 5 eV terms
  EXPECT_EQ(r.outcome.last.thermal, 0);
}

TEST(Quasistatic, EventsDoNotDependOnTheLoadStep) {
  const comm::Communicator world;
  const auto m = glass(16, 16);
  const auto fine = run(world, athermal(0.06, 2e-5), m);
  const auto coarse = run(world, athermal(0.06, 1.7e-3), m);
  ASSERT_GT(fine.events.size(), 50u);
  expect_same(fine.events, coarse.events);
}

TEST(Quasistatic, DirectGivesTheEventsOfReference) {
  const comm::Communicator world;
  auto p = athermal(0.06, 5e-4);
  const auto m = glass(16, 16);
  const auto direct = run(world, p, m);
  p.engine = EngineKind::reference;
  expect_same(direct.events, run(world, p, m).events);
}

TEST(Quasistatic, SofteningRecoversByTheNominalClockAboveZeroKelvin) {
  const comm::Communicator world;
  auto p = athermal(0.06, 1e-4);
  const auto m = glass(16, 16);
  const auto cold = run(world, p, m);
  p.temperature_K = 300.0;  // recovered 1e-7 s after a cascade
  const auto warm = run(world, p, m);
  ASSERT_GT(warm.events.size(), 50u);
  EXPECT_EQ(warm.outcome.last.thermal, 0);
  EXPECT_GT(warm.outcome.last.stress_GPa, cold.outcome.last.stress_GPa) << "what stays soft flows at less stress";
  p.softening.temporary = 0.0;
  const auto none = run(world, p, m);
  p.temperature_K = 0.0;
  EXPECT_EQ(testing::hash(none.events), testing::hash(run(world, p, m).events)) << "temperature enters nowhere else";
}

}  // namespace
}  // namespace vitrum::kmc
