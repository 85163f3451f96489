// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/proposal.cpp: the reduction of proposals.
#include "kmc/proposal.hpp"

#include <cstring>
#include <tuple>

namespace vitrum::kmc {
namespace {

void keep_first(void* in, void* inout, int* n, MPI_Datatype*) {
  for (int i = 0; i < *n; ++i) {
    Proposal a, b;
    std::memcpy(&a, static_cast<char*>(in) + i * sizeof a, sizeof a);
    std::memcpy(&b, static_cast<char*>(inout) + i * sizeof b, sizeof b);
    if (before(a, b)) std::memcpy(static_cast<char*>(inout) + i * sizeof a, &a, sizeof a);
  }
}

}  // namespace

bool before(const Proposal& a, const Proposal& b) {
  return std::tie(a.kind, a.key, a.voxel, a.mode) < std::tie(b.kind, b.key, b.voxel, b.mode);
}

Selector::Selector(const comm::Communicator& comm) : comm_(comm) {
  MPI_Type_contiguous(static_cast<int>(sizeof(Proposal)), MPI_BYTE, &type_);
  MPI_Type_commit(&type_);
  MPI_Op_create(&keep_first, 1, &op_);
}

Selector::~Selector() {
  MPI_Op_free(&op_);
  MPI_Type_free(&type_);
}

Proposal Selector::first(const Proposal& mine) const {
  Proposal all;
  MPI_Allreduce(&mine, &all, 1, type_, op_, comm_.mpi());
  return all;
}

}  // namespace vitrum::kmc
