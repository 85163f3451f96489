// SPDX-License-Identifier: Apache-2.0
// tests/unit/elasticity/fft3_test.cpp: the 3-D slab transform is a Fourier transform, the same on any number of ranks.
#include "vitrum/elasticity/fft3.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "unit/elasticity/fields3.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::elasticity {
namespace {

using testing::fingerprint;
using testing::random_rows;
using testing::whole;

// Odd, even, prime, flat and long cells, fewer planes or rows than ranks.
const Grid3 sizes[] = {{1, 1, 1}, {8, 1, 1},  {1, 8, 1},    {1, 1, 8},   {2, 3, 20},
                       {3, 2, 5}, {16, 9, 7}, {31, 4, 6},   {5, 13, 16}, {16, 16, 16},
                       {4, 1, 9}, {1, 7, 12}, {24, 10, 15}, {2, 64, 3},  {20, 20, 18}};

/// Forward, a factor that depends on the wavevector, inverse: whole field.
std::vector<double> filtered(const comm::Communicator& comm, const Grid3& size, std::uint64_t seed) {
  const SlabFft3 fft(comm, size.nz, size.ny, size.nx);
  SlabField field = fft.make_field();
  std::vector<double> values = random_rows(seed, fft.planes(), size.ny * size.nx);
  fft.load(values, field);
  fft.forward(field);
  const std::size_t row = size.nz * (size.nx / 2 + 1);
  for (std::size_t i = 0; i < fft.rows().size() * row; ++i)
    field.spectrum()[i] *= 1.0 / (1.0 + 0.01 * static_cast<double>(fft.rows().begin * row + i));
  fft.inverse(field);
  fft.store(field, values);
  return whole(comm, values);
}

TEST(SlabFft3, EqualsTheDirectSum) {
  const comm::Communicator comm;
  for (const Grid3& g : {Grid3{1, 1, 1}, Grid3{3, 1, 4}, Grid3{4, 3, 5}, Grid3{2, 5, 6}, Grid3{5, 4, 1}}) {
    const SlabFft3 fft(comm, g.nz, g.ny, g.nx);
    const auto all = random_rows(3, {0, g.nz}, g.ny * g.nx, 1.0);
    SlabField field = fft.make_field();
    fft.load(random_rows(3, fft.planes(), g.ny * g.nx, 1.0), field);
    fft.forward(field);
    std::size_t at = 0;
    for (std::size_t ky = fft.rows().begin; ky < fft.rows().end; ++ky) {
      for (std::size_t kz = 0; kz < g.nz; ++kz) {
        for (std::size_t kx = 0; kx <= g.nx / 2; ++kx, ++at) {
          std::complex<double> sum = 0.0;
          for (std::size_t i = 0; i < all.size(); ++i) {
            const std::size_t x = i % g.nx, y = i / g.nx % g.ny, z = i / g.nx / g.ny;
            sum += all[i] * std::polar(1.0, -2.0 * std::numbers::pi *
                                                (double(kx * x) / double(g.nx) + double(ky * y) / double(g.ny) +
                                                 double(kz * z) / double(g.nz)));
          }
          // A sum of at most 60 numbers of order one: rounding of a few 1e-15.
          EXPECT_LT(std::abs(field.spectrum()[at] - sum), 1e-13) << g.nz << " x " << g.ny << " x " << g.nx;
        }
      }
    }
  }
}

TEST(SlabFft3, InverseUndoesForwardTimesTheNumberOfVoxels) {
  const comm::Communicator comm;
  for (const Grid3& g : sizes) {
    const SlabFft3 fft(comm, g.nz, g.ny, g.nx);
    SlabField field = fft.make_field();
    const auto before = random_rows(5, fft.planes(), g.ny * g.nx, 1.0);
    auto after = before;
    fft.load(before, field);
    fft.forward(field);
    fft.inverse(field);
    fft.store(field, after);
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_NEAR(after[i] / double(g.voxels()), before[i], 2e-14);
  }
}

TEST(SlabFft3, PlanesAndRowsOfAllRanksCoverTheGridInRankOrder) {
  const comm::Communicator comm;
  for (const Grid3& g : sizes) {
    const SlabFft3 fft(comm, g.nz, g.ny, g.nx);
    for (const auto& [mine, n] : {std::pair{fft.planes(), g.nz}, std::pair{fft.rows(), g.ny}}) {
      const std::size_t ends[] = {mine.begin, mine.end};
      const auto all = comm.gather_everywhere(std::span<const std::size_t>(ends));
      std::size_t next = 0;
      for (std::size_t r = 0; r < all.size(); r += 2) {
        EXPECT_EQ(all[r], next);
        next = all[r + 1];
      }
      EXPECT_EQ(next, n);
    }
  }
}

TEST(SlabFft3, RoundTripIsTheSameToTheBitOnAnyNumberOfRanks) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  for (const Grid3& g : sizes) {
    const auto here = fingerprint(filtered(world, g, 11)), reference = fingerprint(filtered(alone, g, 11));
    EXPECT_EQ(here, reference) << g.nz << " x " << g.ny << " x " << g.nx;
    EXPECT_NE(here, fingerprint(filtered(world, g, 12))) << "a changed seed went unnoticed";
  }
}

TEST(SlabFft3, RefusesAnEmptyGridAndFieldsOfTheWrongSize) {
  const comm::Communicator comm;
  EXPECT_THROW(SlabFft3(comm, 0, 4, 4), InputError);
  EXPECT_THROW(SlabFft3(comm, 4, 0, 4), InputError);
  EXPECT_THROW(SlabFft3(comm, 4, 4, 0), InputError);
  const SlabFft3 fft(comm, 4, 4, 4);
  SlabField field = fft.make_field();
  std::vector<double> values(fft.planes().size() * 16 + 1);
  EXPECT_THROW(fft.load(values, field), Fault);
  EXPECT_THROW(fft.store(field, values), Fault);
}

}  // namespace
}  // namespace vitrum::elasticity
