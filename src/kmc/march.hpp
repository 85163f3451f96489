// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/march.hpp: the state marches in time; what happens is told to an observer.
#pragma once

#include <chrono>

#include "kmc/engine.hpp"
#include "kmc/program.hpp"
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
  void meet_instability(Proposal next);
  void athermal_flips(std::vector<Proposal> flips);
  void begin_cascade(bool at_once = false);
  void flip(std::span<const Proposal> flips);
  void work_of_flips(std::span<const Proposal> flips, elasticity::Deviator before);
  double heat(std::span<const Proposal> flips, std::size_t i) const;
  void record(const Proposal& flip);
  void guard_cascade() const;
  void guard_strain() const;

  // The load programme (legs.cpp).
  void enter_first_leg();
  void next_leg();
  Start start_of_leg(std::int64_t segment, std::int64_t leg, const Start& here, elasticity::Deviator stress);
  bool segment_ends() const;
  bool last_leg() const;
  bool over() const { return leg_over(engine_.model(), state_.totals, state_.clock); }
  void warn_of_missed_goals() const;
  double progress() const;

  // What is seen of it (observe.cpp).
  void observe_step();
  void observe_flip();
  void observe_leg_end();
  void point();
  CurvePoint curve_point() const;
  Snapshot snapshot() const;
  bool snapshots_up_to(double reach);
  void check_stop();
  void write_checkpoint();

  comm::Communicator comm_;
  const Parameters& parameters_;
  const microstructure::Grid grid_;
  const std::vector<Segment> segments_;
  const Observer& observer_;
  const Checkpointing& checkpointing_;
  std::string fingerprint_;
  Engine engine_;
  State state_;
  double output_seconds_ = 0.0;
  std::chrono::steady_clock::time_point last_checkpoint_ = std::chrono::steady_clock::now();
};

}  // namespace vitrum::kmc
