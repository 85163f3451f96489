// SPDX-License-Identifier: Apache-2.0
// vitrum/comm/communicator.cpp: the collectives, each a thin layer over MPI.
#include "vitrum/comm/communicator.hpp"

#include <limits>

#include "transfer.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::comm {
namespace {

constexpr int gather_tag = 1;

MPI_Comm duplicate(MPI_Comm comm) {
  int ready = 0;
  MPI_Initialized(&ready);
  if (ready == 0) throw Fault("a communicator was asked for before MPI_Init");
  MPI_Comm copy = MPI_COMM_NULL;
  MPI_Comm_dup(comm, &copy);
  return copy;
}

void release(MPI_Comm* comm) {
  int over = 0;
  MPI_Finalized(&over);
  if (over == 0) MPI_Comm_free(comm);
  delete comm;
}

template <class T>
T reduced(MPI_Comm comm, T value, MPI_Datatype type, MPI_Op operation) {
  MPI_Allreduce(MPI_IN_PLACE, &value, 1, type, operation, comm);
  return value;
}

MPI_Datatype item_type(std::size_t bytes) {
  MPI_Datatype type = MPI_DATATYPE_NULL;
  MPI_Type_contiguous(static_cast<int>(bytes), MPI_BYTE, &type);
  MPI_Type_commit(&type);
  return type;
}

}  // namespace

Communicator::Communicator(MPI_Comm comm) : comm_(new MPI_Comm(duplicate(comm)), release) {
  MPI_Comm_rank(*comm_, &rank_);
  MPI_Comm_size(*comm_, &size_);
}

void Communicator::barrier() const { MPI_Barrier(mpi()); }

Communicator Communicator::split(int colour) const {
  MPI_Comm part = MPI_COMM_NULL;
  MPI_Comm_split(mpi(), colour, rank_, &part);
  Communicator result(part);
  MPI_Comm_free(&part);
  return result;
}

std::int64_t Communicator::sum(std::int64_t value) const { return reduced(mpi(), value, MPI_INT64_T, MPI_SUM); }
std::int64_t Communicator::max(std::int64_t value) const { return reduced(mpi(), value, MPI_INT64_T, MPI_MAX); }
std::int64_t Communicator::min(std::int64_t value) const { return reduced(mpi(), value, MPI_INT64_T, MPI_MIN); }
double Communicator::max(double value) const { return reduced(mpi(), value, MPI_DOUBLE, MPI_MAX); }
double Communicator::min(double value) const { return reduced(mpi(), value, MPI_DOUBLE, MPI_MIN); }
bool Communicator::any(bool value) const { return reduced(mpi(), value ? 1 : 0, MPI_INT, MPI_MAX) != 0; }
bool Communicator::all(bool value) const { return reduced(mpi(), value ? 1 : 0, MPI_INT, MPI_MIN) != 0; }

void Communicator::sum_in_place(std::span<std::uint64_t> values) const {
  detail::in_pieces(values.data(), values.size_bytes(), [&](void* at, int bytes) {
    MPI_Allreduce(MPI_IN_PLACE, at, bytes / static_cast<int>(sizeof(std::uint64_t)), MPI_UINT64_T, MPI_SUM, mpi());
  });
}

std::string Communicator::broadcast(const std::string& text, int root) const {
  std::vector<char> letters(text.begin(), text.end());
  broadcast_in_place(letters, root);
  return {letters.begin(), letters.end()};
}

void Communicator::broadcast_bytes(void* data, std::size_t bytes, int root) const {
  detail::in_pieces(data, bytes, [&](void* at, int n) { MPI_Bcast(at, n, MPI_BYTE, root, mpi()); });
}

std::vector<std::int64_t> Communicator::gather_counts(std::size_t count, int root) const {
  std::vector<std::int64_t> counts(rank_ == root ? static_cast<std::size_t>(size_) : 0);
  const auto mine = static_cast<std::int64_t>(count);
  MPI_Gather(&mine, 1, MPI_INT64_T, counts.data(), 1, MPI_INT64_T, root, mpi());
  return counts;
}

void Communicator::gather_items(const void* mine, std::size_t count, std::size_t item, int root,
                                const std::vector<std::int64_t>& counts, void* where) const {
  std::int64_t total = 0;
  std::vector<int> sizes;
  std::vector<int> offsets;
  for (const auto n : counts) {
    sizes.push_back(static_cast<int>(n));
    offsets.push_back(static_cast<int>(total));
    total += n;
  }
  if (any(total > std::numeric_limits<int>::max())) {
    gather_large(mine, count * item, item, root, counts, where);
    return;
  }
  MPI_Datatype type = item_type(item);
  MPI_Gatherv(mine, static_cast<int>(count), type, where, sizes.data(), offsets.data(), type, root, mpi());
  MPI_Type_free(&type);
}

void Communicator::gather_large(const void* mine, std::size_t bytes, std::size_t item, int root,
                                const std::vector<std::int64_t>& counts, void* where) const {
  if (rank_ != root) {
    detail::send(mpi(), mine, bytes, root, gather_tag);
    return;
  }
  auto* at = static_cast<std::byte*>(where);
  for (int rank = 0; rank < size_; ++rank) {
    const std::size_t theirs = static_cast<std::size_t>(counts[static_cast<std::size_t>(rank)]) * item;
    if (rank == root)
      std::copy_n(static_cast<const std::byte*>(mine), theirs, at);
    else
      detail::receive(mpi(), at, theirs, rank, gather_tag);
    at += theirs;
  }
}

}  // namespace vitrum::comm
