// SPDX-License-Identifier: Apache-2.0
// tests/unit/scan/test_stream.cpp: chunks of a block, read ahead in order, and errors on both sides.
#include <atomic>
#include <thread>

#include "unit/scan/fixtures.hpp"
#include "vitrum/comm/communicator.hpp"
#include "vitrum/core/tree_sum.hpp"
#include "vitrum/scan/stream.hpp"

using namespace vitrum;
using namespace vitrum::scan;
using namespace vitrum::scan::testing;

namespace {

constexpr std::size_t pattern = 16;  // bytes

/// A scan of n patterns of two u64: the position and its square; it notices two reads at once.
Source numbers(std::size_t n, std::size_t fails_at = ~std::size_t{0}) {
  ScanInfo info;
  info.ny = 1;
  info.nx = n;
  info.qy = 1;
  info.qx = 2;
  info.type = PixelType::u64;
  const auto busy = std::make_shared<std::atomic<int>>(0);
  return {info, [busy, fails_at](std::size_t begin, std::size_t count, std::span<std::byte> out) {
            EXPECT_EQ(busy->fetch_add(1), 0) << "two reads at once";
            for (std::size_t i = 0; i < count; ++i) {
              if (begin + i == fails_at) {
                busy->fetch_sub(1);
                throw DataError("cannot read pattern " + std::to_string(begin + i));
              }
              const std::uint64_t values[2] = {begin + i, (begin + i) * (begin + i)};
              std::memcpy(out.data() + i * pattern, values, pattern);
            }
            busy->fetch_sub(1);
          }};
}

/// Streams and returns the positions met, checking content and memory.
std::vector<std::size_t> positions(const Source& source, comm::Range mine, std::size_t budget) {
  std::vector<std::size_t> met;
  stream(source, mine, budget, [&](const Chunk& chunk) {
    EXPECT_EQ(chunk.bytes.size(), chunk.count * pattern);
    EXPECT_LE(2 * chunk.bytes.size(), std::max(budget, 2 * pattern));
    for (std::size_t i = 0; i < chunk.count; ++i) {
      std::uint64_t values[2];
      std::memcpy(values, chunk.bytes.data() + i * pattern, pattern);
      EXPECT_EQ(values[0], chunk.begin + i);
      EXPECT_EQ(values[1], (chunk.begin + i) * (chunk.begin + i));
      met.push_back(values[0]);
    }
  });
  return met;
}

}  // namespace

TEST(Stream, EveryPositionComesOnceAndInOrderUnderAnyBudget) {
  const auto source = numbers(1000);
  for (const comm::Range mine : {comm::Range{0, 1000}, comm::Range{64, 640}, comm::Range{70, 131}, comm::Range{5, 6}}) {
    for (const std::size_t budget : {std::size_t{0}, 7 * pattern, 130 * pattern, 500 * pattern, std::size_t{1} << 30}) {
      std::vector<std::size_t> expected(mine.size());
      std::iota(expected.begin(), expected.end(), mine.begin);
      EXPECT_EQ(positions(source, mine, budget), expected) << mine.begin << " budget " << budget;
    }
  }
}

TEST(Stream, ChunksEndAtMultiplesOf64PositionsOrStayWithinOne) {
  for (const std::size_t patterns : {1, 5, 63, 64, 65, 200, 100000}) {
    const auto chunks = chunks_of({64, 10000}, pattern, 2 * patterns * pattern);
    ASSERT_FALSE(chunks.empty());
    EXPECT_EQ(chunks.front().begin, 64U);
    EXPECT_EQ(chunks.back().end, 10000U);
    for (const auto& chunk : chunks) {
      EXPECT_LE(chunk.size(), patterns);
      const bool whole = chunk.end % positions_per_leaf == 0 || chunk.end == 10000;
      const bool within_one = chunk.begin / positions_per_leaf == (chunk.end - 1) / positions_per_leaf;
      EXPECT_TRUE(whole || (patterns < positions_per_leaf && within_one)) << chunk.begin << " to " << chunk.end;
    }
  }
}

TEST(Stream, ABlockThatFitsInMemoryIsStillCutSoThatReadingOverlaps) {
  EXPECT_GE(chunks_of({0, 6400}, pattern, std::size_t{1} << 30).size(), 8U);
}

TEST(Stream, ARankWithoutWorkDoesNothing) {
  stream(numbers(10), {10, 10}, 1024, [](const Chunk&) { FAIL() << "a chunk of nothing"; });
}

TEST(Stream, TheNextChunkIsReadWhileThisOneIsWorkedOn) {
  std::atomic<std::size_t> begun{0};
  auto source = numbers(640);
  source.read = [&, read = source.read](std::size_t begin, std::size_t count, std::span<std::byte> out) {
    begun.fetch_add(1);
    read(begin, count, out);
  };
  std::size_t worked = 0;
  stream(source, {0, 640}, 128 * pattern, [&](const Chunk&) {
    ++worked;
    // Waits for the read of the next chunk, which would never begin were it not in the background.
    for (int i = 0; i < 5000 && begun.load() < std::min<std::size_t>(worked + 1, 10); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    EXPECT_GE(begun.load(), std::min<std::size_t>(worked + 1, 10));
  });
  EXPECT_EQ(worked, 10U);
}

TEST(Stream, AnErrorOfTheReaderReachesTheCallerAfterTheChunksBeforeIt) {
  std::vector<std::size_t> met;
  const auto message = message_of<DataError>([&] {
    stream(numbers(640, 300), {0, 640}, 128 * pattern, [&](const Chunk& chunk) { met.push_back(chunk.begin); });
  });
  EXPECT_EQ(message, "cannot read pattern 300");
  EXPECT_EQ(met, (std::vector<std::size_t>{0, 64, 128, 192}));
}

TEST(Stream, AnErrorOfTheWorkEndsTheReading) {
  int calls = 0;
  message_of<InputError>([&] {
    stream(numbers(640), {0, 640}, 128 * pattern, [&](const Chunk&) {
      if (++calls == 3) throw InputError("enough");
    });
  });
  EXPECT_EQ(calls, 3);
}

TEST(Stream, TheRanksTogetherReadEveryPatternOnceFromOneFile) {
  const comm::Communicator comm;
  const Folder folder;  // the first rank's is used
  const auto path = comm.broadcast(folder / "scan.hspy");
  const std::size_t n = 20 * 13;
  if (comm.is_root()) write_hyperspy(path, {20, 13, 3, 3}, 2, counted<std::uint16_t>(n * 9));
  comm.barrier();
  const auto source = open(at(path));
  const auto mine = comm::block_of(n, positions_per_leaf, comm.rank(), comm.size());
  std::vector<std::uint16_t> values;
  stream(source, mine, 40 * source.info.pattern_bytes(), [&](const Chunk& chunk) {
    const auto* first = reinterpret_cast<const std::uint16_t*>(chunk.bytes.data());
    values.insert(values.end(), first, first + chunk.count * 9);
  });
  const auto all = comm.gather_everywhere<std::uint16_t>(values);
  EXPECT_EQ(all, counted<std::uint16_t>(n * 9));
  comm.barrier();
}
