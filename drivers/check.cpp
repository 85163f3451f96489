// SPDX-License-Identifier: Apache-2.0
// drivers/check.cpp: vitrum check: a deck and its data validated, and the plan of what would run.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "commands.hpp"
#include "vitrum/comm/decompose.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/tree_sum.hpp"
#include "vitrum/scan/describe.hpp"
#include "vitrum/scan/source.hpp"

namespace vitrum::drivers {
namespace {

namespace fs = std::filesystem;
constexpr double mebibyte = 1048576.0;

void line_of(const char* name, const std::string& text) { std::printf("  %-14s %s\n", name, text.c_str()); }

std::string ranks_of(const Job& job) {
  return job.comm.size() == 1 ? "1 rank" : fmt::format("{} ranks", job.comm.size());
}

/// In the deck's `stages`; where it names none, what it has sections for.
bool wanted(const Job& job, const std::string& stage) {
  const auto& s = job.settings;
  if (s.stages_given) return std::find(s.stages.begin(), s.stages.end(), stage) != s.stages.end();
  if (stage == "synthesize") return s.synthesize.has_value();
  return stage == "characterize" ? s.characterize.has_value() : s.deform.has_value();
}

void must_exist(const std::string& path, bool made_before) {
  if (path.empty() || made_before) return;
  if (!fs::exists(path)) throw DataError(path + ": no such file");
}

void plan_synthesis(const phantom::Parameters& p) {
  std::printf("synthesize\n");
  line_of("scan",
          fmt::format("{} x {} positions at {} nm, {} x {} pixels", p.ny, p.nx, p.step_nm, p.pixels.qy, p.pixels.qx));
  if (p.model == phantom::Model::atoms)
    line_of("glass", fmt::format("{} atoms quenched, foil {} nm", p.glass.atoms, p.thickness_nm));
  else
    line_of("phantom", fmt::format("ring and speckle in closed form, foil {} nm", p.thickness_nm));
  std::size_t clusters = 0;
  for (const auto& kind : p.clusters) clusters += kind.count;
  line_of("clusters", fmt::format("{}", clusters));
  const std::size_t pixel_bytes = p.sensor.integrating ? 4 : 2;
  line_of("disk", fmt::format("{:.1f} MiB",
                              static_cast<double>(p.ny * p.nx * p.pixels.qy * p.pixels.qx * pixel_bytes) / mebibyte));
}

void plan_scan(const Job& job, const scan::OpenOptions& scan, bool made_here) {
  if (made_here && !fs::exists(scan.path)) {
    line_of("scan", scan.path + " (made by the stage before)");
    return;
  }
  const auto info = scan::open(scan).info;
  line_of("scan", scan::describe_briefly(info));
  const auto block = comm::block_of(info.positions(), positions_per_leaf, 0, job.comm.size());
  line_of("work", fmt::format("{} positions, up to {} a rank on {}", info.positions(),
                              std::max<std::size_t>(block.size(), 1), ranks_of(job)));
  const auto& order = job.settings.characterize->order;
  const double bands = static_cast<double>(std::max<std::size_t>(order.bands.size(), 1));
  const double a_band = 100.0 + static_cast<double>(order.sectors);  // maps that every rank holds, about
  const double maps = bands * a_band * (1.0 + 1.0 / job.comm.size()) + static_cast<double>(order.detectors.size());
  line_of("maps", fmt::format("{:.1f} MiB a rank, beside memory_per_rank",
                              8.0 * static_cast<double>(info.positions()) * maps / mebibyte));
  line_of("data",
          fmt::format("{:.1f} MiB read once", static_cast<double>(info.positions() * info.pattern_bytes()) / mebibyte));
}

void plan_characterization(const Job& job, const Characterization& part, bool made_here) {
  std::printf("characterize\n");
  for (const auto& scan : part.scans) plan_scan(job, scan, made_here);
  line_of("memory", fmt::format("{:.0f} MiB a rank for patterns (memory_per_rank)",
                                static_cast<double>(job.settings.memory_per_rank) / mebibyte));
}

void plan_deformation(const Job& job, const Deformation& part) {
  std::printf("deform\n");
  const auto& p = part.kmc.parameters;
  const auto& grid = part.microstructure.grid;
  const bool maps = part.microstructure.source == microstructure::Source::maps;
  line_of("grid", fmt::format("{}{} x {} voxels of {} nm{}", maps ? "at least " : "", grid.ny, grid.nx, grid.hx_nm,
                              maps ? ", from " + part.microstructure.file : ""));
  line_of("load",
          fmt::format("{} 1/s to {} strain at {} K", p.load.strain_rate_per_s, p.load.max_strain, p.temperature_K));
  line_of("engine", p.engine == kmc::EngineKind::direct ? "direct" : "reference");
  const double voxels = static_cast<double>(grid.voxels());
  line_of("events", fmt::format("about {:.0f} (2.15 a voxel to 10 % strain is typical at 300 K)",
                                21.5 * voxels * p.load.max_strain));
  line_of("work",
          fmt::format("{:.0f} tiles of 32 x 32 voxels on {}",
                      std::ceil(static_cast<double>(grid.ny) / 32) * std::ceil(static_cast<double>(grid.nx) / 32),
                      ranks_of(job)));
  const double stored = p.engine == kmc::EngineKind::reference ? 110.0 * p.catalogue.modes : 0.0;
  line_of("memory", fmt::format("{:.1f} MiB in all, and {:.1f} MiB a rank for the kernel",
                                (160.0 + stored) * voxels / mebibyte, 48.0 * voxels / mebibyte));
}

}  // namespace

void run_check(const comm::Communicator& comm, const CommandLine& line, int threads) {
  auto job = begin_job(comm, line, threads);
  comm::on_root(comm, [&] {
    const auto& s = job.settings;
    std::printf("%s: the deck is valid\n", line.target.c_str());
    if (wanted(job, "synthesize") && s.synthesize) plan_synthesis(*s.synthesize);
    if (wanted(job, "characterize") && s.characterize)
      plan_characterization(job, *s.characterize, wanted(job, "synthesize"));
    if (wanted(job, "characterize") && s.characterize) {
      must_exist(s.characterize->calibration.file, false);
      must_exist(s.characterize->detection_file, false);
    }
    if (wanted(job, "deform") && s.deform) {
      must_exist(s.deform->microstructure.file, wanted(job, "characterize"));
      plan_deformation(job, *s.deform);
    }
    if (!s.sweep.variations.empty())
      std::printf("sweep\n  %-14s %zu\n", "members", sweep::expand(s.sweep.variations).size());
    std::fflush(stdout);
  });
}

}  // namespace vitrum::drivers
