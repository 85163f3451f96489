// SPDX-License-Identifier: Apache-2.0
// tests/unit/elasticity/energy_test.cpp: the elastic energy is the sum it says, in one order on any number of ranks.
#include "vitrum/elasticity/energy.hpp"

#include <gtest/gtest.h>

#include "unit/elasticity/fields.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::elasticity {
namespace {

using testing::random_rows;
using testing::stress_of;

double energy_of_random_field(const comm::Communicator& comm, std::size_t ny, std::size_t nx, std::uint64_t seed) {
  Solver solver(comm, ny, nx, 1.0, 1.5, {});
  const auto e1 = random_rows(seed, solver.rows(), nx), e3 = random_rows(seed + 1, solver.rows(), nx);
  const auto stress = stress_of(solver, e1, e3);
  return elastic_energy_eV(comm, solver.rows(), nx, 3.24, e1, e3, stress.s1, stress.s3);
}

TEST(ElasticEnergy, IsMinusHalfTheVolumeTimesStressIntoStrain) {
  const comm::Communicator alone(MPI_COMM_SELF);
  const std::vector<double> e1 = {0.1, 0.0}, e3 = {0.0, 0.2}, s1 = {-3.0, 5.0}, s3 = {7.0, -4.0};
  // -(1/2) V * 2 (s1 e1 + s3 e3) = -2 * (-0.3 - 0.8) GPa nm^3.
  EXPECT_DOUBLE_EQ(elastic_energy_eV(alone, {0, 1}, 2, 2.0, e1, e3, s1, s3), 2.2 * 6.241509);
}

TEST(ElasticEnergy, IsTheSameToTheBitOnAnyNumberOfRanks) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  for (const auto& [ny, nx] : {std::pair<std::size_t, std::size_t>{1, 7}, {3, 32}, {33, 12}, {64, 64}}) {
    EXPECT_EQ(energy_of_random_field(world, ny, nx, 5), energy_of_random_field(alone, ny, nx, 5));
    EXPECT_NE(energy_of_random_field(world, ny, nx, 5), energy_of_random_field(world, ny, nx, 6));
  }
}

TEST(ElasticEnergy, OfAnInternalStressIsPositive) {
  const comm::Communicator comm;
  for (std::uint64_t seed = 0; seed < 5; ++seed) EXPECT_GT(energy_of_random_field(comm, 16, 15, seed), 0.0);
}

TEST(ElasticEnergy, RefusesFieldsOfDifferentSize) {
  const comm::Communicator alone(MPI_COMM_SELF);
  const std::vector<double> two(2), three(3);
  EXPECT_THROW(elastic_energy_eV(alone, {0, 1}, 2, 1.0, two, two, two, three), Fault);
}

}  // namespace
}  // namespace vitrum::elasticity
