// SPDX-License-Identifier: Apache-2.0
// vitrum/comm/claims.hpp: work of unequal length, taken by whoever is free first.
#pragma once

#include <mpi.h>

#include <cstddef>
#include <exception>
#include <vector>

#include "vitrum/comm/communicator.hpp"

namespace vitrum::comm {

/// Items 0 .. n-1, each claimed by one rank: a board in a one-sided MPI window of the first rank. Claiming disturbs no
/// other rank, needs no master and no collective. (Where the network has no atomics of its own, an answer may have to
/// wait until the first rank enters MPI.) What is claimed by whom depends on time: results must not.
class Claims {
 public:
  /// Collective, as is the destructor (but for one that an exception brings about).
  Claims(const Communicator& comm, std::size_t n);
  ~Claims();
  Claims(const Claims&) = delete;
  Claims& operator=(const Claims&) = delete;

  /// True for the first rank that asks.
  bool claim(std::size_t item);
  /// What is claimed at this moment.
  std::vector<bool> taken();

 private:
  Communicator comm_;
  std::size_t n_;
  int* board_ = nullptr;
  MPI_Win window_ = MPI_WIN_NULL;
  int exceptions_ = std::uncaught_exceptions();
};

}  // namespace vitrum::comm
