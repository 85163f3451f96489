// SPDX-License-Identifier: Apache-2.0
// vitrum/order/measure.cpp: the one pass over a scan.
#include "vitrum/order/measure.hpp"

#include <algorithm>
#include <cmath>

#include "order/band_maps.hpp"
#include "order/curves.hpp"
#include "order/leaf.hpp"
#include "order/variance_image.hpp"
#include "vitrum/comm/decompose.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/interrupt.hpp"
#include "vitrum/core/progress.hpp"
#include "vitrum/scan/stream.hpp"

namespace vitrum::order {
namespace {

using Threads = Kokkos::DefaultHostExecutionSpace;

/// Half of the memory holds patterns, a quarter tables.
constexpr std::size_t stream_share = 2, table_share = 4;

/// Halves need whole electrons that nothing else was added to.
bool halves_make_sense(const Parameters& parameters, const Plan& plan) {
  return parameters.split_halves && plan.noise.gain == 1.0 && plan.noise.read_variance == 0.0;
}

std::size_t leaves_at_once() { return static_cast<std::size_t>(std::max(1, Threads().concurrency())); }

class Pass {
 public:
  Pass(const scan::ScanInfo& info, const pattern::Calibration& calibration, const Parameters& parameters,
       const Plan& plan, comm::Range mine)
      : pattern_sums(info, parameters.selected),
        curve_sums(static_cast<std::size_t>(plan.curve_bins), plan.run, plan.noise),
        thickness_sums(parameters, plan.detectors, curve_sums, plan.run),
        polar_sums(static_cast<std::size_t>(plan.curve_bins), static_cast<std::size_t>(parameters.n_phi), plan.run),
        cache(table_shape(info, parameters, plan), calibration.mask, parameters.centre_rounding_px,
              parameters.memory_bytes / table_share),
        blocks(cache.shape(), plan.noise, halves_make_sense(parameters, plan), parameters.seed),
        halves(halves_make_sense(parameters, plan)),
        info_(info),
        calibration_(calibration),
        parameters_(parameters),
        plan_(plan),
        mine_(mine) {
    const std::size_t n = mine.size();
    const std::size_t sectors = plan.bands.size() * static_cast<std::size_t>(parameters.sectors);
    part.items.assign(plan.bands.size() * band_items, std::vector<double>(n));
    part.sectors.assign(sectors, std::vector<double>(n));
    part.sector_noise.assign(sectors, std::vector<double>(n));
    part.images.assign(plan.detectors.size(), std::vector<double>(n));
  }

  /// As many leaves at a time as there are threads: their patterns are summed, then measured while they are in cache.
  void add(const scan::Chunk& chunk) {
    const std::size_t threads = leaves_at_once();
    std::size_t done = 0;
    while (done < chunk.count) {
      const std::size_t begin = chunk.begin + done;
      const std::size_t end =
          std::min((begin / positions_per_leaf + threads) * positions_per_leaf, chunk.begin + chunk.count);
      const std::byte* bytes = chunk.bytes.data() + done * info_.pattern_bytes();
      pattern_sums.add(begin, end - begin, bytes);
      if (plan_.bins > 0 || !plan_.detectors.empty()) batch(begin, end, bytes);
      done += end - begin;
    }
  }

  void finish() {
    curve_sums.finish();
    thickness_sums.finish();
    polar_sums.finish();
  }

 private:
  void batch(std::size_t begin, std::size_t end, const std::byte* bytes) {
    std::vector<LeafWork> leaves;
    for (std::size_t r = begin; r < end;) {
      const std::size_t next = std::min((r / positions_per_leaf + 1) * positions_per_leaf, end);
      LeafWork leaf;
      leaf.begin = r;
      leaf.count = next - r;
      leaf.bytes = bytes + (r - begin) * info_.pattern_bytes();
      leaf.polar = polar_sums.open(r / positions_per_leaf);
      leaves.push_back(std::move(leaf));
      r = next;
    }
    const LeafContext context{info_, calibration_, parameters_, plan_, cache, blocks, polar_sums, mine_.begin, halves};
    run(context, leaves);
    for (LeafWork& leaf : leaves) take(leaf);
  }

  void run(const LeafContext& context, std::vector<LeafWork>& leaves) {
    std::optional<Error> failure;
    std::mutex mutex;
    const Kokkos::RangePolicy<Threads, Kokkos::Schedule<Kokkos::Dynamic>> policy(0, leaves.size());
    Kokkos::parallel_for("vitrum::order::measure", policy, [&](std::size_t i) {
      try {
        measure_leaf(context, leaves[i], part);
      } catch (const std::exception& error) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = Fault(error.what());
      }
    });
    Threads().fence();
    if (failure) throw *failure;
  }

  void take(LeafWork& leaf) {
    polar_sums.close(leaf.begin / positions_per_leaf, std::move(leaf.polar));
    if (!leaf.whole_counts) halves = false;
    const auto bins = static_cast<std::size_t>(plan_.bins);
    for (std::size_t i = 0; i < leaf.count && bins > 0; ++i)
      add_curves(leaf.begin + i, leaf.profiles.data() + i * 5 * bins, bins);
  }

