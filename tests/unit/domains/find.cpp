// SPDX-License-Identifier: Apache-2.0
// tests/unit/domains/find.cpp: planted domains are found; results do not depend on ranks; bad maps are refused.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>

#include "verification/domains/featureless.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::domains {
namespace {

using testing::Planted;
using testing::Scan;

const std::vector<Planted> planted{{4, 5.0, 6.0, 1.127, 0.25, 20.0, 0.1},
                                   {4, 15.2, 5.1, 1.127, 0.25, 70.0, 0.1},
                                   {6, 5.3, 16.9, 1.127, 0.25, 10.0, 0.1},
                                   {6, 17.0, 17.5, 1.127, 0.25, 45.0, 0.1},
                                   {4, 11.4, 11.8, 1.127, 0.25, 5.0, 0.1}};

order::Maps planted_maps() {
  Scan scan;
  scan.ny = 44;
  scan.nx = 47;
  auto maps = testing::featureless(scan, {2, 4, 6, 8, 10, 12}, 5, 0);
  for (const auto& domain : planted) testing::plant(maps, domain);
  testing::expose(maps, 6, 0);
  auto& band = maps.bands.front();
  for (std::size_t r = 0; r < band.variance_xy.size(); ++r) band.variance_xy[r] = band.power[3][r] + band.power[5][r];
  return maps;
}

std::uint64_t hash(const Result& result) {
  std::uint64_t h = 1469598103934665603ull;
  const auto add = [&h](double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    h = (h ^ bits) * 1099511628211ull;
  };
  for (const Domain& d : result.domains) {
    for (const double v : {d.y_nm, d.x_nm, d.orientation_deg, d.area_nm2, d.fwhm_nm, d.diameter_nm, d.diameter_lo_nm,
                           d.diameter_hi_nm, d.peak, d.z, d.p, d.q, d.vxy_overlap, double(d.n)}) {
      add(v);
    }
  }
  for (const auto& map : result.significance) {
    for (const double v : map) add(v);
  }
  for (const auto& map : result.coverage) {
    for (const double v : map) add(v);
  }
  for (const auto& t : result.types) add(t.volume_fraction.error);
  return h;
}

TEST(Find, PlantedDomainsAreFoundWithTheirTypePlaceAndOrientation) {
  const comm::Communicator comm;
  const auto maps = planted_maps();
  const Result result = find(comm, maps, Parameters{});
  for (const Planted& truth : planted) {
    const Domain* nearest = nullptr;
    double distance = 1e9;
    for (const Domain& d : result.domains) {
      const double r = std::hypot(d.y_nm - truth.y_nm, d.x_nm - truth.x_nm);
      if (r < distance) {
        distance = r;
        nearest = &d;
      }
    }
    ASSERT_NE(nearest, nullptr);
    EXPECT_LT(distance, 0.3);  // speckle of 1/20 of the peak's power shifts it by a fraction of a step
    EXPECT_EQ(nearest->n, truth.n);
    // Speckle of 1/20 of the power turns arg F_n by about 0.16 rad; three times that over n.
    const double period = 360.0 / truth.n;
    const double turn = std::remainder(nearest->orientation_deg - truth.azimuth_deg, period);
    EXPECT_LT(std::abs(turn), 28.0 / truth.n);
    EXPECT_GE(nearest->orientation_deg, 0.0);
    EXPECT_LT(nearest->orientation_deg, period);
    EXPECT_GT(nearest->vxy_overlap, 0.5);
    EXPECT_GE(nearest->area_nm2, 0.5);  // two scan cells: 1 nm wide hotspots at a step of 0.5 nm
  }
  EXPECT_LE(result.domains.size(), planted.size() + 1);
}

TEST(Find, LabelsAndCoverageBelongToTheFoundDomains) {
  const comm::Communicator comm;
  const auto maps = planted_maps();
  const Result result = find(comm, maps, Parameters{});
  for (const Domain& d : result.domains) {
    EXPECT_GE(std::count(result.label.begin(), result.label.end(), static_cast<std::int32_t>(d.id)), 1);
  }
  for (std::size_t t = 0; t < result.types.size(); ++t) {
    double covered = 0.0, discs = 0.0;
    for (const double share : result.coverage[t]) covered += share * 0.25;
    for (const Domain& d : result.domains) {
      if (d.n == result.types[t].n) discs += std::numbers::pi / 4.0 * d.diameter_nm * d.diameter_nm;
    }
    EXPECT_NEAR(covered, discs, 1e-9);  // no disc overlaps another or leaves the scan
    EXPECT_NEAR(result.types[t].areal_fraction.value, covered / result.area_nm2, 1e-12);
  }
}

TEST(Find, ResultsAreTheSameToTheBitOnAnyNumberOfRanks) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  const auto maps = planted_maps();
  Parameters p;
  p.surrogates = 41;
  const auto together = hash(find(world, maps, p));
  EXPECT_EQ(together, hash(find(alone, maps, p)));
  p.seed = 2;
  EXPECT_NE(together, hash(find(world, maps, p)));
}

