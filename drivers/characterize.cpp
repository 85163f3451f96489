// SPDX-License-Identifier: Apache-2.0
// drivers/characterize.cpp: vitrum characterize: calibrate, one pass over the scan, domains, mro.h5.
#include "characterize.hpp"

#include <fmt/format.h>

#include "commands.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/log.hpp"
#include "vitrum/scan/describe.hpp"

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

/// Probe and thickness of a synthesized scan, where the deck does not say them.
void take_from_scan(const scan::ScanInfo& info, const Characterization& deck, domains::Parameters& parameters) {
  const auto number = [&](const char* name) -> const double* {
    const auto it = info.metadata.find(name);
    return it == info.metadata.end() ? nullptr : std::get_if<double>(&it->second);
  };
  if (const auto* probe = number("probe_fwhm_nm"); probe && !deck.probe_given) parameters.probe_fwhm_nm = *probe;
  if (const auto* thickness = number("thickness_nm"); thickness && !deck.thickness_given)
    parameters.thickness_nm = {*thickness, 0.0};
}

/// Efficiency and false positives that `vitrum calibrate` left in `path`.
std::vector<domains::Detection> read_detection(const std::string& path) {
  if (path.empty()) return {};
  const auto table = storage::File::open(path).read_table("/detection/table");
  const auto doubles = [&](const char* name) { return storage::as_doubles(storage::column(table, name)); };
  const auto n = storage::as_integers(storage::column(table, "n"));
  const auto efficiency = doubles("efficiency"), efficiency_error = doubles("efficiency_error");
  const auto wrong = doubles("false_positives_per_nm2"), wrong_error = doubles("false_positives_per_nm2_error");
  std::vector<domains::Detection> detection;
  for (std::size_t i = 0; i < n.size(); ++i)
    detection.push_back({static_cast<int>(n[i]), {efficiency[i], efficiency_error[i]}, {wrong[i], wrong_error[i]}});
  return detection;
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

void write_result(Job& job, const std::string& path, const std::string& inputs, const Characterized& result,
                  const order::Parameters& order) {
  comm::on_root(job.comm, [&] {
    auto file = storage::File::create(path);
    pattern::write(file, result.calibration);
    order::write(file, result.maps, order);
    if (result.domains)
      domains::write(file, *result.domains, result.comparison, result.maps.ny, result.maps.nx, result.maps.step_nm);
    file.write_attributes("/stage", {{"inputs", inputs}, {"ring", std::int64_t{result.calibration.has_ring()}}});
    file.write_provenance(provenance_of(job, result.source.files));
    file.commit();
  });
}

}  // namespace

Characterized characterize_scan(Job& job, const std::string& scan_path) {
  auto part = *job.settings.characterize;
  if (!scan_path.empty()) {  // a scan of our own: what the deck says of the measured one does not hold for it
    part.scan = {};
    part.scan.path = scan_path;
    part.calibration.file.clear();
    part.detection_file.clear();
  }
  Characterized result;
  const auto source = comm::together(job.comm, [&] { return scan::open(part.scan); });
  result.source = source.info;
  log::info("{}", scan::describe_briefly(source.info));
  {
    const Timed timed(job.timing, "calibrate the scan");
    result.calibration = pattern::calibrate(job.comm, source, part.calibration);
  }
  for (const auto& note : result.calibration.notes) log::info("  {}", note);
  {
    const Timed timed(job.timing, "measure (one pass)");
    result.maps = order::measure(job.comm, source, result.calibration, part.order);
  }
  for (const auto& note : result.maps.notes) log::info("  {}", note);
  if (result.maps.bands.empty() || !has_map(result.maps)) return result;
  take_from_scan(source.info, part, part.domains);
  const auto detection = comm::together(job.comm, [&] { return read_detection(part.detection_file); });
  if (!detection.empty()) part.domains.detection = detection;
  const Timed timed(job.timing, "find domains");
  result.domains = domains::find(job.comm, result.maps, part.domains);
  if (!part.thickness_given && source.info.metadata.count("thickness_nm") == 0)
    result.domains->limits.push_back(
        fmt::format("Thickness: not given, {:.3g} nm assumed; volume fractions hold for it alone.",
                    part.domains.thickness_nm.value));
  const auto truth = comm::together(job.comm, [&] { return read_truth(source.info.path, source.info.format); });
  if (!truth.empty())
    result.comparison = domains::compare(*result.domains, truth, part.domains.types, result.domains->area_nm2,
                                         part.domains.thickness_nm.value);
  return result;
}

void characterize(Job& job) {
  const auto& part = *job.settings.characterize;
  const auto path = job.file("mro.h5");
  auto files = comm::together(job.comm, [&] { return scan::open(part.scan).info.files; });
  files.insert(files.end(), {part.calibration.file, part.detection_file});
  const auto inputs = stage_inputs(
      job, {"seed", "scan", "calibration", "detectors", "bands", "order", "domains", "thickness"}, files);
  if (already_done(job, path, inputs)) {
    if (!had_ring(job, path)) tell_no_ring(part.scan.path, path);
    return;
  }
  const auto result = characterize_scan(job, "");
  write_result(job, path, inputs, result, part.order);
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

void run_characterize(const comm::Communicator& comm, const CommandLine& line, int threads) {
  auto job = begin_job(comm, line, threads);
  characterize(job);
  end_job(job);
}

}  // namespace vitrum::drivers
