// SPDX-License-Identifier: Apache-2.0
// tests/verification/kmc/zones.cpp: zones larger than a voxel (deformation 1.6): energy, engines, fields, ranks.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numbers>

#include "kmc/model.hpp"
#include "kmc/zone.hpp"
#include "unit/kmc/glass.hpp"
#include "verification/kmc/load_programme.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/elasticity/energy.hpp"

namespace vitrum::kmc {
namespace {

using testing::glass;
using testing::hash;
using testing::run;
using Shape = ZoneParameters::Shape;

/// Barriers and eigenstrains are those of a zone of 3 nm^3: the voxels are what is made smaller.
Parameters zones(Shape shape, double radius_nm, double max_strain = 0.03) {
  auto p = testing::quick(max_strain);
  p.zone = {shape, radius_nm, false};
  return p;
}

TEST(Zone, OfEitherShapeTakesPiRadiusSquared) {
  const auto m = glass(32, 32, 1.8, 1.5);
  for (const auto shape : {Shape::disc, Shape::gaussian}) {
    const Model k = make_model(zones(shape, 3.6), m.grid);
    const double area = std::numbers::pi * 3.6 * 3.6;
    // A disc is counted on 256 points a voxel, of which its edge misses or takes some.
    EXPECT_NEAR(k.volume, area * 1.0 * elasticity::eV_per_GPa_nm3, 2e-3 * k.volume);
    EXPECT_NEAR(k.volume * k.voxels, k.total_volume, 1e-12 * k.total_volume);
    EXPECT_NEAR(k.total_volume, 1024 * 1.8 * 1.5 * elasticity::eV_per_GPa_nm3, 1e-9 * k.total_volume);
  }
  auto counted = zones(Shape::disc, 2.0);
  counted.zone.in_voxels = true;
  const auto square = glass(32, 32);
  EXPECT_EQ(make_model(counted, square.grid).volume, make_model(zones(Shape::disc, 3.6), square.grid).volume);
}

TEST(Zone, OfWrongSizeIsRefused) {
  const auto m = glass(8, 8);
  EXPECT_THROW(check(zones(Shape::disc, 0.9), m), InputError);  // smaller than a voxel
  EXPECT_THROW(check(zones(Shape::disc, 7.2), m), InputError);  // wider than the grid
  EXPECT_NO_THROW(check(zones(Shape::disc, 3.6), m));
}

TEST(Zone, IsPartOfWhatACheckpointBelongsTo) {
  const auto m = glass(16, 16);
  EXPECT_NE(fingerprint(zones(Shape::disc, 3.6), m), fingerprint(zones(Shape::disc, 3.7), m));
  EXPECT_NE(fingerprint(zones(Shape::disc, 3.6), m), fingerprint(zones(Shape::gaussian, 3.6), m));
}

TEST(Zones, ConserveEnergyAndStrainInEveryVoxelOfTheirFields) {
  const comm::Communicator world;
  for (const auto shape : {Shape::disc, Shape::gaussian})
    for (const auto kind : {LoadKind::uniaxial_plane_strain, LoadKind::pure_shear}) {
      auto p = zones(shape, 1.0, 0.06);
      p.load.kind = kind;
      const auto m = glass(30, 27, 0.5, 0.45);
      const auto r = run(world, p, m, {0.06});
      double worst = 0.0;
      for (const auto& point : r.curve) worst = std::max(worst, std::abs(point.energy_error));
      const auto& last = r.curve.back();
      const auto& field = r.snapshots.back();
      const bool shear = kind == LoadKind::pure_shear;
      const double modulus = shear ? p.medium.shear_2d_GPa() : 0.25 * p.medium.young_2d_GPa();
      const double n = static_cast<double>(m.grid.voxels());
      double e1 = 0.0, s1 = 0.0, s3 = 0.0, work = 0.0;
      for (std::size_t i = 0; i < field.e1.size(); ++i) {
        e1 += field.e1[i] / n;
        s1 += field.s1_GPa[i] / n;
        s3 += field.s3_GPa[i] / n;
      }
      for (std::size_t i = 0; i < field.e1.size(); ++i)
        work += (field.s1_GPa[i] - s1) * field.e1[i] + (field.s3_GPa[i] - s3) * field.e3[i];
      const double volume = m.grid.voxel_volume_nm3() * elasticity::eV_per_GPa_nm3;
      const double energy = -volume * work + volume * n * (s1 * s1 + s3 * s3) / (2.0 * modulus);
      if (world.is_root())
        std::printf(
            "shape %d load %d: %lld events, plastic strain %.5f, stress %.3f GPa, worst balance %.2g, energy of "
            "the fields off by %.2g\n",
            static_cast<int>(shape), static_cast<int>(kind), static_cast<long long>(last.events), last.plastic_strain,
            last.stress_GPa, worst, energy / last.elastic_energy_eV - 1.0);
      EXPECT_GT(last.events, 50);
      EXPECT_LT(worst, 1e-11);                      // rounding, as with zones of a voxel
      EXPECT_NEAR(e1, last.plastic_strain, 1e-14);  // w sums to 1
      EXPECT_NEAR(s1, last.stress_GPa * (shear ? 1.0 : 0.5), 1e-12);
      EXPECT_NEAR(energy, last.elastic_energy_eV, 1e-9 * last.elastic_energy_eV);  // w * K * w is w, K and w in turn
    }
}

TEST(Zones, UnderEveryControlCloseTheBalanceOnAnyRanks) {
  const comm::Communicator world;
  const comm::Communicator self(MPI_COMM_SELF);
  auto p = testing::every_control();
  p.zone = {Shape::disc, 1.0, false};
  p.residual_strain_sd = 0.005;
  const auto m = glass(34, 36, 0.5, 0.5);
  const auto many = run(world, p, m);
  const auto one = run(self, p, m);
  EXPECT_EQ(hash(many.events), hash(one.events));
  EXPECT_EQ(many.snapshots.back().s3_GPa, one.snapshots.back().s3_GPa);
  EXPECT_EQ(many.snapshots.back().e1, one.snapshots.back().e1);
  double worst = 0.0;
  for (const auto& point : many.curve) worst = std::max(worst, std::abs(point.energy_error));
  if (world.is_root()) std::printf("%zu events, worst balance %.2g\n", many.events.size(), worst);
  EXPECT_EQ(many.outcome.last.segment, 9);
  EXPECT_LT(worst, 1e-10);
}

TEST(Zones, FlipAlikeInDirectWithoutATailAndInReference) {
  const comm::Communicator world;
  auto p = zones(Shape::disc, 1.0, 0.2);
  p.cutoff_eV = std::numeric_limits<double>::infinity();
  const auto m = glass(48, 44, 0.5, 0.5);
  const std::size_t n = 800;
  const auto first_events = [&](EngineKind engine) {
    p.engine = engine;
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
    worst = std::max(worst, std::abs(direct[i].s1_GPa - reference[i].s1_GPa));
  }
  if (world.is_root()) std::printf("%zu events equal, stress differs by at most %.2g GPa\n", n, worst);
  EXPECT_LT(worst, 1e-12);  // 800 additions of 1 GPa terms, rounding 1e-16 each
}

}  // namespace
}  // namespace vitrum::kmc
