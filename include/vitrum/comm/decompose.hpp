// SPDX-License-Identifier: Apache-2.0
// vitrum/comm/decompose.hpp: who owns what: contiguous blocks of scan positions, of tiles, of anything numbered.
#pragma once

#include <algorithm>
#include <cstddef>

namespace vitrum::comm {

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t size() const { return end - begin; }
  bool contains(std::size_t i) const { return begin <= i && i < end; }
};

/// The part of items 0 .. n-1 that rank `rank` of `ranks` owns: contiguous, in rank order, in whole units of
/// `unit` items (the last may be short), as even as units allow. A rank beyond the number of units owns nothing.
inline Range block_of(std::size_t n, std::size_t unit, int rank, int ranks) {
  const std::size_t units = (n + unit - 1) / unit;
  const auto share = [&](int r) { return units * static_cast<std::size_t>(r) / static_cast<std::size_t>(ranks); };
  return {std::min(n, share(rank) * unit), std::min(n, share(rank + 1) * unit)};
}

}  // namespace vitrum::comm
