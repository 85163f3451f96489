// SPDX-License-Identifier: Apache-2.0
// tests/unit/elasticity/fft_test.cpp: the slab transform is a Fourier transform, and the same on any number of ranks.
#include "vitrum/elasticity/fft.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <utility>

#include "unit/elasticity/fields.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::elasticity {
namespace {

using testing::fingerprint;
using testing::random_rows;
using testing::whole;

using Size = std::pair<std::size_t, std::size_t>;

// Odd, even, prime, one row, one column, fewer rows than ranks; 2 x 20 and 64 x 2 are among those on which FFTW's own
// two-dimensional MPI plans differ from rank count to rank count.
const Size sizes[] = {{1, 1},  {1, 8},  {8, 1},   {2, 20},  {3, 32},  {3, 5},    {64, 2},  {64, 3},   {7, 64},
                      {16, 9}, {31, 7}, {32, 32}, {45, 48}, {97, 20}, {128, 96}, {5, 128}, {100, 129}};

/// Forward, a factor that depends on the wavevector, inverse: whole field.
std::vector<double> filtered(const comm::Communicator& comm, Size size, std::uint64_t seed) {
  const SlabFft fft(comm, size.first, size.second);
  SlabField field = fft.make_field();
  std::vector<double> values = random_rows(seed, fft.rows(), size.second);
  fft.load(values, field);
  fft.forward(field);
  for (std::size_t i = 0; i < fft.columns().size() * fft.ny(); ++i)
    field.spectrum()[i] *= 1.0 / (1.0 + 0.01 * static_cast<double>(fft.columns().begin * fft.ny() + i));
  fft.inverse(field);
  fft.store(field, values);
  return whole(comm, values);
}

TEST(SlabFft, EqualsTheDirectSum) {
  const comm::Communicator comm;
  for (const auto& [ny, nx] : {Size{1, 1}, Size{1, 6}, Size{5, 1}, Size{4, 6}, Size{5, 7}, Size{3, 8}}) {
    const SlabFft fft(comm, ny, nx);
    const auto all = random_rows(3, {0, ny}, nx, 1.0);
    SlabField field = fft.make_field();
    fft.load(random_rows(3, fft.rows(), nx, 1.0), field);
    fft.forward(field);
    for (std::size_t kx = fft.columns().begin; kx < fft.columns().end; ++kx) {
      for (std::size_t ky = 0; ky < ny; ++ky) {
        std::complex<double> sum = 0.0;
        for (std::size_t y = 0; y < ny; ++y)
          for (std::size_t x = 0; x < nx; ++x)
            sum += all[y * nx + x] * std::polar(1.0, -2.0 * std::numbers::pi *
                                                         (double(kx * x) / double(nx) + double(ky * y) / double(ny)));
        // A sum of at most 35 numbers of order one: rounding of a few 1e-15.
        EXPECT_LT(std::abs(field.spectrum()[(kx - fft.columns().begin) * ny + ky] - sum), 5e-14)
            << ny << " x " << nx << " at " << ky << ", " << kx;
      }
    }
  }
}

TEST(SlabFft, InverseUndoesForwardTimesTheNumberOfVoxels) {
  const comm::Communicator comm;
  for (const auto& [ny, nx] : sizes) {
    const SlabFft fft(comm, ny, nx);
    SlabField field = fft.make_field();
    const auto before = random_rows(5, fft.rows(), nx, 1.0);
    auto after = before;
    fft.load(before, field);
    fft.forward(field);
    fft.inverse(field);
    fft.store(field, after);
    for (std::size_t i = 0; i < before.size(); ++i)
      EXPECT_NEAR(after[i] / double(ny * nx), before[i], 1e-14) << ny << " x " << nx;
  }
}

TEST(SlabFft, RowsAndColumnsOfAllRanksCoverTheGridInRankOrder) {
  const comm::Communicator comm;
  for (const auto& [ny, nx] : sizes) {
    const SlabFft fft(comm, ny, nx);
    for (const auto& [mine, n] : {std::pair{fft.rows(), ny}, std::pair{fft.columns(), nx / 2 + 1}}) {
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

TEST(SlabFft, RoundTripIsTheSameToTheBitOnAnyNumberOfRanks) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  for (const Size& size : sizes) {
    const auto here = fingerprint(filtered(world, size, 11)), reference = fingerprint(filtered(alone, size, 11));
    EXPECT_EQ(here, reference) << size.first << " x " << size.second;
    EXPECT_NE(here, fingerprint(filtered(world, size, 12))) << "a changed seed went unnoticed";
  }
}

TEST(SlabFft, RefusesAnEmptyGridAndFieldsOfTheWrongSize) {
  const comm::Communicator comm;
  EXPECT_THROW(SlabFft(comm, 0, 4), InputError);
  EXPECT_THROW(SlabFft(comm, 4, 0), InputError);
  const SlabFft fft(comm, 4, 4);
  SlabField field = fft.make_field();
  std::vector<double> values(fft.rows().size() * 4 + 1);
  EXPECT_THROW(fft.load(values, field), Fault);
  EXPECT_THROW(fft.store(field, values), Fault);
}

}  // namespace
}  // namespace vitrum::elasticity
