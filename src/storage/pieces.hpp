// SPDX-License-Identifier: Apache-2.0
// vitrum/storage/pieces.hpp: a slab cut into parts that MPI-IO can move in one call (well below 2 GiB).
#pragma once

#include <cstddef>
#include <vector>

#include "vitrum/storage/file.hpp"

namespace vitrum::storage {

struct Piece {
  Slab slab;
  std::size_t first = 0;  // of its values in the memory of the whole slab
};

/// Consecutive in memory, at most `most_bytes` each (or one item); none for an empty slab.
std::vector<Piece> pieces_of(const Slab& slab, std::size_t item_bytes, std::size_t most_bytes);

/// Most bytes that one call moves; tests make it small.
std::size_t transfer_limit();
void set_transfer_limit(std::size_t bytes);

}  // namespace vitrum::storage