TEST(Find, UnusablePositionsAreLeftOutAndTold) {
  const comm::Communicator comm;
  auto maps = planted_maps();
  auto& band = maps.bands.front();
  for (std::size_t r = 600; r < 640; ++r) {
    band.power[3][r] = std::numeric_limits<double>::quiet_NaN();
    band.f[3][r] = {std::numeric_limits<double>::quiet_NaN(), 0.0};
  }
  Parameters p;
  p.surrogates = 40;
  const Result result = find(comm, maps, p);
  ASSERT_FALSE(result.domains.empty());
  for (const Domain& d : result.domains) EXPECT_TRUE(std::isfinite(d.z) && std::isfinite(d.y_nm));
  ASSERT_FALSE(result.limits.empty());
  EXPECT_NE(result.limits.front().find("40 of 2068 scan positions"), std::string::npos);
}

TEST(Find, RefusesMapsWithoutABandAndTypesThatAreNotThere) {
  const comm::Communicator comm;
  order::Maps none;
  none.ny = none.nx = 4;
  EXPECT_THROW(find(comm, none, Parameters{}), DataError);
  const auto maps = planted_maps();
  Parameters p;
  p.types = {5};
  EXPECT_THROW(find(comm, maps, p), DataError);
  p.types = {4, 4};
  EXPECT_THROW(find(comm, maps, p), InputError);
  p.types = {13};
  EXPECT_THROW(find(comm, maps, p), InputError);
}

TEST(Find, OddSymmetriesBehindAMaskAreLeftOutAndTold) {
  const comm::Communicator comm;
  auto maps = planted_maps();
  maps.bands.front().odd_valid = false;
  maps.bands.front().condition = 40.0;
  for (auto* stack : {&maps.bands.front().power, &maps.bands.front().noise})
    (*stack)[2].assign(maps.ny * maps.nx, std::numeric_limits<double>::quiet_NaN());
  Parameters p;
  p.surrogates = 40;
  p.types = {3, 4};
  const Result result = find(comm, maps, p);
  EXPECT_EQ(result.parameters.types, std::vector<int>{4});
  ASSERT_EQ(result.types.size(), 1u);
  EXPECT_FALSE(result.domains.empty());
  EXPECT_NE(result.limits.front().find("n = 3: left out"), std::string::npos);
  const auto compared = compare(result, {}, {3, 4}, result.area_nm2, 8.0);
  ASSERT_EQ(compared.size(), 2u);
  EXPECT_EQ(compared[0].n, 4);
  p.types = {3};
  EXPECT_THROW(find(comm, maps, p), InputError);
}

// 1.11: A_A -> (A_A - F) / (E - F), then as without correction.
TEST(Find, TheAreaFormIsCorrectedForEfficiencyAndFalsePositives) {
  const comm::Communicator comm;
  const auto maps = planted_maps();
  Parameters p;
  p.surrogates = 40;
  p.detection = {{4, {0.5, 0.1}, true, {0.002, 0.001}, {}}};
  const Result result = find(comm, maps, p);
  const TypeSummary& type = result.types[0];
  const double d = type.diameter_nm.value, wrong = 0.002 * std::numbers::pi / 4.0 * d * d;
  const double area = (type.areal_fraction.value - wrong) / (0.5 - wrong);
  EXPECT_NEAR(type.volume_fraction_area.value, -std::log(1.0 - area) / (1.0 + 1.5 * 8.0 / d) / type.p_vis, 1e-12);
  EXPECT_GT(type.volume_fraction_area.error, type.volume_fraction_area.common);
}

