// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/legs.cpp: from one leg of the load programme to the next.
#include <fmt/format.h>

#include <algorithm>

#include "kmc/march.hpp"
#include "vitrum/core/log.hpp"

namespace vitrum::kmc {

/// `here`: time, strains and centre where the leg begins, under the uniform stress given. A creep stress of its own is
/// put on elastically: the load works.
Start March::start_of_leg(std::int64_t segment, std::int64_t leg, const Start& here, elasticity::Deviator stress) {
  const Model& m = engine_.model();
  const Segment& s = segments_[static_cast<std::size_t>(segment)];
  Start next = here;
  next.segment = segment;
  next.leg = leg;
  next.stress_1 = stress.d1;
  if (s.control == Control::creep && s.stress_GPa) {
    next.stress_1 = m.shear ? *s.stress_GPa : 0.5 * *s.stress_GPa;
    const double jump = (next.stress_1 - stress.d1) / m.slope;
    next.strain += jump;
    state_.totals.add_work(m.total_volume * (stress.d1 + next.stress_1) * jump);
  }
  if (holds_stress(s.control)) {
    next.imposed_1 = next.stress_1;
    next.imposed_3 = stress.d3;
  } else {
    next.imposed_1 = next.strain;
    if (s.machine_stiffness_GPa) next.imposed_1 += m.reported_stress(stress.d1) / *s.machine_stiffness_GPa;
  }
  if (leg == 0) next.centre = next.imposed_1;
  return next;
}

void March::enter_first_leg() {
  state_.totals.start = start_of_leg(0, 0, {}, {});
  engine_.enter(leg_model(parameters_, grid_, state_.totals.start));
}

void March::next_leg() {
  warn_of_missed_goals();
  const Model& m = engine_.model();
  auto& t = state_.totals;
  const auto u = uniform_stress(m, t, state_.clock);
  Start here = t.start;
  here.time_s = time_s(m, t, state_.clock);
  here.strain = strain(m, t, state_.clock);
  if (m.shear && m.stress_control) here.imposed_3 = u.d3 / m.slope + t.sum_e3 / m.voxels;  // else eps12 already
  const bool stays = !segment_ends();
  state_.voxels.settle(m, state_.clock);
  t.start =
      stays ? start_of_leg(t.start.segment, t.start.leg + 1, here, u) : start_of_leg(t.start.segment + 1, 0, here, u);
  state_.clock = {};
  engine_.enter(leg_model(parameters_, grid_, t.start));
  engine_.begin(state_);
  if (!stays && !checkpointing_.file.empty() && checkpointing_.strain_interval > 0.0) write_checkpoint();
}

/// Is this leg the last of its segment? A cyclic segment may reach its strain before.
bool March::segment_ends() const {
  const Start& s = state_.totals.start;
  return s.leg + 1 == legs(segments_[static_cast<std::size_t>(s.segment)]) ||
         goal_met(engine_.model(), state_.totals, state_.clock);
}

bool March::last_leg() const {
  return state_.totals.start.segment + 1 == static_cast<std::int64_t>(segments_.size()) && segment_ends();
}

void March::warn_of_missed_goals() const {
  const Model& m = engine_.model();
  if (cyclic(segments_[static_cast<std::size_t>(state_.totals.start.segment)].control)) return;  // a limit, no goal
  const auto warn = [&](const char* what, const Goal& goal, double value, double factor) {
    if (!goal.given || goal.sign * (goal.value - value) <= 1e-9 * std::max(std::abs(goal.value), 1e-3)) return;
    log::warning("deform: segment {} ended at its limit with {} {:.6g}; the {:.6g} asked for were not reached",
                 state_.totals.start.segment + 1, what, factor * value, factor * goal.value);
  };
  warn("strain", m.strain_goal, strain(m, state_.totals, state_.clock), 1.0);
  warn("stress (GPa)", m.stress_goal, uniform_stress(m, state_.totals, state_.clock).d1, m.reported_stress(1.0));
}

/// Segments done, the current one in part.
double March::progress() const {
  const Start& s = state_.totals.start;
  const Model& m = engine_.model();
  const double part = m.steps > 0 ? static_cast<double>(state_.clock.step) / static_cast<double>(m.steps) : 1.0;
  const auto all = static_cast<double>(legs(segments_[static_cast<std::size_t>(s.segment)]));
  return static_cast<double>(s.segment) + (static_cast<double>(s.leg) + part) / all;
}

}  // namespace vitrum::kmc
