// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/proposal.hpp: what a tile would do next, and the one collective that picks the tile which does.
#pragma once

#include <cstdint>

#include "vitrum/comm/communicator.hpp"

namespace vitrum::kmc {

/// A flip with all that other ranks need to apply it.
struct Proposal {
  enum Kind : std::int32_t { stuck = -1, athermal = 0, thermal = 1, none = 2 };
  double key = 0.0;  // athermal: Q; thermal: seconds from now
  std::int64_t voxel = 0;
  std::int32_t kind = none;
  std::int32_t mode = 0;
  std::int32_t generation = 0;
  std::int32_t type = 0;
  double e1 = 0.0, e3 = 0.0;
  double barrier = 0.0;       // Q, eV
  double s1 = 0.0, s3 = 0.0;  // total stress before the flip, GPa
};

/// A total order: stuck (a fault) before all, athermal flips (lowest Q) before thermal ones (soonest) before none;
/// ties: lowest voxel, then mode.
bool before(const Proposal& a, const Proposal& b);

/// First of all ranks' proposals by one MPI_Allreduce; independent of the order in which ranks are combined.
class Selector {
 public:
  explicit Selector(const comm::Communicator& comm);
  ~Selector();
  Selector(const Selector&) = delete;
  Selector& operator=(const Selector&) = delete;
  Proposal first(const Proposal& mine) const;

 private:
  comm::Communicator comm_;
  MPI_Datatype type_{};
  MPI_Op op_{};
};

}  // namespace vitrum::kmc
