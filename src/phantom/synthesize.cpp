// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/synthesize.cpp: glass, foil, patterns, counts and the file, in that order.
#include "vitrum/phantom/synthesize.hpp"

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <array>

#include "exposure.hpp"
#include "truth.hpp"
#include "vitrum/comm/decompose.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/interrupt.hpp"
#include "vitrum/core/log.hpp"
#include "vitrum/core/progress.hpp"
#include "vitrum/core/tree_sum.hpp"

namespace vitrum::phantom {
namespace {

using Host = Kokkos::DefaultHostExecutionSpace;

// A scan is cut into segments: at most 64 positions of one row. A rank owns consecutive segments.
struct Segments {
  std::size_t ny, nx, per_row;
  explicit Segments(const Parameters& p)
      : ny(p.ny), nx(p.nx), per_row((p.nx + positions_per_leaf - 1) / positions_per_leaf) {}
  std::size_t count() const { return ny * per_row; }
  comm::Range positions(std::size_t segment) const {
    const std::size_t x = segment % per_row * positions_per_leaf;
    const std::size_t begin = segment / per_row * nx + x;
    return {begin, begin + std::min(positions_per_leaf, nx - x)};
  }
};

// Walks over a rank's segments and keeps the projected potential around as many as memory allows.
class Walk {
 public:
  Walk(const Parameters& p, const Foil& foil, comm::Range mine)
      : parameters_(p), segments_(p), mine_(mine), prepared_(mine.begin), exposure_(p, foil) {}

  std::size_t steps() const { return mine_.size(); }
  comm::Range positions(std::size_t step) const {
    return step < steps() ? segments_.positions(mine_.begin + step) : comm::Range{};
  }
  const Exposure& exposure() const { return exposure_; }

  void expose(std::size_t step, std::vector<double>& shares) {
    const comm::Range range = positions(step);
    const std::size_t segment = mine_.begin + step;
    if (segment >= prepared_) prepare_from(segment);
    shares.resize(range.size() * parameters_.pixels.qy * parameters_.pixels.qx);
    exposure_.expose(range.begin, shares);
  }

 private:
  void prepare_from(std::size_t segment) {
    const std::size_t first = segments_.positions(segment).begin;
    const auto last = [&](std::size_t s) { return segments_.positions(s).end - 1; };
    std::size_t end = segment + 1;
    while (end < mine_.end && exposure_.bytes(first, last(end)) <= parameters_.memory_bytes) ++end;
    exposure_.prepare(first, last(end - 1));
    prepared_ = end;
  }

  const Parameters& parameters_;
  Segments segments_;
  comm::Range mine_;
  std::size_t prepared_;  // segments before this one are served
  Exposure exposure_;
};

// Counts of the patterns from position `first` on; host threads each take whole patterns.
std::size_t count_patterns(const Parameters& p, const std::vector<PixelState>& states, std::size_t first,
                           const std::vector<double>& shares, std::vector<std::uint16_t>& counts) {
  const std::size_t pixels = p.pixels.qy * p.pixels.qx;
  counts.resize(shares.size());
  std::size_t clipped = 0;
  Kokkos::parallel_reduce(
      "phantom::count", Kokkos::RangePolicy<Host>(0, static_cast<int>(shares.size() / pixels)),
      [&](const int i, std::size_t& sum) {
        const std::size_t at = static_cast<std::size_t>(i) * pixels;
        sum += count_electrons(p, states, first + static_cast<std::size_t>(i), std::span(shares).subspan(at, pixels),
                               std::span(counts).subspan(at, pixels));
      },
      clipped);
  return clipped;
}

storage::Slab slab_of(const Parameters& p, comm::Range range) {
  if (range.size() == 0) return {{0, 0, 0, 0}, {0, 0, 0, 0}};
  return {{range.begin / p.nx, range.begin % p.nx, 0, 0}, {1, range.size(), p.pixels.qy, p.pixels.qx}};
}

void stop_if_asked(const comm::Communicator& comm) {
  if (comm.any(interrupt::requested()))
    throw Interrupted("stopped while patterns were being synthesized; nothing was kept, start synthesize again");
}

// Electrons counted and pixels clipped, over all ranks.
std::array<std::uint64_t, 2> write_patterns(const comm::Communicator& comm, const Parameters& p, const Foil& foil,
                                            const std::vector<PixelState>& states, storage::File& file,
                                            Timing& timing) {
  Walk walk(p, foil, comm::block_of(Segments(p).count(), 1, comm.rank(), comm.size()));
  const auto shape = walk.exposure().simulator().fft_shape();
  log::info("synthesize: {} slices, FFT {} x {} for {} x {} pixels", walk.exposure().simulator().slices(), shape[0],
            shape[1], p.pixels.qy, p.pixels.qx);
  const auto steps = static_cast<std::size_t>(comm.max(static_cast<std::int64_t>(walk.steps())));
  Progress progress("synthesize", static_cast<double>(p.ny * p.nx), "patterns");
  std::array<std::uint64_t, 2> totals{0, 0};
  std::vector<double> shares;
  std::vector<std::uint16_t> counts;
  for (std::size_t step = 0; step < steps; ++step) {
    const comm::Range range = walk.positions(step);
    comm::together(comm, [&] {
      shares.clear();
      counts.clear();
      if (range.size() == 0) return;
      {
        Timed timed(timing, "patterns");
        walk.expose(step, shares);
      }
      Timed timed(timing, "counting");
      totals[1] += count_patterns(p, states, range.begin, shares, counts);
      for (std::uint16_t count : counts) totals[0] += count;
    });
    Timed timed(timing, "writing");
    file.write_slab<std::uint16_t>("/datacube", slab_of(p, range), counts);
    progress.at(static_cast<double>(step + 1) / static_cast<double>(steps) * static_cast<double>(p.ny * p.nx));
    stop_if_asked(comm);
  }
  progress.finish();
  comm.sum_in_place(totals);
  return totals;
}

}  // namespace

Summary synthesize(const comm::Communicator& comm, const Parameters& p, const std::string& path,
                   const comm::Provenance& provenance, Timing& timing) {
  check(p);
  Summary summary;
  Foil foil;
  {
    Timed timed(timing, "glass");
    foil = make_foil(comm, p);
    summary.ring = ring_maximum(structure_factor(comm, foil.glass, 0.35, 0.48, 0.01));
  }
  const auto states = draw_defects(p);
  storage::File file = storage::File::create(comm, path);
  file.declare<std::uint16_t>(describe_datacube(p));
  const auto totals = write_patterns(comm, p, foil, states, file, timing);
  write_truth(file, p, foil, summary.ring, states);
  file.write_provenance(provenance);
  file.commit();
  summary.clusters = foil.clusters;
  summary.edge_A = foil.glass.edge_A;
  summary.electrons_per_pattern = static_cast<double>(totals[0]) / static_cast<double>(p.ny * p.nx);
  summary.clipped = totals[1];
  return summary;
}

std::vector<double> expected_patterns(const comm::Communicator& comm, const Parameters& p) {
  check(p);
  const Foil foil = make_foil(comm, p);
  Walk walk(p, foil, comm::block_of(Segments(p).count(), 1, comm.rank(), comm.size()));
  std::vector<double> mine, shares;
  comm::together(comm, [&] {
    for (std::size_t step = 0; step < walk.steps(); ++step) {
      walk.expose(step, shares);
      mine.insert(mine.end(), shares.begin(), shares.end());
    }
  });
  return comm.gather_everywhere<double>(mine);
}

}  // namespace vitrum::phantom