  void add_curves(std::size_t position, const double* profile, std::size_t stride) {
    const bool counts = is_selected(parameters_.selected, position);
    curve_sums.add(position, profile, stride, counts);
    if (thickness_sums.empty()) return;
    const double h = part.images[thickness_sums.detector()][position - mine_.begin];
    thickness_sums.add(position, h, profile, stride, counts);
  }

 public:
  PatternSums pattern_sums;
  CurveSums curve_sums;
  ThicknessSums thickness_sums;
  PolarSums polar_sums;
  TableCache cache;
  BlockPool blocks;
  bool halves;  // of this rank's counts so far
  Part part;

 private:
  const scan::ScanInfo& info_;
  const pattern::Calibration& calibration_;
  const Parameters& parameters_;
  const Plan& plan_;
  comm::Range mine_;
};

void run_pass(const comm::Communicator& comm, const scan::Source& source, comm::Range mine, std::size_t memory,
              Pass& pass) {
  Progress progress("measuring", static_cast<double>(source.info.positions()), "patterns");
  const double scale =
      mine.size() > 0 ? static_cast<double>(source.info.positions()) / static_cast<double>(mine.size()) : 1.0;
  comm::together(comm, [&] {
    scan::stream(
        source, mine, memory,
        [&](const scan::Chunk& chunk) {
          if (interrupt::requested()) throw Interrupted("asked to stop while measuring; go on with --restart");
          pass.add(chunk);
          progress.at(scale * static_cast<double>(chunk.begin + chunk.count - mine.begin));
        },
        leaves_at_once());
    pass.finish();
  });
  progress.finish();
}

/// Whether all ranks have halves; says why not.
bool with_halves(const comm::Communicator& comm, const Parameters& parameters, const Plan& plan, const Pass& pass,
                 Maps& maps) {
  if (!parameters.split_halves) return false;
  if (!halves_make_sense(parameters, plan)) {
    maps.notes.push_back(
        "no split halves: they need whole electrons, so a gain of 1 and no read noise (order.split_halves: false)");
    return false;
  }
  if (comm.all(pass.halves)) return true;
  maps.notes.push_back(
      "no split halves: some counts are negative, no whole numbers or above 4096 in one pixel (order.split_halves: "
      "false)");
  return false;
}

void add_bands(const comm::Communicator& comm, const scan::ScanInfo& info, const Parameters& parameters,
               const Plan& plan, Pass& pass, Maps& maps) {
  const bool halves = with_halves(comm, parameters, plan, pass, maps);
  for (std::size_t b = 0; b < plan.bands.size(); ++b) {
    maps.bands.push_back(band_maps(comm, info, parameters, plan, pass.cache, b, halves, pass.part));
    const BandMaps& band = maps.bands.back();
    if (band.empty > 0) {
      maps.notes.push_back("band " + plan.bands[b].name + ": " + std::to_string(band.empty) +
                           " scan positions have no counts in it; their powers and variance are set to 0");
    }
    if (band.singular > 0) {
      maps.notes.push_back(
          "band " + plan.bands[b].name + ": at " + std::to_string(band.singular) +
          " scan positions too few good pixels are left for the fit; intensity and powers are NaN there");
    }
    if (!band.odd_valid) {
      maps.notes.push_back("band " + plan.bands[b].name + ": part of it is masked, so odd n are not measured" +
                           (band.least_squares ? "; even n by least squares" : ""));
    }
  }
}

}  // namespace

Maps measure(const comm::Communicator& comm, const scan::Source& source, const pattern::Calibration& calibration,
             const Parameters& parameters) {
  const scan::ScanInfo& info = source.info;
  const Plan plan = comm::together(comm, [&] { return make_plan(info, calibration, parameters); });
  const comm::Range mine = comm::block_of(info.positions(), positions_per_leaf, comm.rank(), comm.size());
  Pass pass(info, calibration, parameters, plan, mine);
  run_pass(comm, source, mine, parameters.memory_bytes / stream_share, pass);

  Maps maps;
  maps.ny = info.ny;
  maps.nx = info.nx;
  maps.step_nm = info.step_nm.value_or(0.0);
  maps.qy = info.qy;
  maps.qx = info.qx;
  maps.k_units = plan.k_units;
  maps.n_phi = parameters.n_phi;
  maps.gain = plan.noise.gain;
  maps.notes = plan.notes;
  maps.selected = parameters.selected;
  pass.pattern_sums.finish(comm);
  maps.mean_pattern = pass.pattern_sums.mean();
  for (std::size_t d = 0; d < plan.detectors.size(); ++d) {
    const auto& detector = plan.detectors[d];
    maps.images.push_back({detector.name, detector.description(),
                           comm.gather_everywhere(std::span<const double>(pass.part.images[d])),
                           detector.mean ? "counts/px" : "counts"});
  }
  if (!plan.with_ring) return maps;
  maps.curves = make_curves(comm, plan, pass.curve_sums, parameters);
  maps.thickness_bins = make_thickness_bins(comm, plan, pass.thickness_sums, parameters);
  make_polar(comm, pass.polar_sums, maps);
  add_bands(comm, info, parameters, plan, pass, maps);
  add_variance_image(info, calibration, parameters, plan, pass.pattern_sums, maps);  // after maps.polar is filled
  return maps;
}

}  // namespace vitrum::order
