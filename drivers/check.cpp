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
#include "vitrum/scan/image_file.hpp"
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

const char* name_of(kmc::EngineKind engine) {
  switch (engine) {
    case kmc::EngineKind::reference:
      return "reference";
    case kmc::EngineKind::founding:
      return "founding";
    case kmc::EngineKind::direct:
      break;
  }
  return "direct";
}

const char* name_of(kmc::Control control) {
  switch (control) {
    case kmc::Control::stress_rate:
      return "stress rate";
    case kmc::Control::creep:
      return "creep";
    case kmc::Control::relaxation:
      return "relaxation";
    case kmc::Control::cyclic_strain:
      return "cyclic strain";
    case kmc::Control::cyclic_stress:
      return "cyclic stress";
    case kmc::Control::quasistatic:
      return "quasistatic";
    case kmc::Control::strain_rate:
      break;
  }
  return "strain rate";
}

std::string ends_of(const kmc::Segment& s) {
  std::string text;
  const auto add = [&](const std::string& end) { text += (text.empty() ? " until " : " or ") + end; };
  if (s.end_strain) add(fmt::format("strain {}", *s.end_strain));
  if (s.end_stress_GPa) add(fmt::format("{} GPa", *s.end_stress_GPa));
  if (s.end_time_s) add(fmt::format("{} s", *s.end_time_s));
  return text;
}

std::string describe(const kmc::Segment& s, double temperature_K) {
  using kmc::Control;
  std::string text = name_of(s.control);
  const bool stress = s.control == Control::stress_rate || s.control == Control::cyclic_stress;
  if (stress) text += fmt::format(" {} GPa/s", s.stress_rate_GPa_per_s);
  if (s.control == Control::strain_rate || s.control == Control::cyclic_strain)
    text += fmt::format(" {} 1/s", s.strain_rate_per_s);
  if (s.stress_GPa) text += fmt::format(" at {} GPa", *s.stress_GPa);
  for (const double a : s.amplitudes) text += fmt::format(", {} x {}{}", s.cycles, a, stress ? " GPa" : "");
  return text + ends_of(s) + fmt::format(", {} K", s.temperature_K.value_or(temperature_K));
}

/// Strain that the deck says moves, up and down; what held stress, held strain or a stress rate bring is not in it.
double strain_travelled(const kmc::Load& load) {
  if (load.segments.empty()) return load.max_strain;
  double travelled = 0.0, at = 0.0;
  for (const auto& s : load.segments) {
    if (s.control == kmc::Control::cyclic_strain)
      for (const double a : s.amplitudes) travelled += 4.0 * a * static_cast<double>(s.cycles);
    if (!s.end_strain) continue;
    travelled += std::abs(*s.end_strain - at);
    at = *s.end_strain;
  }
  return travelled;
}

void plan_load(const kmc::Parameters& p, double voxels) {
  if (p.load.segments.empty())
    line_of("load",
            fmt::format("{} 1/s to {} strain at {} K", p.load.strain_rate_per_s, p.load.max_strain, p.temperature_K));
  for (std::size_t n = 0; n < p.load.segments.size(); ++n)
    line_of(n == 0 ? "load" : "", fmt::format("{}. {}", n + 1, describe(p.load.segments[n], p.temperature_K)));
  if (p.zone.shape != kmc::ZoneParameters::Shape::voxel)
    return line_of("zones", fmt::format("of radius {} {}", p.zone.radius, p.zone.in_voxels ? "voxels" : "nm"));
  const double travelled = strain_travelled(p.load);
  if (travelled > 0.0)
    line_of("events", fmt::format("about {:.0f} in the {:g} of strain that the deck names (2.15 a voxel in 10 % is "
                                  "typical at 300 K)",
                                  21.5 * voxels * travelled, travelled));
}

void plan_deformation(const Job& job, const Deformation& part) {
  std::printf("deform\n");
  const auto& p = part.kmc.parameters;
  const auto& grid = part.microstructure.grid;
  const bool maps = part.microstructure.source == microstructure::Source::maps;
  line_of("grid", fmt::format("{}{} x {} voxels of {} nm{}", maps ? "at least " : "", grid.ny, grid.nx, grid.hx_nm,
                              maps ? ", from " + part.microstructure.file : ""));
  const double voxels = static_cast<double>(grid.voxels());
  plan_load(p, voxels);
  line_of("engine", name_of(p.engine));
  line_of("work",
          fmt::format("{:.0f} tiles of 32 x 32 voxels on {}",
                      std::ceil(static_cast<double>(grid.ny) / 32) * std::ceil(static_cast<double>(grid.nx) / 32),
                      ranks_of(job)));
  const double stored = (p.engine == kmc::EngineKind::reference  ? 110.0
                         : p.engine == kmc::EngineKind::founding ? 24.0
                                                                 : 0.0) *
                        p.catalogue.modes;
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
      for (const auto& map : s.characterize->thickness.maps) must_exist(scan::file_of(map), false);
    }
    if (wanted(job, "deform") && s.deform) {
      must_exist(s.deform->microstructure.file, wanted(job, "characterize"));
      plan_deformation(job, *s.deform);
    }
    if (job.deck.root().has("sweep")) std::printf("sweep\n  %-14s %zu\n", "members", sweep::count(s.sweep));
    std::fflush(stdout);
  });
}

}  // namespace vitrum::drivers
