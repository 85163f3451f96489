// SPDX-License-Identifier: Apache-2.0
// drivers/calibrate.cpp: vitrum calibrate: a scan with known clusters and its featureless twin, both characterized.
#include <algorithm>
#include <cmath>

#include "characterize.hpp"
#include "commands.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/log.hpp"
#include "vitrum/storage/columns.hpp"

namespace vitrum::drivers {
namespace {

struct Row {
  std::int64_t n = 0, truths = 0, matched = 0, false_ones = 0;
  domains::Uncertain efficiency{std::nan(""), std::nan("")};
  domains::Uncertain false_per_nm2, mean_power, twin_power, slope;
  double true_volume_fraction = 0.0, thickness_nm = 0.0;
};

domains::Uncertain mean_power(const Characterized& of, std::int64_t n) {
  for (const auto& type : of.domains->types)
    if (type.n == n) return type.mean_power;
  throw Fault("calibrate: a type was compared that was not sought");
}

/// Binomial efficiency with the error of the Agresti-Coull estimate, so that 0 and all have one too, NaN without
/// clusters of the type; Poisson counts of false positives with at least one count in the error.
Row row_of(const domains::Comparison& comparison, const Characterized& scan, const Characterized& twin) {
  Row row;
  row.n = comparison.n;
  row.truths = comparison.truths;
  row.matched = comparison.matched;
  if (row.truths > 0) {
    const double trials = static_cast<double>(row.truths) + 4.0;
    const double share = (static_cast<double>(row.matched) + 2.0) / trials;
    row.efficiency = {comparison.recall, std::sqrt(share * (1.0 - share) / trials)};
  }
  for (const auto& domain : twin.domains->domains) row.false_ones += domain.n == comparison.n;
  const double false_ones = static_cast<double>(row.false_ones), area = twin.domains->area_nm2;
  row.false_per_nm2 = {false_ones / area, std::sqrt(std::max(1.0, false_ones)) / area};
  row.mean_power = mean_power(scan, row.n);
  row.twin_power = mean_power(twin, row.n);
  row.true_volume_fraction = comparison.true_volume_fraction;
  row.thickness_nm = scan.domains->parameters.thickness_nm.value;
  if (row.true_volume_fraction > 0.0)
    row.slope = {(row.mean_power.value - row.twin_power.value) / row.true_volume_fraction,
                 row.mean_power.error / row.true_volume_fraction};
  return row;
}

void write_rows(const Job& job, const std::string& path, const std::vector<Row>& rows) {
  using storage::column_of;
  comm::on_root(job.comm, [&] {
    std::vector<storage::Column> table{column_of<std::int64_t>("n", "", rows, &Row::n)};
    const auto uncertain = [&](const std::string& name, const char* units, domains::Uncertain Row::*member) {
      table.push_back(column_of<double>(name, units, rows, [&](const Row& row) { return (row.*member).value; }));
      table.push_back(
          column_of<double>(name + "_error", units, rows, [&](const Row& row) { return (row.*member).error; }));
    };
    uncertain("efficiency", "", &Row::efficiency);
    uncertain("false_positives_per_nm2", "1/nm^2", &Row::false_per_nm2);
    table.push_back(column_of<std::int64_t>("truths", "", rows, &Row::truths));
    table.push_back(column_of<std::int64_t>("matched", "", rows, &Row::matched));
    table.push_back(column_of<std::int64_t>("false_positives", "", rows, &Row::false_ones));
    uncertain("mean_power", "", &Row::mean_power);
    uncertain("twin_mean_power", "", &Row::twin_power);
    uncertain("power_slope", "", &Row::slope);
    table.push_back(column_of<double>("true_volume_fraction", "", rows, &Row::true_volume_fraction));
    table.push_back(column_of<double>("thickness_nm", "nm", rows, &Row::thickness_nm));
    auto file = storage::File::create(path);
    file.write_table(
        "/detection/table", table,
        {{"about",
          std::string("clusters of `synthesize:` found again, and hotspots of a twin without them; efficiency NaN: no "
                      "clusters of this type; power_slope: (mean_power - twin_mean_power) / true_volume_fraction, its "
                      "error that of mean_power")}});
    file.write_provenance(provenance_of(job, {}));
    file.commit();
  });
}

void log_row(const Row& row, double twin_area_nm2) {
  if (row.truths > 0) {
    log::info("n = {}: efficiency {:.2f} +- {:.2f} ({} of {}), {} false in a twin of {:.0f} nm^2", row.n,
              row.efficiency.value, row.efficiency.error, row.matched, row.truths, row.false_ones, twin_area_nm2);
  } else {
    log::warning(
        "n = {}: no clusters of `synthesize.clusters` show this symmetry on axis, so its efficiency is not known; {} "
        "false in a twin of {:.0f} nm^2",
        row.n, row.false_ones, twin_area_nm2);
  }
  log::info("  <P_{}> = {:.5f} +- {:.5f} at a volume fraction of {:.4f}, {:.5f} +- {:.5f} in the twin", row.n,
            row.mean_power.value, row.mean_power.error, row.true_volume_fraction, row.twin_power.value,
            row.twin_power.error);
  if (row.true_volume_fraction > 0.0 &&
      !(row.mean_power.value - row.twin_power.value > 2.0 * std::hypot(row.mean_power.error, row.twin_power.error)))
    log::warning(
        "  n = {}: the clusters do not raise <P_{}> by two standard errors; volume fractions by mean excess "
        "power need more clusters or a larger synthesize.scan",
        row.n, row.n);
}

Characterized make_and_characterize(Job& job, const phantom::Parameters& parameters, const std::string& name) {
  const auto path = job.file(name);
  log::info("synthesizing {}", path);
  {
    const Timed timed(job.timing, "synthesize");
    phantom::synthesize(job.comm, parameters, path, provenance_of(job, {}), job.timing);
  }
  auto result = characterize_scan(job, path);
  if (!result.domains) throw DataError(path + ": the synthesized scan shows no ring; raise synthesize.dose");
  return result;
}

}  // namespace

void run_calibrate(const comm::Communicator& comm, const CommandLine& line, int threads) {
  auto job = begin_job(comm, line, threads);
  auto parameters = *job.settings.synthesize;
  if (parameters.clusters.empty())
    throw InputError("synthesize.clusters: name the clusters whose detection is to be measured");
  const auto scan = make_and_characterize(job, parameters, "calibration-scan.h5");
  parameters.clusters.clear();
  const auto twin = make_and_characterize(job, parameters, "calibration-twin.h5");

  std::vector<Row> rows;
  for (const auto& comparison : scan.comparison)
    if (comparison.n > 0) rows.push_back(row_of(comparison, scan, twin));
  for (const auto& row : rows) log_row(row, twin.domains->area_nm2);
  write_rows(job, job.file("detection.h5"), rows);
  log::info("{} written; use it with domains.detection_file", job.file("detection.h5"));
  end_job(job);
}

}  // namespace vitrum::drivers
