// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/redistribute.cpp: the two index lists and the exchange.
#include "kmc/redistribute.hpp"

namespace vitrum::kmc {
namespace {

std::vector<comm::Range> all_rows(const comm::Communicator& comm, comm::Range mine) {
  const std::size_t pair[2] = {mine.begin, mine.end};
  const auto flat = comm.gather_everywhere(std::span<const std::size_t>(pair, 2));
  std::vector<comm::Range> rows;
  for (std::size_t r = 0; r < flat.size(); r += 2) rows.push_back({flat[r], flat[r + 1]});
  return rows;
}

/// Calls use(tile, y) for the rows of a rank's tiles that lie in `rows`, in tile-major order: both sides count alike.
template <class Use>
void for_shared_rows(const Tiling& tiling, comm::Range tiles, comm::Range rows, const Use& use) {
  for (std::size_t k = tiles.begin; k < tiles.end; ++k)
    for (std::size_t y = 0; y < tiling.tiles()[k].ny; ++y)
      if (rows.contains(tiling.tiles()[k].y0 + y)) use(tiling.tiles()[k], y);
}

}  // namespace

Redistribution::Redistribution(const comm::Communicator& comm, const Tiling& tiling, comm::Range mine) : comm_(comm) {
  const auto rows = all_rows(comm, mine);
  for (int r = 0; r < comm.size(); ++r) {
    int sent = 0;
    for_shared_rows(tiling, tiling.owned(), rows[static_cast<std::size_t>(r)], [&](const Tile& t, std::size_t y) {
      for (std::size_t x = 0; x < t.nx; ++x) tiles_.place.push_back(t.first - tiling.first_voxel() + y * t.nx + x);
      sent += 2 * static_cast<int>(t.nx);
    });
    tiles_.counts.push_back(sent);
    int received = 0;
    const auto theirs = comm::block_of(tiling.tiles().size(), 1, r, comm.size());
    for_shared_rows(tiling, theirs, mine, [&](const Tile& t, std::size_t y) {
      for (std::size_t x = 0; x < t.nx; ++x) rows_.place.push_back((t.y0 + y - mine.begin) * tiling.nx() + t.x0 + x);
      received += 2 * static_cast<int>(t.nx);
    });
    rows_.counts.push_back(received);
  }
  finish(tiles_);
  finish(rows_);
}

void Redistribution::finish(Side& side) {
  int start = 0;
  for (int n : side.counts) {
    side.starts.push_back(start);
    start += n;
  }
  side.buffer.resize(2 * side.place.size());
}

void Redistribution::fill(Side& side, std::span<const double> a, std::span<const double> b) {
  for (std::size_t k = 0; k < side.place.size(); ++k) {
    side.buffer[2 * k] = a[side.place[k]];
    side.buffer[2 * k + 1] = b[side.place[k]];
  }
}

void Redistribution::empty(const Side& side, std::span<double> a, std::span<double> b) {
  for (std::size_t k = 0; k < side.place.size(); ++k) {
    a[side.place[k]] = side.buffer[2 * k];
    b[side.place[k]] = side.buffer[2 * k + 1];
  }
}

void Redistribution::to_rows(std::span<const double> tile_a, std::span<const double> tile_b, std::span<double> row_a,
                             std::span<double> row_b) {
  fill(tiles_, tile_a, tile_b);
  MPI_Alltoallv(tiles_.buffer.data(), tiles_.counts.data(), tiles_.starts.data(), MPI_DOUBLE, rows_.buffer.data(),
                rows_.counts.data(), rows_.starts.data(), MPI_DOUBLE, comm_.mpi());
  empty(rows_, row_a, row_b);
}

void Redistribution::to_tiles(std::span<const double> row_a, std::span<const double> row_b, std::span<double> tile_a,
                              std::span<double> tile_b) {
  fill(rows_, row_a, row_b);
  MPI_Alltoallv(rows_.buffer.data(), rows_.counts.data(), rows_.starts.data(), MPI_DOUBLE, tiles_.buffer.data(),
                tiles_.counts.data(), tiles_.starts.data(), MPI_DOUBLE, comm_.mpi());
  empty(tiles_, tile_a, tile_b);
}

}  // namespace vitrum::kmc
