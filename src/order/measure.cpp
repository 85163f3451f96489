// SPDX-License-Identifier: Apache-2.0
// vitrum/order/measure.cpp: the one pass over a scan.
#include "vitrum/order/measure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "order/pass.hpp"
#include "vitrum/comm/decompose.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/interrupt.hpp"
#include "vitrum/core/progress.hpp"
#include "vitrum/scan/stream.hpp"

namespace vitrum::order {
namespace {

using Space = Kokkos::DefaultExecutionSpace;
template <class Data>
using Array = Kokkos::View<Data, Kokkos::LayoutRight, Space::memory_space>;
template <class Data>
using HostArray = Kokkos::View<Data, Kokkos::LayoutRight, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;

constexpr std::size_t positions_per_batch = 4 * positions_per_leaf;

template <class T>
Array<T*> to_device(const std::vector<T>& values, const char* name) {
  Array<T*> out(std::string(name), values.size());
  Kokkos::deep_copy(out, HostArray<const T*>(values.data(), values.size()));
  return out;
}

/// A rank's part of the maps, position by position.
struct Part {
  std::vector<std::vector<double>> items;    // [band * band_items + item]
  std::vector<std::vector<double>> sectors;  // [band * sectors + s]: mean counts a pixel
  std::vector<std::vector<double>> images;   // [detector]
};

class Pass {
 public:
  Pass(const scan::ScanInfo& info, const pattern::Calibration& calibration, const Parameters& parameters,
       const Plan& plan, comm::Range mine)
      : info_(info),
        calibration_(calibration),
        parameters_(parameters),
        plan_(plan),
        mine_(mine),
        pattern_sums(info),
        curve_sums(static_cast<std::size_t>(plan.curve_bins), plan.run),
        mask_(to_device(calibration.mask, "mask")),
        bands_(to_device(plan.bands_px, "bands")),
        apertures_(to_device(plan.apertures, "apertures")) {
    const std::size_t n = mine.size();
    part.items.assign(plan.bands.size() * kernels::band_items, std::vector<double>(n));
    part.sectors.assign(plan.bands.size() * static_cast<std::size_t>(parameters.sectors), std::vector<double>(n));
    part.images.assign(plan.detectors.size(), std::vector<double>(n));
    for (const auto& band : plan.bands_px) largest_ = std::max(largest_, band.r2);
  }

  void add(const scan::Chunk& chunk) {
    pattern_sums.add(chunk.begin, chunk.count, chunk.bytes.data());
    if (plan_.bins == 0 && plan_.apertures.empty()) return;
    for (std::size_t done = 0; done < chunk.count; done += positions_per_batch) {
      const std::size_t n = std::min(positions_per_batch, chunk.count - done);
      const std::byte* bytes = chunk.bytes.data() + done * info_.pattern_bytes();
      scan::visit_type(info_.type, [&]<class T>() { batch<T>(chunk.begin + done, n, bytes); });
    }
  }

 private:
  template <class T>
  void batch(std::size_t begin, std::size_t n, const std::byte* bytes) {
    kernels::MeasurePatterns<Space, T> work;
    const HostArray<const T**> patterns(reinterpret_cast<const T*>(bytes), n, info_.pixels());
    work.patterns = Kokkos::create_mirror_view_and_copy(Space(), patterns);
    work.mask = mask_;
    work.frames = to_device(frames(begin, n), "frames");
    work.bands = bands_;
    work.apertures = apertures_;
    const auto bands = plan_.bands.size();
    const auto sectors = static_cast<std::size_t>(parameters_.sectors);
    work.profiles = Array<double***>("profiles", n, 5, static_cast<std::size_t>(plan_.bins));
    work.band_results = Array<double***>("bands", n, bands, static_cast<std::size_t>(kernels::band_items));
    work.sector_results = Array<double****>("sectors", n, bands, 2, sectors);
    work.aperture_results = Array<double***>("apertures", n, plan_.apertures.size(), 2);
    work.noise = plan_.noise;
    work.qy = static_cast<int>(info_.qy);
    work.qx = static_cast<int>(info_.qx);
    work.bin = parameters_.bin_px;
    work.fine_sectors = parameters_.n_phi;
    work.scratch = kernels::pattern_scratch(largest_, parameters_.bin_px, parameters_.n_phi);
    work.run(static_cast<int>(n));
    const auto profiles = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), work.profiles);
    const auto results = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), work.band_results);
    const auto azimuthal = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), work.sector_results);
    const auto images = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), work.aperture_results);
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t at = begin + i - mine_.begin;
      if (plan_.bins > 0) curve_sums.add(begin + i, &profiles(i, 0, 0), profiles.extent(2));
      for (std::size_t b = 0; b < bands; ++b) {
        for (int k = 0; k < kernels::band_items; ++k) {
          part.items[b * kernels::band_items + static_cast<std::size_t>(k)][at] = results(i, b, k);
        }
        for (std::size_t s = 0; s < sectors; ++s) {
          part.sectors[b * sectors + s][at] = ratio(azimuthal(i, b, 0, s), azimuthal(i, b, 1, s));
        }
      }
      for (std::size_t d = 0; d < plan_.detectors.size(); ++d) {
        part.images[d][at] =
            plan_.detectors[d].mean ? ratio(images(i, d, 0), images(i, d, 1)) : static_cast<double>(images(i, d, 0));
      }
    }
  }

  static double ratio(double sum, double weight) {
    return weight > 0.0 ? sum / weight : std::numeric_limits<double>::quiet_NaN();
  }

  std::vector<pk::Frame> frames(std::size_t begin, std::size_t n) const {
    std::vector<pk::Frame> out(n);
    if (!calibration_.geometry.centre) return out;
    for (std::size_t i = 0; i < n; ++i) out[i] = calibration_.frame((begin + i) / info_.nx, (begin + i) % info_.nx);
    return out;
  }

  const scan::ScanInfo& info_;
  const pattern::Calibration& calibration_;
  const Parameters& parameters_;
  const Plan& plan_;
  comm::Range mine_;

 public:
  PatternSums pattern_sums;
  CurveSums curve_sums;
  Part part;

 private:
  Array<std::uint8_t*> mask_;
  Array<kernels::BandPx*> bands_;
  Array<pk::Aperture*> apertures_;
  double largest_ = 0.0;
};

