// SPDX-License-Identifier: Apache-2.0
// tests/verification/kmc/load_elastic.cpp: a glass that cannot flip follows every load along Hooke's line.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "verification/kmc/load_programme.hpp"

namespace vitrum::kmc {
namespace {

using testing::cycle;
using testing::hold;
using testing::run;
using testing::to_strain;
using testing::to_stress;

Parameters unyielding(LoadKind kind, elasticity::Plane plane) {
  Parameters p = testing::quick();
  p.catalogue.barrier_eV = 500.0;
  p.load.kind = kind;
  p.medium.plane = plane;
  return p;
}

/// The last point of each segment.
std::vector<CurvePoint> ends(const std::vector<CurvePoint>& curve) {
  std::vector<CurvePoint> out;
  for (std::size_t i = 0; i < curve.size(); ++i)
    if (i + 1 == curve.size() || curve[i + 1].segment != curve[i].segment) out.push_back(curve[i]);
  return out;
}

struct Medium {
  LoadKind kind;
  elasticity::Plane plane;
};
class Elastic : public ::testing::TestWithParam<Medium> {};

TEST_P(Elastic, LoadingAndUnloadingFollowTheModulusAndEndExactlyWhereTheyShould) {
  const comm::Communicator world;
  auto p = unyielding(GetParam().kind, GetParam().plane);
  const bool shear = p.load.kind == LoadKind::pure_shear;
  const double modulus = shear ? 2.0 * p.medium.shear_2d_GPa() : p.medium.young_2d_GPa();
  Segment unload = to_strain(0.0, 2e-4);
  unload.end_stress_GPa = 0.3;
  Segment stretch = to_stress(2.0, 0.1);
  stretch.end_strain = 0.0091;
  Segment back = to_strain(0.0);
  back.end_strain.reset();
  back.end_time_s = 33.35;
  back.strain_rate_per_s = -1e-4;
  Segment put_on = hold(Control::creep, 1e10);
  put_on.stress_GPa = 0.25;
  p.load.segments = {to_strain(0.01005),
                     unload,
                     stretch,
                     hold(Control::relaxation, 1e10),
                     back,
                     cycle(Control::cyclic_strain, {0.002, 0.0035}, 2, 1e-4),
                     put_on,
                     cycle(Control::cyclic_stress, {0.1}, 3, 0.01)};
  const auto r = run(world, p, testing::glass(12, 10));
  EXPECT_EQ(r.outcome.last.events, 0);
  double worst = 0.0;
  for (const auto& point : r.curve) {
    worst = std::max(worst, std::abs(point.stress_GPa - modulus * point.strain));
    EXPECT_LT(std::abs(point.energy_error), 1e-10);
  }
  if (world.is_root()) std::printf("%zu points, worst distance from Hooke's line %.2g GPa\n", r.curve.size(), worst);
  EXPECT_LT(worst, 1e-14);  // rounding of 1 GPa terms
  const auto at = ends(r.curve);
  ASSERT_EQ(at.size(), 8u);
  const double tight = 1e-15;
  EXPECT_NEAR(at[0].strain, 0.01005, tight);
  EXPECT_NEAR(at[0].time_s, 100.5, 1e-10);
  EXPECT_NEAR(at[1].stress_GPa, 0.3, 1e-12);  // a goal counts as reached within 1e-12 of it
  EXPECT_NEAR(at[1].time_s, 100.5 + (0.01005 - 0.3 / modulus) / 2e-4, 1e-8);
  EXPECT_NEAR(at[2].strain, 0.0091, 1e-14);
  EXPECT_NEAR(at[3].time_s - at[2].time_s, 1e10, 1e-3);
  EXPECT_NEAR(at[4].strain, 0.0091 - 33.35e-4, 1e-14);
  EXPECT_NEAR(at[5].strain, at[4].strain, tight);  // back at its centre
  EXPECT_NEAR(at[6].stress_GPa, 0.25, tight);
  EXPECT_NEAR(at[6].work_eV, at[6].elastic_energy_eV, 1e-9 * at[6].work_eV);
  EXPECT_NEAR(at[7].stress_GPa, 0.25, 1e-14);
  double top = 0.0, bottom = 1.0;
  for (const auto& point : r.curve)
    if (point.segment == 6) top = std::max(top, point.strain), bottom = std::min(bottom, point.strain);
  EXPECT_NEAR(top, at[4].strain + 0.0035, tight);
  EXPECT_NEAR(bottom, at[4].strain - 0.0035, tight);
}

INSTANTIATE_TEST_SUITE_P(Kmc, Elastic,
                         ::testing::Values(Medium{LoadKind::uniaxial_plane_strain, elasticity::Plane::strain},
                                           Medium{LoadKind::uniaxial_plane_strain, elasticity::Plane::stress},
                                           Medium{LoadKind::uniaxial_plane_strain, elasticity::Plane::li2d},
                                           Medium{LoadKind::pure_shear, elasticity::Plane::strain}));

/// At zero stress an elastic glass holds no energy: the error is held against the largest work so far.
TEST(ElasticCycles, AboutZeroStressKeepTheEnergyBalance) {
  const comm::Communicator world;
  auto p = unyielding(LoadKind::uniaxial_plane_strain, elasticity::Plane::strain);
  Segment unloaded = to_strain(0.0);
  unloaded.end_strain.reset();
  unloaded.end_time_s = 1e3;
  unloaded.end_stress_GPa = 0.0;
  unloaded.strain_rate_per_s = -1e-4;
  p.load.segments = {cycle(Control::cyclic_strain, {0.001, 0.002}, 2, 1e-4), to_strain(0.003), unloaded};
  const auto r = run(world, p, testing::glass(8, 8));
  for (const auto& point : r.curve) EXPECT_LT(std::abs(point.energy_error), 1e-10);
  EXPECT_NEAR(ends(r.curve).back().stress_GPa, 0.0, 1e-12);
}

TEST(Machine, SharesTheImposedStrainWithTheGlassByTheirStiffness) {
  const comm::Communicator world;
  for (const auto kind : {LoadKind::uniaxial_plane_strain, LoadKind::pure_shear}) {
    auto p = unyielding(kind, elasticity::Plane::strain);
    const double modulus = kind == LoadKind::pure_shear ? 2.0 * p.medium.shear_2d_GPa() : p.medium.young_2d_GPa();
    Segment soft = to_strain(0.01);
    soft.machine_stiffness_GPa = 25.0;
    p.load.segments = {soft, to_strain(0.004), soft};
    const auto r = run(world, p, testing::glass(8, 8));
    const auto at = ends(r.curve);
    ASSERT_EQ(at.size(), 3u);
    EXPECT_NEAR(at[0].stress_GPa, 0.01 / (1.0 / modulus + 1.0 / 25.0), 1e-13);  // springs in series
    EXPECT_NEAR(at[0].imposed, 0.01, 1e-15);
    EXPECT_NEAR(at[0].strain, at[0].stress_GPa / modulus, 1e-15);
    EXPECT_NEAR(at[1].strain, 0.004, 1e-15);
    EXPECT_NEAR(at[2].stress_GPa, at[0].stress_GPa, 1e-13);
    for (const auto& point : r.curve) EXPECT_LT(std::abs(point.energy_error), 1e-10);
  }
}

TEST(Nothing, HappensForTenBillionSecondsInAFewHundredSteps) {
  const comm::Communicator world;
  auto p = unyielding(LoadKind::uniaxial_plane_strain, elasticity::Plane::strain);
  Segment creep = hold(Control::creep, 1e10);
  creep.stress_GPa = 0.2;
  creep.end_strain = 0.05;
  p.load.segments = {creep, hold(Control::relaxation, 1e12)};
  const auto r = run(world, p, testing::glass(8, 8));
  if (world.is_root()) std::printf("%lld draws\n", static_cast<long long>(r.outcome.attempts));
  EXPECT_NEAR(r.outcome.last.time_s, 1.01e12, 1.0);
  EXPECT_LT(r.outcome.attempts, 2000);  // 16 a doubling, 30 doublings each, and the first 16
}

}  // namespace
}  // namespace vitrum::kmc
