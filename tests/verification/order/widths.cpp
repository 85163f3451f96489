// SPDX-License-Identifier: Apache-2.0
// tests/verification/order/widths.cpp: wide and portable vector registers give the same bits.
#include <gtest/gtest.h>

#include <cstring>

#include "verification/order/block_of_patterns.hpp"

namespace vitrum::order {
namespace {

using kernels::lanes;

struct Result {
  Block block;
  std::vector<double> polar;
};

Result measured(const testing::Made& made, const Table& table, bool portable) {
  PolarSums sums(static_cast<std::size_t>(made.shape.rows), static_cast<std::size_t>(made.shape.phi), 64);
  Result out{Block(made.shape, made.noise, true, 3), std::vector<double>(sums.length(), 0.0)};
  if (portable) out.block.use_portable_width();
  const std::uint16_t* each[lanes] = {};
  std::uint64_t streams[lanes] = {};
  kernels::Chosen chosen;
  for (int i = 0; i < made.count; ++i) {
    each[i] = made.pattern(i);
    streams[i] = static_cast<std::uint64_t>(i);
    chosen.lane[chosen.count++] = i;
  }
  out.block.run(table, each, streams, made.count, chosen, sums.view(out.polar));
  return out;
}

bool same(const double* a, const double* b, std::size_t rows, int count) {
  for (std::size_t i = 0; i < rows; ++i) {
    if (std::memcmp(a + i * lanes, b + i * lanes, static_cast<std::size_t>(count) * sizeof(double)) != 0) return false;
  }
  return true;
}

class Widths : public ::testing::TestWithParam<bool> {};

TEST_P(Widths, GiveEqualBits) {
  if (!Block::has_wide_registers()) GTEST_SKIP() << "this build or processor has no AVX2: one width alone";
  const testing::Made made(GetParam());
  const auto table = build_table(made.shape, made.frame, made.mask);
  const Result wide = measured(made, *table, false), any = measured(made, *table, true);
  const auto bins = static_cast<std::size_t>(made.shape.bins), phi = static_cast<std::size_t>(made.shape.phi);
  ASSERT_TRUE(wide.block.halves());
  EXPECT_EQ(std::memcmp(wide.polar.data(), any.polar.data(), wide.polar.size() * sizeof(double)), 0);
  EXPECT_TRUE(same(wide.block.profile(), any.block.profile(), 3 * bins, made.count));
  for (std::size_t b = 0; b < made.shape.bands.size(); ++b) {
    EXPECT_TRUE(same(wide.block.band(b), any.block.band(b), kernels::band_sums, made.count));
    EXPECT_TRUE(same(wide.block.half_band(b), any.block.half_band(b), kernels::band_sums, made.count));
    EXPECT_TRUE(same(wide.block.fine(b), any.block.fine(b), phi, made.count));
    EXPECT_TRUE(same(wide.block.half_fine(b), any.block.half_fine(b), phi, made.count));
    EXPECT_TRUE(same(wide.block.coarse(b), any.block.coarse(b), 24, made.count));
  }
  EXPECT_TRUE(same(wide.block.aperture(0), any.block.aperture(0), made.shape.apertures.size(), made.count));
}

INSTANTIATE_TEST_SUITE_P(Masks, Widths, ::testing::Values(false, true));

}  // namespace
}  // namespace vitrum::order
