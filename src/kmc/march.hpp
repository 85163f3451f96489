// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/march.hpp: the state marches in time; what happens is told to an observer.
#pragma once

#include "kmc/engine.hpp"
#include "vitrum/kmc/simulate.hpp"

namespace vitrum::kmc {

class March {
 public:
  March(const comm::Communicator& comm, const Parameters& parameters, const microstructure::Microstructure& micro,
        const Observer& observer, const Checkpointing& checkpointing);
  Outcome run();

 private:
  void start();
  void attempt();
  void advance(Clock to);
  void next_step();
  void thermal_flip(const Proposal& next);
  void athermal_flips(std::vector<Proposal> flips);
  void begin_cascade();
  void flip(std::span<const Proposal> flips);
  double heat(std::span<const Proposal> flips, std::size_t i) const;
  void record(const Proposal& flip);
  void guard_cascade() const;

  void observe_step();
  CurvePoint curve_point() const;
  Snapshot snapshot() const;
  void check_stop();
  void write_checkpoint();

  comm::Communicator comm_;
  const Parameters& parameters_;
  const Observer& observer_;
  const Checkpointing& checkpointing_;
  std::string fingerprint_;
  Engine engine_;
  State state_;
  double output_seconds_ = 0.0;
};

}  // namespace vitrum::kmc
