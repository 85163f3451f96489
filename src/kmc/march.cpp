// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/march.cpp: load steps, flips and their energy.
#include "kmc/march.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kmc/checkpoint.hpp"
#include "kmc/founding.hpp"
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
constexpr double attempts_of_a_cascade = 1e3;  // a thermal wait shorter than so many attempts of a mode goes on with it
constexpr double instability_eV = 1e-9;        // a barrier below it counts as gone, far above the rounding of Q

March::March(const comm::Communicator& comm, const Parameters& parameters, const microstructure::Microstructure& micro,
             const Observer& observer, const Checkpointing& checkpointing)
    : comm_(comm),
      parameters_(parameters),
      grid_(micro.grid),
      segments_(segments_of(parameters.load)),
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
    engine_.enter(leg_model(parameters_, grid_, state_.totals.start));
    engine_.begin(state_);
    return;
  }
  state_ = engine_.undeformed();
  enter_first_leg();
  engine_.begin(state_);
  observe_step();
}

Outcome March::run() {
  start();
  Progress bar("deform", static_cast<double>(segments_.size()), "segments");
  while (!over() || !last_leg()) {
    if (over()) {
      next_leg();
    } else {
      attempt();
    }
    bar.at(progress());
  }
  bar.finish();
  warn_of_missed_goals();
  Outcome outcome{curve_point(), state_.totals.attempts, {}};
  if (outcome.last.events == 0)
    log::warning("deform: not one shear transformation happened: this load never makes the glass yield");
  engine_.report(outcome.timing);
  outcome.timing.add("curve, energy balance, snapshots, checkpoints", output_seconds_);
  log_shares(outcome);
  return outcome;
}

void March::attempt() {
  if (state_.totals.attempts % attempts_between_stop_checks == 0) check_stop();
  const Proposal next = engine_.propose(state_);
  const Model& m = engine_.model();
  if (next.kind == Proposal::none) {
    next_step();
  } else if (next.kind == Proposal::thermal) {
    m.quasistatic ? meet_instability(next) : thermal_flip(next);
  } else if (m.athermal == Athermal::sync) {
    athermal_flips(engine_.unstable(state_));
  } else {
    athermal_flips({next});
  }
}

/// Time passes without a flip: the load works.
void March::advance(Clock to) {
  const Model& m = engine_.model();
  auto& t = state_.totals;
  const double from_1 = uniform_stress(m, t, state_.clock).d1;
  const double to_1 = uniform_stress(m, t, to).d1;
  const bool stiff = !m.stress_control && m.drive_slope == m.slope;
  const double rise = stiff ? strain(m, t, to) - strain(m, t, state_.clock) : (to_1 - from_1) / m.slope;
  state_.clock = to;
  t.add_work(m.total_volume * (from_1 + to_1) * rise);
}

void March::next_step() {
  const Model& m = engine_.model();
  advance(horizon(m, state_.totals, state_.clock));
  state_.totals.cascade_open = 0;
  state_.totals.cascade_flips = 0;
  engine_.load_moved(state_);
  guard_strain();
  observe_step();
  check_stop();
}

void March::thermal_flip(const Proposal& next) {
  advance(later(engine_.model(), state_.clock, next.key));
  const bool at_once = next.key * engine_.model().nu0 < attempts_of_a_cascade;
  if (next.barrier >= 0.0 || state_.totals.cascade_open == 0) begin_cascade(at_once);
  flip({&next, 1});
}

/// Where softening has decayed on the way the barrier is still there: the load moved, nothing flips.
void March::meet_instability(Proposal next) {
  advance(later(engine_.model(), state_.clock, next.key));
  if (next.barrier > instability_eV) return;
  begin_cascade();
  flip({&next, 1});
}

void March::athermal_flips(std::vector<Proposal> flips) {
  if (state_.totals.cascade_open == 0) begin_cascade();
  flip(flips);
}

/// `at_once`: after a thermal wait of a few attempts. Such flips of a runaway voxel, and the time that passes in a
/// cascade of `capped`, must not hide it from the guard.
void March::begin_cascade(bool at_once) {
  ++state_.totals.cascade;
  if (!at_once && engine_.model().athermal != Athermal::capped) state_.totals.cascade_flips = 0;
  state_.totals.cascade_open = 1;
}

