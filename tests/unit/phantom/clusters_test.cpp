// SPDX-License-Identifier: Apache-2.0
// tests/unit/phantom/clusters_test.cpp: clusters lie where they may and show the symmetry that the truth names.
#include "vitrum/phantom/clusters.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "helpers.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/phantom/foil.hpp"

namespace vitrum::phantom {
namespace {

constexpr double degree = std::numbers::pi / 180.0;

PlacementArea area() { return {0.0, 315.0, 0.0, 315.0, 80.0, 2.4, false}; }

TEST(Clusters, AreInsideApartAndWithinTheirTilt) {
  const auto placed =
      place_clusters({{Lattice::bcc, 3.45, "100", 20, 30, 4}, {Lattice::bcc, 3.45, "111", 16, 30, 3}}, area(), 7);
  ASSERT_EQ(placed.size(), 60u);
  for (const Cluster& a : placed) {
    EXPECT_EQ(a.n, a.id <= 30 ? 4 : 6);
    EXPECT_LE(a.tilt_deg, a.id <= 30 ? 4.0 : 3.0);
    EXPECT_GE(a.z, 0.5 * a.diameter_A);
    EXPECT_LE(a.z, 80.0 - 0.5 * a.diameter_A);
    EXPECT_TRUE(a.x >= 0.0 && a.x <= 315.0 && a.y >= 0.0 && a.y <= 315.0);
    for (const Cluster& b : placed) {
      if (a.id < b.id) {
        EXPECT_GE(std::hypot(a.x - b.x, a.y - b.y, a.z - b.z), 0.5 * (a.diameter_A + b.diameter_A) + 2.4);
      }
    }
  }
}

TEST(Clusters, ApartInProjectionMeansApartAlongTheBeam) {
  auto where = area();
  where.apart_in_projection = true;
  const auto placed = place_clusters({{Lattice::bcc, 3.45, "110", 20, 40, 4}}, where, 7);
  for (const Cluster& a : placed)
    for (const Cluster& b : placed)
      if (a.id < b.id) {
        EXPECT_GE(std::hypot(a.x - b.x, a.y - b.y), 22.4);
      }
}

TEST(Clusters, TiltIsUniformInSolidAngle) {
  auto where = area();
  where.x1 = where.y1 = 4000.0;
  const auto placed = place_clusters({{Lattice::bcc, 3.45, "111", 10, 2000, 4}}, where, 3);
  double mean = 0.0;
  for (const Cluster& c : placed) mean += (c.tilt_deg / 4.0) * (c.tilt_deg / 4.0) / 2000.0;
  EXPECT_NEAR(mean, 0.5,
              4.0 * std::sqrt(1.0 / 12.0 / 2000.0));  // (tilt / max)^2 is uniform in (0, 1); 4 standard errors
}

TEST(Clusters, RandomOnesAreNamedOnlyWithinAcceptance) {
  auto where = area();
  where.x1 = where.y1 = 4000.0;
  const auto placed = place_clusters({{Lattice::bcc, 3.45, "random", 10, 3000, 8}}, where, 3);
  double six = 0.0;
  for (const Cluster& c : placed) {
    if (c.n == 0) {
      EXPECT_GT(c.tilt_deg, 8.0);
    }
    if (c.n > 0) {
      EXPECT_LE(c.tilt_deg, 8.0);
    }
    if (c.n == 6) six += 1.0;
  }
  const double expected = 3000.0 * 4.0 * (1.0 - std::cos(8.0 * degree));  // four <111> axes (characterization 1.11)
  EXPECT_NEAR(six, expected, 4.0 * std::sqrt(expected));
}

TEST(Clusters, TheSeedDecides) {
  const std::vector<ClusterKind> kinds{{Lattice::bcc, 3.45, "111", 20, 5, 4}};
  const auto a = place_clusters(kinds, area(), 1), b = place_clusters(kinds, area(), 1),
             c = place_clusters(kinds, area(), 2);
  EXPECT_EQ(a[4].x, b[4].x);
  EXPECT_EQ(a[4].quaternion, b[4].quaternion);
  EXPECT_NE(a[4].x, c[4].x);
}

TEST(Clusters, WhatDoesNotFitIsSaid) {
  EXPECT_THROW(place_clusters({{Lattice::bcc, 3.45, "111", 81, 1, 4}}, area(), 1), InputError);
  EXPECT_THROW(place_clusters({{Lattice::bcc, 3.45, "111", 79, 100, 4}}, area(), 1), InputError);
  EXPECT_THROW(place_clusters({{Lattice::bcc, 3.45, "112", 20, 1, 4}}, area(), 1), InputError);
}

// |sum e^{-2 pi i k r}|^2 at an azimuth in the plane of the detector.
double intensity(const std::vector<Atom>& atoms, double k, double azimuth_deg) {
  std::complex<double> sum = 0.0;
  for (const Atom& a : atoms)
    sum += std::polar(1.0, -2.0 * std::numbers::pi * k *
                               (a.x * std::cos(azimuth_deg * degree) + a.y * std::sin(azimuth_deg * degree)));
  return std::norm(sum) / (static_cast<double>(atoms.size()) * static_cast<double>(atoms.size()));
}

struct Symmetry {
  Lattice lattice;
  const char* zone;
  double a, k;
};

class OnAxis : public ::testing::TestWithParam<Symmetry> {};

TEST_P(OnAxis, ReflectionsStandAtTheOrientationOfTheTruth) {
  const Symmetry s = GetParam();
  const auto placed = place_clusters({{s.lattice, s.a, s.zone, 24, 1, 0.5}}, area(), 21);
  const Cluster& c = placed[0];
  const auto atoms = cluster_atoms(c, testing::zr_co_al(), 0.05, 21);
  ASSERT_GT(atoms.size(), 100u);
  double weakest = 1.0, between = 0.0;
  for (int j = 0; j < c.n; ++j) {
    weakest = std::min(weakest, intensity(atoms, s.k, c.orientation_deg + 360.0 / c.n * j));
    between = std::max(between, intensity(atoms, s.k, c.orientation_deg + 360.0 / c.n * (j + 0.5)));
  }
  EXPECT_GT(weakest, 0.4);
  EXPECT_LT(between, 0.1);
}

INSTANTIATE_TEST_SUITE_P(Lattices, OnAxis,
                         ::testing::Values(Symmetry{Lattice::bcc, "111", 3.45, std::sqrt(2.0) / 3.45},
                                           Symmetry{Lattice::bcc, "100", 3.45, std::sqrt(2.0) / 3.45},
                                           Symmetry{Lattice::bcc, "110", 3.45, std::sqrt(2.0) / 3.45},
                                           Symmetry{Lattice::fcc, "100", 4.22, 2.0 / 4.22}));

TEST(Icosahedron, HasTheMagicNumbersOfMackay) {
  Cluster c;
  c.lattice = Lattice::icosahedral;
  c.lattice_constant_A = 3.0;
  c.quaternion = {1, 0, 0, 0};
  for (const auto& [diameter, count] : {std::pair{6.2, 13u}, std::pair{12.2, 55u}, std::pair{18.2, 147u}}) {
    c.diameter_A = diameter;
    EXPECT_EQ(cluster_atoms(c, testing::zr_co_al(), 0.0, 1).size(), count);
  }
}

TEST(Foil, ASmallerRectangleGivesASubsequence) {
  Foil foil = testing::random_foil(50.0);
  foil.clusters = place_clusters({{Lattice::bcc, 3.45, "111", 15, 3, 4}}, {0, 60, 0, 60, 50, 2.4, false}, 5);
  const auto all = atoms_in(foil, {-30, 90, -30, 90});
  const auto some = atoms_in(foil, {10, 40, 5, 30});
  auto at = all.begin();
  for (const Atom& atom : some) {
    at = std::find_if(at, all.end(),
                      [&](const Atom& other) { return other.x == atom.x && other.y == atom.y && other.z == atom.z; });
    ASSERT_NE(at, all.end());
  }
}

TEST(Foil, HasTheDensityOfTheCubeAndRoomForClusters) {
  Foil foil = testing::random_foil(50.0);
  const double expected = 560.0 / (22.0 * 22.0 * 22.0) * 110.0 * 110.0 * 50.0;
  const auto count = static_cast<double>(atoms_in(foil, {0, 110, 0, 110}).size());
  // Copies are cut by the foil's lower face only: binomial, 4 standard deviations.
  EXPECT_NEAR(count, expected, 4.0 * std::sqrt(25.0 * 560.0 * 0.25));
  Cluster c;
  c.x = c.y = 50.0;
  c.z = 25.0;
  c.diameter_A = 20.0;
  c.lattice_constant_A = 100.0;  // no atoms of its own but one
  c.quaternion = {1, 0, 0, 0};
  foil.clusters = {c};
  for (const Atom& a : atoms_in(foil, {0, 110, 0, 110}))
    EXPECT_TRUE(std::hypot(a.x - 50.0, a.y - 50.0, a.z - 25.0) >= 11.2 ||
                std::hypot(a.x - 50.0, a.y - 50.0, a.z - 25.0) <= 10.5);
}

}  // namespace
}  // namespace vitrum::phantom
