// SPDX-License-Identifier: Apache-2.0
// vitrum/comm/claims.cpp: a compare-and-swap a claim.
#include "vitrum/comm/claims.hpp"

#include <algorithm>
#include <exception>
#include <limits>

#include "vitrum/core/error.hpp"

namespace vitrum::comm {

Claims::Claims(const Communicator& comm, std::size_t n) : comm_(comm), n_(n) {
  if (n > static_cast<std::size_t>(std::numeric_limits<int>::max())) throw InputError("too many items to share out");
  const std::size_t bytes = comm.is_root() ? std::max<std::size_t>(n, 1) * sizeof(int) : 0;
  MPI_Win_allocate(static_cast<MPI_Aint>(bytes), sizeof(int), MPI_INFO_NULL, comm_.mpi(), &board_, &window_);
  MPI_Win_lock_all(0, window_);
  if (comm_.is_root()) std::fill(board_, board_ + n, 0);
  MPI_Win_sync(window_);
  comm_.barrier();
}

Claims::~Claims() {
  if (std::uncaught_exceptions() > exceptions_) return;  // the other ranks do not come: better to lose the window
  MPI_Win_unlock_all(window_);
  MPI_Win_free(&window_);
}

bool Claims::claim(std::size_t item) {
  const int free = 0, mine = 1;
  int before = 1;
  MPI_Compare_and_swap(&mine, &free, &before, MPI_INT, 0, static_cast<MPI_Aint>(item), window_);
  MPI_Win_flush(0, window_);
  return before == 0;
}

std::vector<bool> Claims::taken() {
  std::vector<int> board(n_);
  const int n = static_cast<int>(n_);
  MPI_Get_accumulate(nullptr, 0, MPI_INT, board.data(), n, MPI_INT, 0, 0, n, MPI_INT, MPI_NO_OP, window_);
  MPI_Win_flush(0, window_);
  return {board.begin(), board.end()};
}

}  // namespace vitrum::comm
