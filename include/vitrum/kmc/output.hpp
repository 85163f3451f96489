// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/output.hpp: what a run observes, kept in closed segment files while it runs, joined at the end.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "vitrum/kmc/simulate.hpp"
#include "vitrum/storage/file.hpp"
#include "vitrum/storage/xdmf.hpp"

namespace vitrum::kmc {

/// All that was observed, in order.
struct Record {
  std::vector<Event> events;
  std::vector<CurvePoint> curve;
  std::vector<Snapshot> snapshots;
};

/// Collects observations on the first rank. Before checkpoint k it closes `events-<k>.h5` in the output directory and
/// forgets its content; a restart drops segments beyond the checkpoint's.
class Recorder {
 public:
  Recorder(const comm::Communicator& comm, std::string directory, microstructure::Grid grid);

  /// Intervals, strains and stop request are the caller's to set. The Recorder must outlive what it gives out.
  Observer observer();
  /// With its checkpoint in `checkpoint.h5` of the directory.
  Checkpointing checkpointing(double strain_interval, bool restart);

  /// On the first rank: everything since zero strain, from the closed segments and memory (empty elsewhere).
  /// Collective.
  Record collect();
  /// Collective: removes segments and checkpoint, after the result has been written.
  void clear();

 private:
  std::string segment(std::int64_t k) const;
  void close(std::int64_t k);
  void resume(std::int64_t k);

  comm::Communicator comm_;
  std::string directory_;
  microstructure::Grid grid_;
  Record open_;
  std::int64_t closed_ = 0;
};

/// /curve, /events, /fields/<name> (strain, y, x) and /microstructure of an open deformation.h5 (one process).
void write(storage::File& file, const Record& record, const microstructure::Microstructure& microstructure);

/// Text of the XDMF sidecar of the fields written by write().
std::string xdmf(const std::string& h5_name, const Record& record, const microstructure::Grid& grid);

/// /events and /curve as columns, and back (DataError where a column is missing).
std::vector<storage::Column> event_table(const std::vector<Event>& events);
std::vector<storage::Column> curve_table(const std::vector<CurvePoint>& curve);
std::vector<Event> events_from(const std::vector<storage::Column>& table);
std::vector<CurvePoint> curve_from(const std::vector<storage::Column>& table);

}  // namespace vitrum::kmc