std::vector<double> gathered(const comm::Communicator& comm, std::vector<double>& mine) {
  auto all = comm.gather_everywhere(std::span<const double>(mine));
  mine = {};
  return all;
}

/// P_n = (|F_n|^2 - noise_n) / (F_0^2 - noise_0), characterization 1.7.
BandMaps band_maps(const comm::Communicator& comm, const Plan& plan, std::size_t b, int sectors, Part& part) {
  const auto item = [&](int k) {
    return gathered(comm, part.items[b * kernels::band_items + static_cast<std::size_t>(k)]);
  };
  BandMaps maps;
  maps.band = plan.bands[b];
  std::vector<double> total = item(kernels::item_total);
  const std::vector<double> total_noise = item(kernels::item_total_noise);
  std::vector<double> squared(total.size(), 0.0);  // of F_0, noise removed; 0 where there is nothing to divide by
  for (std::size_t r = 0; r < total.size(); ++r) {
    const double square = total[r] * total[r] - total_noise[r];
    if (total[r] > 0.0 && square > 0.0) {
      squared[r] = square;
    } else {
      ++maps.empty;
    }
  }
  for (int n = 0; n < n_max; ++n) {
    const std::vector<double> re = item(kernels::item_re + n), im = item(kernels::item_im + n);
    std::vector<double> noise = item(kernels::item_noise + n);
    std::vector<double> power(re.size(), 0.0), naive(re.size(), 0.0);
    std::vector<std::complex<double>> f(re.size());
    for (std::size_t r = 0; r < re.size(); ++r) {
      if (squared[r] <= 0.0) {
        noise[r] = 0.0;
        continue;
      }
      const double square = re[r] * re[r] + im[r] * im[r];
      naive[r] = square / (total[r] * total[r]);
      power[r] = (square - noise[r]) / squared[r];
      noise[r] /= squared[r];
      f[r] = std::complex<double>(re[r], -im[r]) / total[r];
    }
    maps.power.push_back(std::move(power));
    maps.power_naive.push_back(std::move(naive));
    maps.noise.push_back(std::move(noise));
    maps.f.push_back(std::move(f));
  }
  maps.variance_xy = item(kernels::item_variance);
  maps.variance_xy_raw = item(kernels::item_variance_raw);
  for (double& t : total) t /= plan.noise.gain;
  maps.intensity = std::move(total);
  for (int s = 0; s < sectors; ++s) {
    maps.azimuthal.push_back(
        gathered(comm, part.sectors[b * static_cast<std::size_t>(sectors) + static_cast<std::size_t>(s)]));
  }
  return maps;
}

void run_pass(const comm::Communicator& comm, const scan::Source& source, comm::Range mine, std::size_t memory,
              Pass& pass) {
  Progress progress("measuring", static_cast<double>(source.info.positions()), "patterns");
  const double scale =
      mine.size() > 0 ? static_cast<double>(source.info.positions()) / static_cast<double>(mine.size()) : 1.0;
  comm::together(comm, [&] {
    scan::stream(source, mine, memory, [&](const scan::Chunk& chunk) {
      if (interrupt::requested()) throw Interrupted("asked to stop while measuring; go on with --restart");
      pass.add(chunk);
      progress.at(scale * static_cast<double>(chunk.begin + chunk.count - mine.begin));
    });
    pass.curve_sums.finish();
  });
  progress.finish();
}

}  // namespace

Maps measure(const comm::Communicator& comm, const scan::Source& source, const pattern::Calibration& calibration,
             const Parameters& parameters) {
  const scan::ScanInfo& info = source.info;
  const Plan plan = make_plan(info, calibration, parameters);
  const comm::Range mine = comm::block_of(info.positions(), positions_per_leaf, comm.rank(), comm.size());
  Pass pass(info, calibration, parameters, plan, mine);
  run_pass(comm, source, mine, parameters.memory_bytes / 2, pass);

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
  maps.mean_pattern = pass.pattern_sums.mean(comm);
  for (std::size_t d = 0; d < plan.detectors.size(); ++d) {
    const auto& detector = plan.detectors[d];
    maps.images.push_back({detector.name, detector.description(), gathered(comm, pass.part.images[d]),
                           detector.mean ? "counts/px" : "counts"});
  }
  if (!plan.with_ring) return maps;
  maps.curves = make_curves(comm, plan, pass.curve_sums, parameters, parameters.bin_px);
  for (std::size_t b = 0; b < plan.bands.size(); ++b) {
    maps.bands.push_back(band_maps(comm, plan, b, parameters.sectors, pass.part));
    if (const std::size_t empty = maps.bands.back().empty; empty > 0) {
      maps.notes.push_back("band " + plan.bands[b].name + ": " + std::to_string(empty) +
                           " scan positions have no counts in it; their powers and variance are set to 0");
    }
  }
  return maps;
}

}  // namespace vitrum::order
