// SPDX-License-Identifier: Apache-2.0
// drivers/characterize.cpp: vitrum characterize: calibrate, one pass over the scan, domains, mro.h5.
#include "characterize.hpp"

#include <fmt/format.h>

#include "commands.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/log.hpp"
#include "vitrum/domains/pool.hpp"
#include "vitrum/scan/describe.hpp"
#include "vitrum/scan/image_file.hpp"

namespace vitrum::drivers {
namespace {

/// The clusters of a synthesized scan, as the domains that could be found; empty for a measured one.
std::vector<domains::TrueDomain> read_truth(const std::string& path, const std::string& format) {
  if (format != "vitrum") return {};
  const auto file = storage::File::open(path);
  if (!file.has("/truth/clusters")) return {};
  const auto table = file.read_table("/truth/clusters");
  const auto integers = [&](const char* name) { return storage::as_integers(storage::column(table, name)); };
  const auto doubles = [&](const char* name) { return storage::as_doubles(storage::column(table, name)); };
  const auto id = integers("id"), n = integers("n");
  const auto y = doubles("y_nm"), x = doubles("x_nm"), z = doubles("z_nm"), d = doubles("diameter_nm"),
             tilt = doubles("tilt_deg");
  std::vector<domains::TrueDomain> truth;
  for (std::size_t i = 0; i < id.size(); ++i)
    truth.push_back({id[i], static_cast<int>(n[i]), y[i], x[i], z[i], d[i], tilt[i]});
  return truth;
}

/// What the scan says of itself, where the deck does not: probe and thickness of a synthesized one, high tension.
void take_from_scan(const scan::ScanInfo& info, Characterization& part) {
  const auto number = [&](const char* name) -> const double* {
    const auto it = info.metadata.find(name);
    return it == info.metadata.end() ? nullptr : std::get_if<double>(&it->second);
  };
  const auto* probe = number("probe_fwhm_nm");
  if (probe && !part.probe_given) part.domains.probe_fwhm_nm = *probe;
  if (const auto* thickness = number("thickness_nm"); thickness && !part.thickness_given)
    part.domains.thickness_nm = {*thickness, 0.0};
  part.domains.high_tension_kV = info.high_tension_kV;
  if ((probe || part.probe_given) && !part.order.probe_semi_angle_k)  // FWHM = 0.514 lambda / alpha, Airy disk
    part.order.probe_semi_angle_k = 0.0514 / part.domains.probe_fwhm_nm;
}

/// A map that is not there, or not of this scan, is told of before the long pass.
void check_thickness_map(const Job& job, const scan::ScanInfo& info, const Characterization& part) {
  if (part.thickness.maps.empty()) return;
  order::Maps shape;
  shape.ny = info.ny;
  shape.nx = info.nx;
  comm::on_root(job.comm, [&] { domains::thickness_map(part.thickness, part.order.area, shape); });
}

/// Every rank gets the map; the mean of it stands for the thickness in find().
void take_thickness_map(const Job& job, const order::Maps& maps, Characterization& part) {
  if (!part.thickness.given()) return;
  const auto area = static_cast<std::size_t>(part.order.area);
  part.domains.thickness_map_nm =
      comm::together(job.comm, [&] { return domains::thickness_map(part.thickness, area, maps); });
  part.domains.thickness_from = part.thickness.maps.empty() ? "thickness.detector (" + part.thickness.detector + ")"
                                                            : "thickness.map (" + part.thickness.maps[area] + ")";
}

/// Domains are sought in maps: a single pattern, a line or a scan of unknown step has none; sizes and visible tilts
/// need the scale of the patterns.
bool has_map(const order::Maps& maps) {
  constexpr std::size_t least = 8;
  return maps.step_nm > 0.0 && maps.ny >= least && maps.nx >= least && maps.k_units == "1/Angstrom";
}

[[noreturn]] void tell_no_ring(const std::string& scan, const std::string& result) {
  throw DataError(fmt::format(
      "{}: no diffraction ring was found, so all that needs one is left out of {} (it has the mean pattern and the "
      "virtual images that need no centre); if there is one, say where: calibration.ring_radius",
      scan, result));
}

/// What an earlier run with the same inputs found out.
bool had_ring(const Job& job, const std::string& path) {
  return comm::together(job.comm, [&] {
    const auto attributes = storage::File::open(path).read_attributes("/stage");
    const auto it = attributes.find("ring");
    return it == attributes.end() || std::get<std::int64_t>(it->second) != 0;
  });
}

void log_domains(const Characterized& result) {
  const auto& found = *result.domains;
  log::info("{} MRO domains", found.domains.size());
  for (const auto& type : found.types)
    log::info(
        "  n = {}: {:.0f} +- {:.0f} domains, diameter {:.2f} +- {:.2f} nm{}, visible volume fraction {:.4f} +- {:.4f}",
        type.n, type.count.value, type.count.error, type.diameter_nm.value, type.diameter_nm.error,
        type.probe_limited ? " (probe limited)" : "", type.visible_volume_fraction.value,
        type.visible_volume_fraction.error);
  for (const auto& row : result.comparison)
    log::info("  {} against the truth: recall {:.2f} ({} of {}), precision {:.2f} ({} of {})",
              row.n ? fmt::format("n = {}", row.n) : "all", row.recall, row.matched, row.truths, row.precision,
              row.matched, row.found);
  for (const auto& sentence : found.limits) log::info("  {}", sentence);
}

void write_result(Job& job, const std::string& path, const std::string& inputs, const std::vector<std::string>& files,
                  const Characterized& result) {
  comm::on_root(job.comm, [&] {
    auto file = storage::File::create(path);
    pattern::write(file, result.calibration);
    order::write(file, result.maps, result.order);
    if (result.domains)
      domains::write(file, *result.domains, result.comparison, result.maps.ny, result.maps.nx, result.maps.step_nm);
    file.write_attributes("/stage", {{"inputs", inputs}, {"ring", std::int64_t{result.calibration.has_ring()}}});
    file.write_provenance(provenance_of(job, files));
    file.commit();
  });
}

}  // namespace

Characterized characterize_scan(Job& job, Characterization part, const scan::Source& source) {
  Characterized result;
  result.source = source.info;
  log::info("{}", scan::describe_briefly(source.info));
  if (!part.detection_file.empty())
    part.domains.detection = comm::together(job.comm, [&] { return domains::read_detection(part.detection_file); });
  check_thickness_map(job, source.info, part);
  {
    const Timed timed(job.timing, "calibrate the scan");
    result.calibration = pattern::calibrate(job.comm, source, part.calibration);
  }
  for (const auto& note : result.calibration.notes) log::info("  {}", note);
  take_from_scan(source.info, part);
  part.order.selected = comm::together(job.comm, [&] { return scan::positions_in(part.region, source.info); });
  result.order = part.order;
  {
    const Timed timed(job.timing, "measure (one pass)");
    result.maps = order::measure(job.comm, source, result.calibration, part.order);
  }
  for (const auto& note : scan::notes_of(scan::summarize(job.comm, source), source)) result.maps.notes.push_back(note);
  for (const auto& note : result.maps.notes) log::info("  {}", note);
  if (result.maps.bands.empty() || !has_map(result.maps)) return result;
  take_thickness_map(job, result.maps, part);
  const Timed timed(job.timing, "find domains");
  result.domains = domains::find(job.comm, result.maps, part.domains);
  if (!part.thickness_given && source.info.metadata.count("thickness_nm") == 0)
    result.domains->limits.push_back(
        fmt::format("Thickness: not given, {:.3g} nm assumed; volume fractions hold for it alone.",
                    part.domains.thickness_nm.value));
  const auto truth = comm::together(job.comm, [&] { return read_truth(source.info.path, source.info.format); });
  if (!truth.empty())
    result.comparison = domains::compare(*result.domains, truth, part.domains.types, result.domains->area_nm2,
                                         result.domains->parameters.thickness_nm.value);
  return result;
}

Characterized characterize_scan(Job& job, const std::string& made_scan) {
  auto part = *job.settings.characterize;
  const auto measured = part.calibration;  // of it holds what is not of one scan alone
  part.calibration = {};
  part.calibration.sample = measured.sample;
  part.calibration.block = measured.block;
  part.calibration.fit_ellipse = measured.fit_ellipse;
  part.calibration.descan = measured.descan;
  part.calibration.criterion = measured.criterion;
  part.region = {};
  part.thickness_given = false;
  part.thickness = {};
  part.detection_file.clear();
  scan::OpenOptions scan;
  scan.path = made_scan;
  scan.guard_saturation = true;
  scan.corrections.flat_dark_subtracted = true;
  const auto source = comm::together(job.comm, [&] {
    const auto file = storage::File::open(made_scan);
    for (const auto& [name, path] :
         {std::pair("/truth/dark", &scan.corrections.dark), {"/truth/flat", &scan.corrections.flat}})
      if (file.has(name)) *path = made_scan + ":" + name;
    return scan::open(scan);
  });
  return characterize_scan(job, part, source);
}

namespace {

/// Calibration, maps and domains of one area into `path`; nothing where an earlier run did it.
void characterize_area(Job& job, std::size_t area, const std::string& path) {
  auto part = *job.settings.characterize;
  const auto& scan = part.scans[area];
  part.order.area = area;
  const auto source = comm::together(job.comm, [&] { return scan::open(scan); });
  auto files = source.info.files;
  files.insert(files.end(), {part.calibration.file, scan::file_of(part.calibration.mask_file), part.detection_file});
  for (const auto& detector : part.order.detectors) files.push_back(scan::file_of(detector.mask_file));
  for (const auto& file : scan::files_of(part.region)) files.push_back(file);
  if (!part.thickness.maps.empty()) files.push_back(scan::file_of(part.thickness.maps[area]));
  const auto inputs = stage_inputs(
      job, {"seed", "scan", "region", "calibration", "detectors", "bands", "order", "domains", "thickness"}, files);
  if (already_done(job, path, inputs)) {
    if (!had_ring(job, path)) tell_no_ring(scan.path, path);
    return;
  }
  const auto result = characterize_scan(job, part, source);
  write_result(job, path, inputs, files, result);
  if (!result.calibration.has_ring()) tell_no_ring(result.source.path, path);
  if (result.domains) {
    log_domains(result);
  } else {
    log::warning(
        "{}: domains are left out: they need at least 8 x 8 positions, a known step (scan.step) and scale "
        "(scan.k_per_pixel)",
        result.source.path);
  }
  log::info("{} written", path);
}

/// mro-pooled.h5 of several areas. Small: made anew each time.
void pool_areas(Job& job, const std::vector<std::string>& results) {
  const auto path = job.file("mro-pooled.h5");
  comm::on_root(job.comm, [&] {
    const auto rows = domains::pool(results);
    auto file = storage::File::create(path);
    domains::write_pooled(file, rows);
    file.write_provenance(provenance_of(job, results));
    file.commit();
    for (const auto& row : rows) {
      if (row.quantity != "volume_fraction" && row.quantity != "diameter_nm") continue;
      log::info("n = {}: {} {:.3g} +- {:.2g} over {} areas, {:.2g} between them beyond their errors (p = {:.2g})",
                row.n, row.quantity, row.pooled.value.value, row.pooled.value.error, row.pooled.areas,
                row.pooled.between, row.pooled.chance);
    }
    log::info("{} written", path);
  });
}

}  // namespace

void characterize(Job& job) {
  const auto scans = job.settings.characterize->scans;
  std::vector<std::string> results;
  for (std::size_t i = 0; i < scans.size(); ++i) {
    results.push_back(job.file(i == 0 ? "mro.h5" : fmt::format("mro-{}.h5", i + 1)));
    if (scans.size() > 1) log::info("area {} of {}", i + 1, scans.size());
    characterize_area(job, i, results.back());
  }
  if (scans.size() > 1) pool_areas(job, results);
}

void run_characterize(const comm::Communicator& comm, const CommandLine& line, int threads) {
  auto job = begin_job(comm, line, threads);
  characterize(job);
  end_job(job);
}

}  // namespace vitrum::drivers
