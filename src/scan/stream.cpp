// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/stream.cpp: double buffering: one chunk is worked on while the next one is read.
#include "vitrum/scan/stream.hpp"

#include <algorithm>
#include <array>
#include <future>
#include <memory>

#include "vitrum/core/tree_sum.hpp"

namespace vitrum::scan {
namespace {

constexpr std::size_t leaf = positions_per_leaf;
constexpr std::size_t wanted_chunks = 8;                   // so that reading and computing overlap in a small block too
constexpr std::size_t most_bytes = std::size_t{16} << 20;  // two chunks stay in the processor's cache

std::size_t next_multiple(std::size_t r) { return (r / leaf + 1) * leaf; }

}  // namespace

std::vector<comm::Range> chunks_of(comm::Range mine, std::size_t pattern_bytes, std::size_t budget_bytes,
                                   std::size_t leaves_at_once) {
  const std::size_t room = std::max<std::size_t>(1, budget_bytes / 2 / std::max<std::size_t>(1, pattern_bytes));
  const std::size_t by_bytes = std::max(leaves_at_once, most_bytes / std::max<std::size_t>(1, pattern_bytes) / leaf);
  const std::size_t by_number = std::max<std::size_t>(1, mine.size() / leaf / wanted_chunks);
  const std::size_t leaves = std::min({room / leaf, by_bytes, by_number});
  std::vector<comm::Range> chunks;
  for (std::size_t begin = mine.begin; begin < mine.end;) {
    const std::size_t end = leaves > 0 ? (begin / leaf + leaves) * leaf : std::min(begin + room, next_multiple(begin));
    chunks.push_back({begin, std::min(end, mine.end)});
    begin = chunks.back().end;
  }
  return chunks;
}

void stream(const Source& source, comm::Range mine, std::size_t budget_bytes,
            const std::function<void(const Chunk&)>& work, std::size_t leaves_at_once) {
  const std::size_t pattern_bytes = source.info.pattern_bytes();
  const auto chunks = chunks_of(mine, pattern_bytes, budget_bytes, leaves_at_once);
  std::size_t largest = 0;
  for (const comm::Range& chunk : chunks) largest = std::max(largest, chunk.size());
  std::array<std::unique_ptr<std::byte[]>, 2> buffers;
  for (std::size_t b = 0; b < buffers.size() && b < chunks.size(); ++b)
    buffers[b] = std::make_unique_for_overwrite<std::byte[]>(largest * pattern_bytes);
  const auto bytes = [&](std::size_t i) {
    return std::span<std::byte>(buffers[i % 2].get(), chunks[i].size() * pattern_bytes);
  };
  const auto fetch = [&](std::size_t i) { source.read(chunks[i].begin, chunks[i].size(), bytes(i)); };
  std::future<void> reading;  // its destructor waits, so the buffers outlive the reader
  if (!chunks.empty()) reading = std::async(std::launch::async, fetch, std::size_t{0});
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    reading.get();
    if (i + 1 < chunks.size()) reading = std::async(std::launch::async, fetch, i + 1);
    work({chunks[i].begin, chunks[i].size(), bytes(i)});
  }
}

}  // namespace vitrum::scan
