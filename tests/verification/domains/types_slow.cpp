// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/types_slow.cpp: the type of hotspots.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "domains/describe.hpp"
#include "verification/domains/featureless.hpp"

namespace vitrum::domains {
namespace {

struct Tally {
  int right = 0, ambiguous = 0, wrong = 0, missed = 0;
};

constexpr int rows = 5;
constexpr double spacing = 4.5;

/// 25 phantoms a map, 4.5 nm apart; `second`: of another type at the same place.
Tally classify(const comm::Communicator& comm, int n, int second, std::uint64_t id) {
  testing::Scan scan;
  scan.ny = scan.nx = 48;
  auto maps = testing::featureless(scan, {2, 4, 6, 8, 10, 12}, 81, id);
  Stream draw(82, Purpose::test, id);
  for (int i = 0; i < rows * rows; ++i) {
    const double y = 3.0 + spacing * (i / rows), x = 3.0 + spacing * (i % rows);
    // SNR > 5: power over the standard deviation of speckle (its mean power, .013), 8 to 15.
    const double power = 0.013 * (8.0 + 7.0 * draw.uniform()), width = 0.03 + 0.07 * draw.uniform();
    testing::plant(maps, {n, y, x, 1.127, power, 360.0 * draw.uniform(), width});
    if (second) testing::plant(maps, {second, y, x, 1.127, power, 360.0 * draw.uniform(), width});
  }
  testing::expose(maps, 83, id);
  Parameters p;
  p.types = {2, 4, 6, 10};
  p.surrogates = 60;
  p.surrogates_unsought = p.point_simulations = p.toroidal_shifts = 0;
  p.seed = id + 1;
  const auto hotspots = assign_types(search(comm, maps, p, std::vector<std::uint8_t>(maps.ny * maps.nx, 1)), maps, p);
  Tally tally;
  for (int i = 0; i < rows * rows; ++i) {
    const double y = 3.0 + spacing * (i / rows), x = 3.0 + spacing * (i % rows);
    const Domain* nearest = nullptr;
    for (const Hotspot& spot : hotspots) {
      const double r = std::hypot(spot.domain.y_nm - y, spot.domain.x_nm - x);
      if (r < 0.8 && (!nearest || spot.domain.z > nearest->z)) nearest = &spot.domain;
    }
    if (!nearest)
      ++tally.missed;
    else if (nearest->n == n)
      ++tally.right;
    else if (nearest->n == 0)
      ++tally.ambiguous;
    else
      ++tally.wrong;
  }
  return tally;
}

// Target 23: of the phantoms found, at least 95 % get their type; 3 maps of 25 a type, standard error of a share of
// .95: 1.3 % over the 300.
TEST(Types, OfPhantomsAreTold) {
  const comm::Communicator comm;
  Tally all;
  std::uint64_t id = 0;
  for (const int n : {2, 4, 6, 10}) {
    Tally of_n;
    for (int map = 0; map < 3; ++map) {
      const Tally t = classify(comm, n, 0, ++id);
      of_n.right += t.right;
      of_n.ambiguous += t.ambiguous;
      of_n.wrong += t.wrong;
      of_n.missed += t.missed;
    }
    if (comm.is_root())
      std::printf("n = %d: %d right, %d ambiguous, %d wrong, %d not found\n", n, of_n.right, of_n.ambiguous, of_n.wrong,
                  of_n.missed);
    all.right += of_n.right;
    all.ambiguous += of_n.ambiguous;
    all.wrong += of_n.wrong;
  }
  const double share = double(all.right) / (all.right + all.ambiguous + all.wrong);
  if (comm.is_root()) std::printf("type told: %.3f of those found (target .95)\n", share);
  EXPECT_GE(share, 0.95);
}

// Target 23: two types of one strength at one place are called ambiguous, most of them (the speckle under them makes
// one of the two much the stronger now and then).
TEST(Types, OfMixedPhantomsAreCalledAmbiguous) {
  const comm::Communicator comm;
  const Tally t = classify(comm, 4, 6, 51), u = classify(comm, 6, 10, 52);
  const int flagged = t.ambiguous + u.ambiguous, found = 50 - t.missed - u.missed;
  if (comm.is_root()) std::printf("mixed phantoms: %d of %d called ambiguous\n", flagged, found);
  EXPECT_GT(flagged, found / 2);
}

}  // namespace
}  // namespace vitrum::domains
