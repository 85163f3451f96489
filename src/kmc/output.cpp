// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/output.cpp: segments of a running job, and the joined result.
#include "vitrum/kmc/output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "kmc/fields.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/files.hpp"

namespace vitrum::kmc {
namespace fs = std::filesystem;

Recorder::Recorder(const comm::Communicator& comm, std::string directory, microstructure::Grid grid)
    : comm_(comm), directory_(std::move(directory)), grid_(grid) {
  comm::on_root(comm_, [&] { make_directories(directory_); });
}

std::string Recorder::segment(std::int64_t k) const { return fmt::format("{}/events-{:06d}.h5", directory_, k); }

Observer Recorder::observer() {
  Observer o;
  const bool keeps = comm_.is_root();
  o.event = [this, keeps](const Event& e) {
    if (keeps) open_.events.push_back(e);
  };
  o.point = [this, keeps](const CurvePoint& p) {
    if (keeps) open_.curve.push_back(p);
  };
  o.snapshot = [this, keeps](const Snapshot& s) {
    if (keeps) open_.snapshots.push_back(s);
  };
  return o;
}

Checkpointing Recorder::checkpointing(double strain_interval, bool restart) {
  Checkpointing c;
  c.file = directory_ + "/checkpoint.h5";
  c.strain_interval = strain_interval;
  c.restart = restart;
  c.before_write = [this](std::int64_t k) { close(k); };
  c.after_restart = [this](std::int64_t k) { resume(k); };
  return c;
}

void Recorder::close(std::int64_t k) {
  comm::on_root(comm_, [&] {
    auto file = storage::File::create(segment(k));
    file.write_table("/events", event_table(open_.events));
    file.write_table("/curve", curve_table(open_.curve));
    write_fields(file, open_.snapshots, grid_);
    file.commit();
  });
  open_ = {};
  closed_ = k;
}

void Recorder::resume(std::int64_t k) {
  closed_ = k;
  open_ = {};
  comm::on_root(comm_, [&] {
    for (std::int64_t i = 1; i <= k; ++i)
      if (!fs::exists(segment(i)))
        throw DataError(segment(i) + ": this segment of the run is missing; start without --restart");
    for (std::int64_t i = k + 1; fs::remove(segment(i)); ++i) {
    }
  });
}

Record Recorder::collect() {
  Record all;
  comm::on_root(comm_, [&] {
    for (std::int64_t k = 1; k <= closed_; ++k) {
      const auto file = storage::File::open(segment(k));
      const auto events = events_from(file.read_table("/events"));
      const auto curve = curve_from(file.read_table("/curve"));
      const auto snapshots = read_fields(file);
      all.events.insert(all.events.end(), events.begin(), events.end());
      all.curve.insert(all.curve.end(), curve.begin(), curve.end());
      all.snapshots.insert(all.snapshots.end(), snapshots.begin(), snapshots.end());
    }
    all.events.insert(all.events.end(), open_.events.begin(), open_.events.end());
    all.curve.insert(all.curve.end(), open_.curve.begin(), open_.curve.end());
    all.snapshots.insert(all.snapshots.end(), open_.snapshots.begin(), open_.snapshots.end());
  });
  return all;
}

void Recorder::clear() {
  comm::on_root(comm_, [&] {
    fs::remove(directory_ + "/checkpoint.h5");
    for (std::int64_t k = 1; k <= closed_; ++k) fs::remove(segment(k));
  });
}

void write(storage::File& file, const Record& record, const microstructure::Microstructure& microstructure) {
  file.write_table("/curve", curve_table(record.curve));
  file.write_table("/events", event_table(record.events));
  write_fields(file, record.snapshots, microstructure.grid);
  microstructure::write(file, microstructure);
}

namespace {

/// Seconds; the number of the snapshot where time stands still between two of them (quasistatic loads).
std::vector<double> snapshot_times(const std::vector<Snapshot>& snapshots) {
  std::vector<double> times;
  for (const auto& s : snapshots) times.push_back(s.time_s);
  const auto stands_still = std::adjacent_find(times.begin(), times.end(), [](double a, double b) { return a >= b; });
  if (stands_still != times.end()) std::iota(times.begin(), times.end(), 0.0);
  return times;
}

}  // namespace

std::string xdmf(const std::string& h5_name, const Record& record, const microstructure::Grid& grid) {
  std::vector<storage::XdmfField> fields;
  for (const char* name : {"von_mises_strain", "transformation_strain_1", "transformation_strain_3", "stress_1",
                           "stress_3", "permanent_softening"})
    fields.push_back({name, std::string("/fields/") + name + "/data", "Float", 8});
  fields.push_back({"generation", "/fields/generation/data", "Int", 4});
  const storage::XdmfGrid cells{grid.ny, grid.nx, grid.hy_nm, grid.hx_nm, 0.0, 0.0, grid.thickness_nm};
  return storage::xdmf_text(h5_name, cells, fields, snapshot_times(record.snapshots));
}

}  // namespace vitrum::kmc
