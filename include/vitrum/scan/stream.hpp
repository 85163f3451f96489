// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/stream.hpp: a rank's block of a scan, chunk by chunk under the memory budget, read ahead.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "vitrum/comm/decompose.hpp"
#include "vitrum/scan/source.hpp"

namespace vitrum::scan {

/// Patterns [begin, begin + count) in `bytes`.
struct Chunk {
  std::size_t begin = 0;
  std::size_t count = 0;
  std::span<const std::byte> bytes;
};

/// Cuts `mine` into chunks: each ends at a multiple of 64 positions (positions_per_leaf, numbered in the scan), and
/// holds as many such blocks as half the budget allows, but no more than leave something to read ahead and, beyond
/// `leaves_at_once`, than stay in a processor's cache; where not even 64 patterns fit, fewer, and no chunk crosses a
/// multiple of 64. At least one pattern each.
std::vector<comm::Range> chunks_of(comm::Range mine, std::size_t pattern_bytes, std::size_t budget_bytes,
                                   std::size_t leaves_at_once = 1);

/// Calls `work` with every chunk of `mine` (see chunks_of) in order while the next chunk is read by one background
/// thread; the two buffers together stay within `budget_bytes` (at least one pattern each). `bytes` are valid during
/// the call alone. Makes no collective calls. An error of the reader is thrown here, after `work` on the chunks before
/// it; an error of `work` ends the reading. `work` must not call HDF5: the reader may be inside it, and HDF5 knows one
/// thread at a time. `leaves_at_once`: blocks of 64 positions that `work` wants in a call, where they fit.
void stream(const Source& source, comm::Range mine, std::size_t budget_bytes,
            const std::function<void(const Chunk&)>& work, std::size_t leaves_at_once = 1);

}  // namespace vitrum::scan
