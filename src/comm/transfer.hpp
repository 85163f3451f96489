// SPDX-License-Identifier: Apache-2.0
// vitrum/comm/transfer.hpp: messages of any size, in pieces that MPI's int counts can hold.
#pragma once

#include <mpi.h>

#include <algorithm>
#include <cstddef>

namespace vitrum::comm::detail {

inline constexpr std::size_t largest_piece = std::size_t{1} << 30;

/// Calls `piece(pointer, bytes)` for consecutive parts of the buffer.
template <class Piece>
void in_pieces(void* data, std::size_t bytes, Piece&& piece) {
  auto* at = static_cast<std::byte*>(data);
  while (bytes > 0) {
    const std::size_t n = std::min(bytes, largest_piece);
    piece(static_cast<void*>(at), static_cast<int>(n));
    at += n;
    bytes -= n;
  }
}

inline void send(MPI_Comm comm, const void* data, std::size_t bytes, int to, int tag) {
  in_pieces(const_cast<void*>(data), bytes, [&](void* at, int n) { MPI_Send(at, n, MPI_BYTE, to, tag, comm); });
}

inline void receive(MPI_Comm comm, void* data, std::size_t bytes, int from, int tag) {
  in_pieces(data, bytes, [&](void* at, int n) { MPI_Recv(at, n, MPI_BYTE, from, tag, comm, MPI_STATUS_IGNORE); });
}

}  // namespace vitrum::comm::detail
