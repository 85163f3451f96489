// SPDX-License-Identifier: Apache-2.0
// tests/unit/phantom/glass_test.cpp: the quench does not know how many ranks it runs on.
#include <gtest/gtest.h>

#include "helpers.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/interrupt.hpp"

namespace vitrum::phantom {
namespace {

GlassParameters quick(std::uint64_t seed) {
  GlassParameters p;
  p.composition = testing::zr_co_al();
  p.atoms = 1000;
  p.quench = {2.0, 0.05, 0.008, 20, 40, 10};
  p.seed = seed;
  return p;
}

TEST(Glass, IsTheSameToTheBitOnOneRankAndOnAll) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  const auto a = quench_glass(world, quick(3)), b = quench_glass(alone, quick(3)), c = quench_glass(world, quick(4));
  ASSERT_EQ(a.atoms.size(), 1000u);
  bool differs = false;
  for (std::size_t i = 0; i < a.atoms.size(); ++i) {
    ASSERT_EQ(a.atoms[i].x, b.atoms[i].x);
    ASSERT_EQ(a.atoms[i].y, b.atoms[i].y);
    ASSERT_EQ(a.atoms[i].z, b.atoms[i].z);
    ASSERT_EQ(a.atoms[i].species, b.atoms[i].species);
    differs = differs || a.atoms[i].x != c.atoms[i].x;
  }
  EXPECT_TRUE(differs) << "another seed gave the same glass";
}

TEST(Glass, HasItsCompositionAndLiesInItsCube) {
  const comm::Communicator alone(MPI_COMM_SELF);
  const auto glass = quench_glass(alone, quick(3));
  EXPECT_NEAR(glass.edge_A, std::cbrt(1000.0 / 0.0531), 1e-9);
  std::array<int, 3> counts{};
  for (const Atom& a : glass.atoms) {
    ++counts[static_cast<std::size_t>(a.species)];
    for (double x : {a.x, a.y, a.z}) EXPECT_TRUE(x >= 0.0 && x < glass.edge_A);
  }
  EXPECT_EQ(counts, (std::array<int, 3>{550, 250, 200}));
}

TEST(Glass, TooFewAtomsAreRefused) {
  auto p = quick(1);
  p.atoms = 50;
  EXPECT_THROW(quench_glass(comm::Communicator(MPI_COMM_SELF), p), InputError);
}

TEST(Glass, StopsOnAllRanksWhenOneIsAsked) {
  const comm::Communicator world;
  auto p = quick(1);
  p.quench.melt_steps = 400;
  interrupt::set_requested(world.is_root());
  EXPECT_THROW(quench_glass(world, p), Interrupted);
  interrupt::set_requested(false);
}

}  // namespace
}  // namespace vitrum::phantom
