// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/founding_loop.hpp: the state of the founding loop and what happens to it.
#pragma once

#include <chrono>
#include <string>

#include "kmc/founding_glass.hpp"
#include "kmc/plane.hpp"
#include "kmc/stress.hpp"

namespace vitrum::kmc {

/// The same on every rank.
struct FoundingFrame {
  double time = 0.0;                  // s
  Plane3 strain;                      // imposed and relaxed
  Plane3 seen;                        // uniform stress that the modes see: its lateral part lags by one event
  double sum_e1 = 0.0, sum_e3 = 0.0;  // of all flips
  double initial_energy_eV = 0.0, work_eV = 0.0, dissipated_eV = 0.0;
  std::int64_t steps = 0;  // of the loop; key the choice of events
  std::int64_t thermal = 0, athermal = 0;
  std::int64_t cascade = 0;         // id of the present one
  std::int64_t cascade_flips = -1;  // athermal flips in it; -1: the next one begins a cascade
  std::int64_t flipped_once = 0;    // voxels
  // Multiples of their intervals passed: by the strain, by the number of flips.
  std::int64_t points = 0, checkpoints = 0, event_checkpoints = 0;
  std::int64_t snapshots = 0;  // of the observer's strains, passed
  std::int64_t segments = 0;   // closed output segments
};

struct FoundingState {
  FoundingFrame frame;
  FoundingVoxels voxels;
};

/// Collective: the whole state in one file, replaced when it is complete; independent of the number of ranks.
void write_founding(const comm::Communicator& comm, const std::string& path, const std::string& fingerprint,
                    const Tiling& tiling, const FoundingState& state);
/// Collective. InputError where it belongs to another run, DataError where it is damaged.
FoundingState read_founding(const comm::Communicator& comm, const std::string& path, const std::string& fingerprint,
                            const Tiling& tiling);

class FoundingLoop {
 public:
  FoundingLoop(const comm::Communicator& comm, const Parameters& parameters,
               const microstructure::Microstructure& micro, const Observer& observer,
               const Checkpointing& checkpointing);
  FoundingOutcome run();

 private:
  void start();
  void step();
  void athermal();
  void thermal(const std::vector<TileRate>& rates, double total);
  Proposal choose(const std::vector<TileRate>& rates, double at) const;
  void flip(std::span<const Proposal> flips);
  void record(const Proposal& flip);
  void guard_cascade() const;

  Plane3 true_stress() const;  // uniform stress of strain and flips, without lag
  void stretch(double d_strain);
  void relax_laterally();
  void work(Plane3 d_strain);

  void observe();
  CurvePoint curve_point() const;
  double internal_energy() const;
  Snapshot snapshot() const;
  void check_stop();
  void write_checkpoint();

  comm::Communicator comm_;
  const Parameters& parameters_;
  const Observer& observer_;
  const Checkpointing& checkpointing_;
  std::string fingerprint_;
  FoundingModel model_;
  Tiling tiling_;
  Residual residual_;
  TileSolver solver_;
  FoundingGlass glass_;
  FoundingState state_;
  Timing timing_;
  std::chrono::steady_clock::time_point last_written_ = std::chrono::steady_clock::now();
};

}  // namespace vitrum::kmc
