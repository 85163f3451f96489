// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/simulate.hpp: runs a deformation from zero strain, or from a checkpoint, to the last strain.
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
  std::string file;              // empty: none
  double strain_interval = 0.0;  // of strain; 0: only when stopped
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

/// Collective. Strain rises in load steps of Load::strain_step to the first one at or beyond max_strain; output happens
/// at load steps only, so that it never changes the events. The event list is the same to the bit on any number of
/// ranks and host threads, stopped and restarted or not. InputError: parameters; DataError: microstructure or
/// checkpoint; Interrupted: observer.stop said so on some rank (asked at every load step and every 256 draws) after a
/// checkpoint was written; Fault: the energy balance does not close.
Outcome simulate(const comm::Communicator& comm, const Parameters& parameters,
                 const microstructure::Microstructure& microstructure, const Observer& observer,
                 const Checkpointing& checkpointing = {});

}  // namespace vitrum::kmc
