// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/synthesize.cpp: glass, foil, patterns, counts and the file, in that order.
#include "vitrum/phantom/synthesize.hpp"

#include <fmt/format.h>

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <array>
#include <cmath>

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

// Values of the patterns from position `first` on; host threads each take whole patterns. `shares` is used up.
template <class T>
ReadOut read_patterns(const Parameters& p, const Detector& detector, std::size_t first, std::vector<double>& shares,
                      std::vector<T>& values) {
  const std::size_t pixels = p.pixels.qy * p.pixels.qx;
  values.resize(shares.size());
  ReadOut sum;
  Kokkos::parallel_reduce(
      "phantom::read_out", Kokkos::RangePolicy<Host>(0, static_cast<int>(shares.size() / pixels)),
      [&](const int i, std::uint64_t& electrons, std::uint64_t& clipped) {
        const std::size_t at = static_cast<std::size_t>(i) * pixels;
        const auto one = read_out<T>(p, detector, first + static_cast<std::size_t>(i),
                                     std::span(shares).subspan(at, pixels), std::span(values).subspan(at, pixels));
        electrons += one.electrons;
        clipped += one.clipped;
      },
      sum.electrons, sum.clipped);
  return sum;
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
template <class T>
std::array<std::uint64_t, 2> write_patterns(const comm::Communicator& comm, const Parameters& p, const Foil& foil,
                                            const Detector& detector, storage::File& file, Timing& timing) {
  file.declare<T>(describe_datacube(p));
  Walk walk(p, foil, comm::block_of(Segments(p).count(), 1, comm.rank(), comm.size()));
  const auto shape = walk.exposure().simulator().fft_shape();
  log::info("synthesize: {} slices, FFT {} x {} for {} x {} pixels", walk.exposure().simulator().slices(), shape[0],
            shape[1], p.pixels.qy, p.pixels.qx);
  const auto steps = static_cast<std::size_t>(comm.max(static_cast<std::int64_t>(walk.steps())));
  Progress progress("synthesize", static_cast<double>(p.ny * p.nx), "patterns");
  std::array<std::uint64_t, 2> totals{0, 0};
  std::vector<double> shares;
  std::vector<T> values;
  for (std::size_t step = 0; step < steps; ++step) {
    const comm::Range range = walk.positions(step);
    comm::together(comm, [&] {
      shares.clear();
      values.clear();
      if (range.size() == 0) return;
      {
        Timed timed(timing, "patterns");
        walk.expose(step, shares);
      }
      Timed timed(timing, "counting");
      const ReadOut made = read_patterns(p, detector, range.begin, shares, values);
      totals[0] += made.electrons;
      totals[1] += made.clipped;
    });
    Timed timed(timing, "writing");
    file.write_slab<T>("/datacube", slab_of(p, range), values);
    progress.at(static_cast<double>(step + 1) / static_cast<double>(steps) * static_cast<double>(p.ny * p.nx));
    stop_if_asked(comm);
  }
  progress.finish();
  comm.sum_in_place(totals);
  return totals;
}

// Above this many elastic paths single scattering is a poor guide, and the difference is measured.
constexpr double thick = 0.3;
constexpr std::size_t compared_patterns = 4;

// sum |multislice - kinematic| / sum kinematic beyond twice the aperture, at one position.
double multislice_difference(const Parameters& p, const Foil& foil, std::size_t r) {
  std::array<std::vector<double>, 2> shares;
  for (const bool multislice : {false, true}) {
    Parameters one = p;
    one.optics.multislice = multislice;
    one.decoherence.patterns = 1;
    Exposure exposure(one, foil);
    exposure.prepare(r, r);
    shares[multislice].resize(p.pixels.qy * p.pixels.qx);
    exposure.expose(r, shares[multislice]);
  }
  const auto c = centre(p, r);
  const double disk = 2e-3 * p.optics.semi_angle_mrad / wavelength_A(p.optics.high_tension_kV) / p.pixels.k_per_px;
  // Multislice is band-limited to a third of its grid: the edge of a square detector.
  const double reach = 0.5 * static_cast<double>(std::min(p.pixels.qy, p.pixels.qx)) - 1.0;
  double apart = 0.0, sum = 0.0;
  for (std::size_t i = 0; i < shares[0].size(); ++i) {
    const double radius =
        std::hypot(static_cast<double>(i / p.pixels.qx) - c[0], static_cast<double>(i % p.pixels.qx) - c[1]);
    if (radius < disk || radius > reach) continue;
    apart += std::abs(shares[1][i] - shares[0][i]);
    sum += shares[0][i];
  }
  return sum > 0.0 ? apart / sum : 0.0;
}

// Collective.
void report_multiple_scattering(const comm::Communicator& comm, const Parameters& p, const Foil& foil,
                                Summary& summary) {
  if (p.model == Model::phantom) return;
  summary.elastic_paths = elastic_paths(p, foil);
  log::info("synthesize: the foil is {:.2f} elastic mean free paths thick", summary.elastic_paths);
  if (summary.elastic_paths < thick) return;
  const std::size_t total = p.ny * p.nx, count = std::min(total, compared_patterns);
  std::vector<double> mine;
  comm::together(comm, [&] {
    for (auto i = static_cast<std::size_t>(comm.rank()); i < count; i += static_cast<std::size_t>(comm.size()))
      mine.push_back(multislice_difference(p, foil, (2 * i + 1) * total / (2 * count)) / static_cast<double>(count));
  });
  auto all = comm.gather_everywhere<double>(mine);
  std::sort(all.begin(), all.end());  // the same sum for any number of ranks
  summary.multislice_difference = 0.0;
  for (double difference : all) summary.multislice_difference += difference;
  const std::string what = fmt::format(
      "multislice differs from kinematic scattering by {:.0f} % (sum of |differences| "
      "over sum, beyond the direct beam, {} patterns)",
      100.0 * summary.multislice_difference, count);
  log::info("synthesize: {}{}", what, p.optics.multislice ? "" : "; scattering: multislice takes it into account");
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
    if (p.model == Model::phantom)
      summary.ring.k_inv_A = p.phantom.ring_inv_A;
    else
      summary.ring = ring_maximum(structure_factor(comm, foil.glass, 0.35, 0.48, 0.01));
  }
  report_multiple_scattering(comm, p, foil, summary);
  const auto detector = comm::together(comm, [&] { return make_detector(p); });
  storage::File file = storage::File::create(comm, path);
  const auto totals = p.sensor.integrating ? write_patterns<float>(comm, p, foil, detector, file, timing)
                                           : write_patterns<std::uint16_t>(comm, p, foil, detector, file, timing);
  write_truth(file, p, foil, summary, detector);
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
  const auto detector = comm::together(comm, [&] { return make_detector(p); });
  Walk walk(p, foil, comm::block_of(Segments(p).count(), 1, comm.rank(), comm.size()));
  std::vector<double> mine, shares;
  const std::size_t pixels = p.pixels.qy * p.pixels.qx;
  comm::together(comm, [&] {
    for (std::size_t step = 0; step < walk.steps(); ++step) {
      walk.expose(step, shares);
      for (std::size_t at = 0; at < shares.size(); at += pixels)
        shape_expectation(p, detector, true, std::span(shares).subspan(at, pixels));
      mine.insert(mine.end(), shares.begin(), shares.end());
    }
  });
  return comm.gather_everywhere<double>(mine);
}

}  // namespace vitrum::phantom
