// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/march.cpp: load steps, flips and their energy.
#include "kmc/march.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kmc/checkpoint.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/log.hpp"
#include "vitrum/core/progress.hpp"

namespace vitrum::kmc {

namespace {

void log_shares(const Outcome& outcome) {
  double total = 0.0;
  for (const auto& [name, part] : outcome.timing.parts()) total += part.seconds;
  log::info("deform: {} flips ({} athermal) in {} draws, {:.3g} s", outcome.last.events, outcome.last.athermal,
            outcome.attempts, total);
  for (const auto& [name, part] : outcome.timing.parts())
    log::info("deform:   {:4.1f} % {}", total > 0.0 ? 100.0 * part.seconds / total : 0.0, name);
}

}  // namespace

constexpr std::int64_t attempts_between_stop_checks = 256;

March::March(const comm::Communicator& comm, const Parameters& parameters, const microstructure::Microstructure& micro,
             const Observer& observer, const Checkpointing& checkpointing)
    : comm_(comm),
      parameters_(parameters),
      observer_(observer),
      checkpointing_(checkpointing),
      fingerprint_(fingerprint(parameters, micro)),
      engine_(comm, parameters, micro) {
  if (comm.size() > static_cast<int>(engine_.tiling().tiles().size()))
    log::info("deform: {} ranks for {} tiles of {} x {} voxels: some ranks have nothing to do", comm.size(),
              engine_.tiling().tiles().size(), Tiling::edge, Tiling::edge);
}

void March::start() {
  if (checkpointing_.restart) {
    state_ = read_checkpoint(comm_, checkpointing_.file, fingerprint_, engine_.tiling());
    if (checkpointing_.after_restart) checkpointing_.after_restart(state_.totals.segments);
    engine_.begin(state_);
    return;
  }
  state_ = engine_.undeformed();
  engine_.begin(state_);
  observe_step();
}

Outcome March::run() {
  start();
  const Model& m = engine_.model();
  Progress progress("deform", 100.0 * static_cast<double>(m.steps) * m.strain_step, "% strain");
  while (state_.clock.step < m.steps) {
    attempt();
    progress.at(100.0 * strain(m, state_.clock));
  }
  progress.finish();
  Outcome outcome{curve_point(), state_.totals.attempts, {}};
  engine_.report(outcome.timing);
  outcome.timing.add("curve, energy balance, snapshots, checkpoints", output_seconds_);
  log_shares(outcome);
  return outcome;
}

void March::attempt() {
  if (state_.totals.attempts % attempts_between_stop_checks == 0) check_stop();
  const Proposal next = engine_.propose(state_);
  if (next.kind == Proposal::thermal) {
    thermal_flip(next);
  } else if (next.kind == Proposal::none) {
    next_step();
  } else if (engine_.model().athermal == Athermal::sync) {
    athermal_flips(engine_.unstable(state_));
  } else {
    athermal_flips({next});
  }
}

/// Time passes without a flip: the load works.
void March::advance(Clock to) {
  const Model& m = engine_.model();
  const double stress = uniform_stress(m, state_.totals, state_.clock).d1;
  const double rise = strain(m, to) - strain(m, state_.clock);
  state_.clock = to;
  state_.totals.work_eV += m.total_volume * (stress + uniform_stress(m, state_.totals, to).d1) * rise;
}

void March::next_step() {
  advance({state_.clock.step + 1, 0.0});
  state_.totals.cascade_open = 0;
  state_.totals.cascade_flips = 0;
  engine_.load_moved(state_);
  observe_step();
  check_stop();
}

void March::thermal_flip(const Proposal& next) {
  advance({state_.clock.step, state_.clock.offset + next.key});
  if (next.barrier >= 0.0 || state_.totals.cascade_open == 0) begin_cascade();
  flip({&next, 1});
}

void March::athermal_flips(std::vector<Proposal> flips) {
  if (state_.totals.cascade_open == 0) begin_cascade();
  flip(flips);
}

void March::begin_cascade() {
  ++state_.totals.cascade;
  // Where time passes in a cascade (capped), thermal flips of the same runaway voxel would hide it from the guard.
  if (engine_.model().athermal != Athermal::capped) state_.totals.cascade_flips = 0;
  state_.totals.cascade_open = 1;
}

void March::flip(std::span<const Proposal> flips) {
  for (std::size_t i = 0; i < flips.size(); ++i) {
    record(flips[i]);
    state_.totals.dissipated_eV += heat(flips, i);
  }
  engine_.apply(state_, flips);
  guard_cascade();
}

/// Heat of flip i of a batch whose flips happen one after another: (1/2) V (sigma before + sigma after) : dE
/// (deformation 1.3).
double March::heat(std::span<const Proposal> flips, std::size_t i) const {
  const Model& m = engine_.model();
  const auto& k = engine_.kernel();
  const auto nx = static_cast<std::int64_t>(k.nx);
  const auto ny = static_cast<std::int64_t>(k.ny);
  const Proposal& f = flips[i];
  double s1 = 2.0 * f.s1;  // before + after; s1, s3 of the proposal are those before the whole batch
  double s3 = 2.0 * f.s3;
  for (std::size_t j = 0; j <= i; ++j) {
    const Proposal& g = flips[j];
    const std::int64_t dy = (f.voxel / nx - g.voxel / nx + ny) % ny;
    const std::int64_t dx = (f.voxel % nx - g.voxel % nx + nx) % nx;
    const auto at = static_cast<std::size_t>(dy * nx + dx);
    const double times = j < i ? 2.0 : 1.0;
    const double uniform = m.slope / m.voxels;
    s1 += times * (k.k11[at] * g.e1 + k.k13[at] * g.e3 - uniform * g.e1);
    s3 += times * (k.k13[at] * g.e1 + k.k33[at] * g.e3 - (m.shear ? uniform * g.e3 : 0.0));
  }
  return m.volume * (s1 * f.e1 + s3 * f.e3);
}

void March::record(const Proposal& f) {
  auto& t = state_.totals;
  const bool thermal = f.barrier >= 0.0;
  ++t.events;
  ++(thermal ? t.thermal : t.athermal);
  if (!thermal) ++t.cascade_flips;
  if (!observer_.event) return;
  const Model& m = engine_.model();
  observer_.event({time_s(m, state_.clock), strain(m, state_.clock), f.voxel, f.mode, f.generation, f.e1, f.e3,
                   f.barrier, f.s1, f.s3, f.type, thermal ? 1 : 0, t.cascade});
}

void March::guard_cascade() const {
  if (state_.totals.cascade_flips <= parameters_.max_flips_per_cascade) return;
  throw InputError(fmt::format(
      "deform: the cascade at strain {:.6g} does not end: {} athermal flips without a load step. Cap the "
      "softening (softening.permanent_cap, now {:.4g}; -ln 0.8 = 0.2231 lets a barrier drop by 20 %), soften "
      "less (softening.permanent, softening.temporary), or raise max_flips_per_cascade",
      strain(engine_.model(), state_.clock), state_.totals.cascade_flips, parameters_.softening.permanent_cap));
}

Outcome simulate(const comm::Communicator& comm, const Parameters& parameters,
                 const microstructure::Microstructure& micro, const Observer& observer,
                 const Checkpointing& checkpointing) {
  check(parameters, micro);
  for (const auto& sentence : warnings(parameters)) log::warning("{}", sentence);
  return March(comm, parameters, micro, observer, checkpointing).run();
}

}  // namespace vitrum::kmc