TEST(Find, WhatWasNotFoundHasTheErrorOfOneDomain) {
  const comm::Communicator comm;
  testing::Scan scan;
  scan.ny = scan.nx = 24;
  auto maps = testing::featureless(scan, {2, 4, 6, 8, 10, 12}, 5, 3);
  testing::expose(maps, 6, 3);
  Parameters p;
  p.surrogates = 40;
  const Result result = find(comm, maps, p);
  ASSERT_TRUE(result.domains.empty());
  for (const TypeSummary& type : result.types) {
    for (const Uncertain& x :
         {type.areal_fraction, type.visible_volume_fraction, type.volume_fraction, type.volume_fraction_area}) {
      EXPECT_EQ(x.value, 0.0);
      EXPECT_GT(x.error, 0.0);
    }
  }
  // -ln .05 counts, spheres of the assumed diameter.
  const double d = result.types[0].diameter_nm.value;
  const double most = -std::log(0.05) / result.area_nm2 * std::numbers::pi / 6.0 * d * d * d / (8.0 + d);
  char limit[32];
  std::snprintf(limit, sizeof limit, "below %.2g on axis", most);
  bool told = false;
  for (const auto& sentence : result.limits) told = told || sentence.find(limit) != std::string::npos;
  EXPECT_TRUE(told) << limit;
}

TEST(Find, EfficiencyAndFalsePositivesAreAppliedOnce) {
  const comm::Communicator comm;
  const auto maps = planted_maps();
  Parameters p;
  p.surrogates = 40;
  const Result plain = find(comm, maps, p);
  p.detection = {{4, {0.5, 0.1}, true, {0.002, 0.001}, {}}};
  const Result corrected = find(comm, maps, p);
  const double found = plain.types[0].density_per_nm2.value;
  EXPECT_NEAR(corrected.types[0].density_per_nm2.value, (found - 0.002) / 0.5, 1e-12);
  EXPECT_NEAR(corrected.types[0].visible_volume_fraction.value,
              plain.types[0].visible_volume_fraction.value * (found - 0.002) / 0.5 / found, 1e-12);
  EXPECT_GT(corrected.types[0].density_per_nm2.error, plain.types[0].density_per_nm2.error / 0.5);
  EXPECT_EQ(corrected.types[1].density_per_nm2.value, plain.types[1].density_per_nm2.value);
}

TEST(Compare, MatchesNearestPairsOneToOneWithinADiameter) {
  Result result;
  const auto at = [](std::int64_t id, double y, double x, int n) {
    Domain d;
    d.id = id;
    d.y_nm = y;
    d.x_nm = x;
    d.n = n;
    return d;
  };
  result.domains = {at(1, 1.0, 1.0, 4), at(2, 1.5, 1.0, 4), at(3, 9.0, 9.0, 6), at(4, 5.0, 5.0, 0)};
  const std::vector<TrueDomain> truth{{1, 4, 1.1, 1.0, 4.0, 2.0, 0.0},
                                      {2, 4, 5.0, 5.5, 4.0, 2.0, 0.0},
                                      {3, 6, 9.0, 11.5, 4.0, 2.0, 0.0},
                                      {4, 0, 1.5, 1.0, 4.0, 2.0, 30.0}};
  const auto c = compare(result, truth, {4, 6}, 100.0, 8.0);
  ASSERT_EQ(c.size(), 3u);
  EXPECT_EQ(c[0].truths, 2);
  EXPECT_EQ(c[0].matched, 1);
  EXPECT_EQ(c[0].recall, 0.5);
  EXPECT_EQ(c[0].precision, 0.5);
  EXPECT_EQ(c[1].matched, 0);  // 2.5 nm away
  EXPECT_EQ(c[2].n, 0);
  EXPECT_EQ(c[2].truths, 3);
  EXPECT_EQ(c[2].found, 4);
  EXPECT_EQ(c[2].matched, 2);  // the ambiguous one counts here
  result.ny = result.nx = 10;
  result.step_nm = 1.0;
  result.usable.assign(100, 1);
  for (std::size_t r = 0; r < 50; ++r) result.usable[r] = 0;  // y < 4.5 nm is outside of the region
  const auto inside = compare(result, truth, {4, 6}, 50.0, 8.0);
  EXPECT_EQ(inside[0].truths, 1);
  EXPECT_EQ(inside[0].recall, 0.0);
  EXPECT_EQ(inside[2].truths, 2);
  EXPECT_NEAR(inside[0].true_volume_fraction, c[0].true_volume_fraction, 1e-12);  // half the volume, half the area
  EXPECT_NEAR(c[0].true_volume_fraction, 2.0 * 4.0 / 3.0 * std::numbers::pi / 800.0, 1e-12);
  EXPECT_NEAR(c[0].truth_by_count_form, 2.0 * 4.0 / 3.0 * std::numbers::pi / 1000.0, 1e-12);
}

}  // namespace
}  // namespace vitrum::domains
