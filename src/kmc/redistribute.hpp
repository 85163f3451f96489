// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/redistribute.hpp: pairs of fields between tiles (everything) and slabs of rows (FFTW).
#pragma once

#include <span>
#include <vector>

#include "kmc/tiling.hpp"
#include "vitrum/comm/communicator.hpp"

namespace vitrum::kmc {

/// Collective. Two values a voxel travel together; each direction is one MPI_Alltoallv.
class Redistribution {
 public:
  Redistribution(const comm::Communicator& comm, const Tiling& tiling, comm::Range rows);
  void to_rows(std::span<const double> tile_a, std::span<const double> tile_b, std::span<double> row_a,
               std::span<double> row_b);
  void to_tiles(std::span<const double> row_a, std::span<const double> row_b, std::span<double> tile_a,
                std::span<double> tile_b);

 private:
  struct Side {
    std::vector<std::size_t> place;   // local index of the k-th value of the buffer
    std::vector<int> counts, starts;  // doubles to or from each rank
    std::vector<double> buffer;
  };
  static void fill(Side& side, std::span<const double> a, std::span<const double> b);
  static void empty(const Side& side, std::span<double> a, std::span<double> b);
  static void finish(Side& side);

  comm::Communicator comm_;
  Side tiles_, rows_;
};

}  // namespace vitrum::kmc
