// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/reference_slow.cpp: the detectors that know no type keep their false discovery rate too.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "domains/describe.hpp"
#include "verification/domains/featureless.hpp"

namespace vitrum::domains {
namespace {

std::vector<double> sum_of_speckles(std::uint64_t id, std::uint32_t first, std::uint32_t count) {
  std::vector<double> map(40 * 40);
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto f = testing::speckle(40, 40, 0.5, 1.0, 121, id, first + i);
    for (std::size_t r = 0; r < map.size(); ++r) map[r] += std::norm(f[r]) / count;
  }
  return map;
}

/// What the detectors make of a map of 40 x 40 positions, 2 a probe width.
Result look_at(const comm::Communicator& comm, order::BandMaps band, std::uint64_t seed) {
  order::Maps map;
  map.ny = map.nx = 40;
  map.step_nm = 0.5;
  map.bands.push_back(std::move(band));
  Search search;
  search.probe_px = 2.0;
  search.chain = {{40, 40}, 0.7, 1.0, std::vector<std::uint8_t>(1600, 1)};
  Parameters p;
  p.seed = seed;
  Result result;
  result.area_nm2 = 400.0;
  reference_detectors(comm, search, map, p, result);
  return result;
}

/// Share of `maps` with any discovery: .05 + .02 and 1.645 standard errors of it, as for P_n (target 20).
double most(int maps) { return 0.07 + 1.645 * std::sqrt(0.05 * 0.95 / maps); }

// Featureless maps: ring intensity as a sum of 40 speckles, V(x,y) as one of 12 (V = 2 sum P_n).
TEST(ReferenceDetectors, SeldomFindAHotspotInFeaturelessMaps) {
  const comm::Communicator comm;
  const int maps = 200;
  int intensity = 0, variance = 0;
  for (int i = 0; i < maps; ++i) {
    const auto id = static_cast<std::uint64_t>(i);
    order::BandMaps band;
    band.intensity = sum_of_speckles(id, 0, 40);
    band.variance_xy = sum_of_speckles(id, 40, 12);
    const Result result = look_at(comm, std::move(band), id + 1);
    ASSERT_EQ(result.reference.size(), 2u);
    intensity += result.reference[0].count.value > 0.0;
    variance += result.reference[1].count.value > 0.0;
  }
  if (comm.is_root())
    std::printf("featureless maps with a hotspot: %.3f in F_0, %.3f in V(x,y)\n", double(intensity) / maps,
                double(variance) / maps);
  EXPECT_LE(double(intensity) / maps, most(maps));
  EXPECT_LE(double(variance) / maps, most(maps));
}

// Exposure: V(x,y) of 12 speckles (mean over sd 3.5) with white shot noise that brings it to mean / sd of 2.5, 1.7 and
// 1.0. Above 1.5 hotspots stay as rare as without; at 1.0 none is sought, and the result says so.
TEST(ReferenceDetectors, SeldomFindAHotspotInShotNoise) {
  const comm::Communicator comm;
  const int maps = 100;
  for (const double ratio : {2.5, 1.7, 1.0}) {
    int any = 0, sought = 0, told = 0;
    for (int i = 0; i < maps; ++i) {
      const auto id = static_cast<std::uint64_t>(1000 + i);
      order::BandMaps band;
      auto& variance = band.variance_xy = sum_of_speckles(id, 40, 12);
      Stream noise(122, Purpose::test, id);
      const double sd = std::sqrt(1.0 / (ratio * ratio) - 1.0 / 12.0);
      for (double& v : variance) v += sd * noise.normal();
      const Result result = look_at(comm, std::move(band), id + 1);
      sought += result.reference.size() == 1;
      any += result.reference.size() == 1 && result.reference[0].count.value > 0.0;
      told += result.limits.size() == 1;
    }
    if (comm.is_root())
      std::printf("V(x,y) of mean / sd %.1f: sought in %d of %d maps, a hotspot in %d\n", ratio, sought, maps, any);
    EXPECT_EQ(sought, ratio > 1.5 ? maps : 0);
    EXPECT_EQ(told, maps - sought);
    EXPECT_LE(any, maps * most(maps));
  }
}

}  // namespace
}  // namespace vitrum::domains
