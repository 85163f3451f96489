// SPDX-License-Identifier: Apache-2.0
// tests/unit/kmc/test_parts.cpp: streams, tiles, redistribution, selection.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kmc/proposal.hpp"
#include "kmc/redistribute.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/kmc/kernels/catalogue.hpp"

namespace vitrum::kmc {
namespace {

TEST(DeviceStream, GivesTheNumbersOfCoreStreamToTheBit) {
  const kernels::Catalogue law{0x123456789abcdefull, 7, 0.05, 5.0, 0.2};
  for (const std::uint64_t voxel : {0ull, 77ull, 0x1234567890ull}) {
    Stream pairs(law.seed, Purpose::catalogue, voxel, 5);
    Stream barriers(law.seed, Purpose::barrier, voxel, 5);
    kernels::for_each_mode(law, voxel, 5, 1.0, [&](std::uint32_t m, const kernels::Mode& mode) {
      EXPECT_EQ(mode.e1, 0.05 * pairs.normal());
      EXPECT_EQ(mode.e3, 0.05 * pairs.normal());
      EXPECT_EQ(mode.barrier, 5.0 * (1.0 - 0.2 + 0.2 * barriers.uniform()));
      const auto alone = kernels::mode_of(law, voxel, 5, m, 1.0);
      EXPECT_EQ(alone.e1, mode.e1);
      EXPECT_EQ(alone.barrier, mode.barrier);
    });
  }
}

TEST(Tiles, CoverARaggedGridOnceWhateverTheNumberOfRanks) {
  for (const int ranks : {1, 3, 50}) {
    std::vector<int> seen(70 * 45, 0);
    std::size_t next = 0;
    for (int r = 0; r < ranks; ++r) {
      const Tiling t(70, 45, r, ranks);
      EXPECT_EQ(t.first_voxel(), next);
      next += t.owned_voxels();
      for (std::size_t k = t.owned().begin; k < t.owned().end; ++k)
        for (std::size_t i = 0; i < t.tiles()[k].voxels(); ++i) {
          const auto v = t.voxel(t.tiles()[k], i);
          ++seen[static_cast<std::size_t>(v)];
          EXPECT_EQ(t.tile_of(v), k);
          EXPECT_EQ(t.local_of(t.tiles()[k], v), i);
        }
    }
    EXPECT_EQ(std::count(seen.begin(), seen.end(), 1), 70 * 45);
  }
}

TEST(Redistribution, BringsEveryVoxelToItsRowAndBack) {
  const comm::Communicator world;
  const std::size_t ny = 45, nx = 70;
  const Tiling tiling(ny, nx, world.rank(), world.size());
  const auto rows = comm::block_of(ny, 1, world.rank(), world.size());
  Redistribution exchange(world, tiling, rows);
  std::vector<double> whole(ny * nx);
  std::iota(whole.begin(), whole.end(), 0.0);
  const auto a = tiling.mine(std::span<const double>(whole));
  std::vector<double> b(a);
  for (double& x : b) x = -x;
  std::vector<double> row_a(rows.size() * nx), row_b(row_a), back_a(a.size()), back_b(a.size());
  exchange.to_rows(a, b, row_a, row_b);
  for (std::size_t i = 0; i < row_a.size(); ++i) {
    ASSERT_EQ(row_a[i], static_cast<double>(rows.begin * nx + i));
    ASSERT_EQ(row_b[i], -row_a[i]);
  }
  exchange.to_tiles(row_a, row_b, back_a, back_b);
  EXPECT_EQ(back_a, a);
  EXPECT_EQ(back_b, b);
}

TEST(Selection, TakesAthermalBeforeSoonestBeforeNoneAndBreaksTiesByVoxel) {
  const comm::Communicator world;
  const Selector selector(world);
  Proposal mine;
  EXPECT_EQ(selector.first(mine).kind, Proposal::none);
  mine.kind = Proposal::thermal;
  mine.key = 1.0;
  mine.voxel = 100 - world.rank();
  EXPECT_EQ(selector.first(mine).voxel, 100 - (world.size() - 1));
  mine.key = 1.0 + world.rank();
  EXPECT_EQ(selector.first(mine).voxel, 100);
  if (world.rank() == world.size() - 1) {
    mine.kind = Proposal::athermal;
    mine.key = -0.5;
    mine.e1 = 0.25;
  }
  const auto first = selector.first(mine);
  EXPECT_EQ(first.kind, Proposal::athermal);
  EXPECT_EQ(first.e1, 0.25);
}

}  // namespace
}  // namespace vitrum::kmc
