// SPDX-License-Identifier: Apache-2.0
// vitrum/storage/pieces.cpp: whole blocks of the slowest dimension whose steps are small enough.
#include "pieces.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace vitrum::storage {
namespace {

std::size_t limit = std::size_t{512} << 20;

std::size_t product(const std::vector<std::size_t>& counts, std::size_t from) {
  return std::accumulate(counts.begin() + static_cast<std::ptrdiff_t>(from), counts.end(), std::size_t{1},
                         std::multiplies<>());
}

// The slowest dimension that is cut: one step in it fits into a piece.
std::size_t cut_dimension(const std::vector<std::size_t>& counts, std::size_t most_items) {
  std::size_t d = 0;
  while (d + 1 < counts.size() && product(counts, d + 1) > most_items) ++d;
  return d;
}

// Index of dimensions 0 .. d-1, counted like an odometer.
std::vector<std::size_t> outer_index(std::size_t number, const std::vector<std::size_t>& counts, std::size_t d) {
  std::vector<std::size_t> index(d);
  for (std::size_t k = d; k-- > 0; number /= counts[k]) index[k] = number % counts[k];
  return index;
}

}  // namespace

std::vector<Piece> pieces_of(const Slab& slab, std::size_t item_bytes, std::size_t most_bytes) {
  if (product(slab.count, 0) == 0) return {};
  if (slab.count.empty()) return {{slab, 0}};
  const std::size_t most_items = std::max<std::size_t>(1, most_bytes / item_bytes);
  const std::size_t d = cut_dimension(slab.count, most_items);
  const std::size_t step = product(slab.count, d + 1);
  const std::size_t steps = std::max<std::size_t>(1, most_items / step);
  const std::size_t outer = product(slab.count, 0) / (step * slab.count[d]);

  std::vector<Piece> pieces;
  for (std::size_t o = 0; o < outer; ++o) {
    const auto index = outer_index(o, slab.count, d);
    for (std::size_t begin = 0; begin < slab.count[d]; begin += steps) {
      Piece piece{slab, (o * slab.count[d] + begin) * step};
      for (std::size_t k = 0; k < d; ++k) {
        piece.slab.offset[k] += index[k];
        piece.slab.count[k] = 1;
      }
      piece.slab.offset[d] += begin;
      piece.slab.count[d] = std::min(steps, slab.count[d] - begin);
      pieces.push_back(std::move(piece));
    }
  }
  return pieces;
}

std::size_t transfer_limit() { return limit; }
void set_transfer_limit(std::size_t bytes) { limit = bytes; }

}  // namespace vitrum::storage
