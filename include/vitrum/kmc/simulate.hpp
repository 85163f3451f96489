// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/simulate.hpp: runs a deformation from zero strain, or from a checkpoint, to the end of its load.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "vitrum/core/timing.hpp"
#include "vitrum/kmc/kmc.hpp"

namespace vitrum::kmc {

/// A checkpoint holds the whole state (incremental stress included), is independent of the number of ranks, and
/// replaces the one before only when it is complete.
struct Checkpointing {
  std::string file;  // empty: none
  // Between checkpoints; 0: none of this kind. Also at the end of each segment where there is a strain interval, and
  // always when stopped. Events do not depend on them.
  double strain_interval = 0.0;  // of strain (of elastic strain where the stress moves)
  std::int64_t event_interval = 0;
  double wall_interval_s = 0.0;  // of the first rank to notice
  bool restart = false;          // go on from `file`, which must be there
  /// Called on every rank before checkpoint k (1, 2, ...) is written: what was observed so far must be on disk after
  /// it.
  std::function<void(std::int64_t k)> before_write;
  /// Called on every rank after a restart from checkpoint k: what was observed later does not count.
  std::function<void(std::int64_t k)> after_restart;
};

struct Outcome {
  CurvePoint last;
  std::int64_t attempts = 0;  // draws of the tile clocks
  Timing timing;              // this rank's seconds by part
};

/// Volume of an STZ in voxels of the grid; 1 for STZs of one voxel.
double zone_volume_in_voxels(const ZoneParameters& zone, const microstructure::Grid& grid);

/// Collective. The load follows its programme in steps of Load::strain_step; output never changes the events. The event
/// list is the same to the bit on any number of ranks and host threads, stopped and restarted or not. InputError:
/// parameters; DataError: microstructure or checkpoint; Interrupted: observer.stop said so on some rank (asked at every
/// load step and every 256 draws) after a checkpoint was written; Fault: the energy balance does not close.
Outcome simulate(const comm::Communicator& comm, const Parameters& parameters,
                 const microstructure::Microstructure& microstructure, const Observer& observer,
                 const Checkpointing& checkpointing = {});

}  // namespace vitrum::kmc