void March::flip(std::span<const Proposal> flips) {
  const std::int64_t events = state_.totals.events;
  for (std::size_t i = 0; i < flips.size(); ++i) {
    record(flips[i]);
    state_.totals.dissipated_eV += heat(flips, i);
  }
  const auto before = uniform_stress(engine_.model(), state_.totals, state_.clock);
  engine_.apply(state_, flips);
  work_of_flips(flips, before);
  guard_cascade();
  guard_strain();
  observe_flip();
  const std::int64_t every = checkpointing_.event_interval;
  if (every > 0 && !checkpointing_.file.empty() && state_.totals.events / every > events / every) write_checkpoint();
}

/// Where the strain of the glass is free to follow (stress control, a soft machine), the load works at a flip.
void March::work_of_flips(std::span<const Proposal> flips, elasticity::Deviator before) {
  const Model& m = engine_.model();
  const auto after = uniform_stress(m, state_.totals, state_.clock);
  double e1 = 0.0, e3 = 0.0;
  for (const auto& f : flips) e1 += f.e1, e3 += f.e3;
  const double follow_1 = 1.0 - m.feedback_1 / m.slope;
  const double follow_3 = m.shear ? 1.0 - m.feedback_3 / m.slope : 0.0;
  state_.totals.add_work(m.volume *
                         ((before.d1 + after.d1) * (follow_1 * e1) + (before.d3 + after.d3) * (follow_3 * e3)));
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
    s1 += times * (k.k11[at] * g.e1 + k.k13[at] * g.e3 - m.feedback_1 / m.voxels * g.e1);
    s3 += times * (k.k13[at] * g.e1 + k.k33[at] * g.e3 - m.feedback_3 / m.voxels * g.e3);
  }
  return m.volume * (s1 * f.e1 + s3 * f.e3);
}

void March::record(const Proposal& f) {
  auto& t = state_.totals;
  const Model& m = engine_.model();
  const bool thermal = f.barrier >= 0.0 && !m.quasistatic;
  ++t.events;
  ++(thermal ? t.thermal : t.athermal);
  if (!thermal) ++t.cascade_flips;
  if (!observer_.event) return;
  observer_.event({time_s(m, t, state_.clock), strain(m, t, state_.clock), f.voxel, f.mode, f.generation, f.e1, f.e3,
                   f.barrier, f.s1, f.s3, f.type, thermal ? 1 : 0, t.cascade});
}

void March::guard_cascade() const {
  if (state_.totals.cascade_flips <= parameters_.max_flips_per_cascade) return;
  const Model& m = engine_.model();
  const auto where = fmt::format("the cascade at strain {:.6g} does not end: {} athermal flips without a load step",
                                 strain(m, state_.totals, state_.clock), state_.totals.cascade_flips);
  if (m.stress_control)
    throw InputError(fmt::format(
        "deform: segment {}: {}. The stress imposed is above what the glass can bear: end the segment by a strain "
        "(until: {{strain: ...}}), lower the stress, or raise max_flips_per_cascade",
        state_.totals.start.segment + 1, where));
  throw InputError(fmt::format(
      "deform: {}. Cap the softening (softening.permanent_cap, now {:.4g}; -ln 0.8 = 0.2231 lets a barrier drop by 20 "
      "%), soften less (softening.permanent, softening.temporary), or raise max_flips_per_cascade",
      where, parameters_.softening.permanent_cap));
}

/// A stress held above what a softened glass bears strains it without end, by thermal flips alone.
void March::guard_strain() const {
  const double now = strain(engine_.model(), state_.totals, state_.clock);
  if (std::abs(now) <= parameters_.load.strain_limit || over()) return;
  const Model& m = engine_.model();
  throw InputError(fmt::format(
      "deform: segment {}: the glass runs away: its strain is {:.4g} under {:.4g} GPa after {:.4g} s, beyond "
      "load.strain_limit {:.4g}. End the segment by a strain (until: {{strain: ...}}), lower its stress or "
      "temperature, "
      "or raise load.strain_limit",
      state_.totals.start.segment + 1, now, m.reported_stress(uniform_stress(m, state_.totals, state_.clock).d1),
      time_s(m, state_.totals, state_.clock), parameters_.load.strain_limit));
}

Outcome simulate(const comm::Communicator& comm, const Parameters& parameters,
                 const microstructure::Microstructure& micro, const Observer& observer,
                 const Checkpointing& checkpointing) {
  if (parameters.engine == EngineKind::founding)
    return founding(comm, parameters, micro, observer, checkpointing).outcome;
  check(parameters, micro);
  for (const auto& sentence : warnings(parameters)) log::warning("{}", sentence);
  return March(comm, parameters, micro, observer, checkpointing).run();
}

}  // namespace vitrum::kmc
