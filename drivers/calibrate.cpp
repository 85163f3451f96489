// SPDX-License-Identifier: Apache-2.0
// drivers/calibrate.cpp: vitrum calibrate: a scan with known clusters and its featureless twin, both characterized.
#include <cmath>

#include "characterize.hpp"
#include "commands.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/log.hpp"

namespace vitrum::drivers {
namespace {

struct Row {
  std::int64_t n = 0, truths = 0, matched = 0, false_ones = 0;
  double efficiency = 0.0, efficiency_error = 0.0;
  double false_per_nm2 = 0.0, false_error = 0.0;
  double mean_power = 0.0, twin_power = 0.0, true_volume_fraction = 0.0;
};

double mean(const std::vector<double>& map) {
  double sum = 0.0;
  for (double value : map) sum += value;
  return map.empty() ? 0.0 : sum / static_cast<double>(map.size());
}

/// Binomial efficiency with the error of the Agresti-Coull estimate, so that 0 and all have one too; Poisson counts of
/// false positives with at least one count in the error.
Row row_of(const domains::Comparison& comparison, const Characterized& scan, const Characterized& twin) {
  Row row;
  row.n = comparison.n;
  row.truths = comparison.truths;
  row.matched = comparison.matched;
  row.efficiency = comparison.recall;
  const double trials = static_cast<double>(row.truths) + 4.0;
  const double share = (static_cast<double>(row.matched) + 2.0) / trials;
  row.efficiency_error = std::sqrt(share * (1.0 - share) / trials);
  for (const auto& domain : twin.domains->domains) row.false_ones += domain.n == comparison.n;
  row.false_per_nm2 = static_cast<double>(row.false_ones) / twin.domains->area_nm2;
  row.false_error = std::sqrt(std::max(1.0, static_cast<double>(row.false_ones))) / twin.domains->area_nm2;
  const auto index = static_cast<std::size_t>(comparison.n - 1);
  row.mean_power = mean(scan.maps.bands.front().power[index]);
  row.twin_power = mean(twin.maps.bands.front().power[index]);
  row.true_volume_fraction = comparison.true_volume_fraction;
  return row;
}

template <class T>
storage::Column column_of(const std::string& name, const std::string& units, const std::vector<Row>& rows,
                          T Row::*member) {
  std::vector<T> values;
  for (const auto& row : rows) values.push_back(row.*member);
  return {name, units, std::move(values)};
}

void write_rows(const Job& job, const std::string& path, const std::vector<Row>& rows) {
  comm::on_root(job.comm, [&] {
    auto file = storage::File::create(path);
    file.write_table(
        "/detection/table",
        {column_of("n", "", rows, &Row::n), column_of("efficiency", "", rows, &Row::efficiency),
         column_of("efficiency_error", "", rows, &Row::efficiency_error),
         column_of("false_positives_per_nm2", "1/nm^2", rows, &Row::false_per_nm2),
         column_of("false_positives_per_nm2_error", "1/nm^2", rows, &Row::false_error),
         column_of("truths", "", rows, &Row::truths), column_of("matched", "", rows, &Row::matched),
         column_of("false_positives", "", rows, &Row::false_ones), column_of("mean_power", "", rows, &Row::mean_power),
         column_of("twin_mean_power", "", rows, &Row::twin_power),
         column_of("true_volume_fraction", "", rows, &Row::true_volume_fraction)},
        {{"about", std::string("clusters of `synthesize:` found again, and hotspots of a twin without them")}});
    file.write_provenance(provenance_of(job, {}));
    file.commit();
  });
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
  for (const auto& row : rows)
    log::info("n = {}: efficiency {:.2f} +- {:.2f} ({} of {}), {} false in a twin of {:.0f} nm^2", row.n,
              row.efficiency, row.efficiency_error, row.matched, row.truths, row.false_ones, twin.domains->area_nm2);
  write_rows(job, job.file("detection.h5"), rows);
  log::info("{} written; use it with domains.detection_file", job.file("detection.h5"));
  end_job(job);
}

}  // namespace vitrum::drivers
