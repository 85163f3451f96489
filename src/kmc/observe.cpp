// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/observe.cpp: curve points, snapshots, checkpoints and stops of a march, all at load steps or draws of
// known number.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "kmc/checkpoint.hpp"
#include "kmc/energy_balance.hpp"
#include "kmc/march.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::kmc {
namespace {

/// How many multiples of `interval` a load step has reached.
std::int64_t reached(const Model& m, std::int64_t step, double interval) {
  if (step < 0) return -1;
  return static_cast<std::int64_t>(
      std::floor(static_cast<double>(step) * m.strain_step / interval * (1.0 + 1e-12) + 1e-9));
}

bool due(const Model& m, Clock c, double interval) {
  if (m.growing) return true;
  return c.offset == 0.0 && interval > 0.0 && reached(m, c.step, interval) > reached(m, c.step - 1, interval);
}

}  // namespace

CurvePoint March::curve_point() const {
  const Model& m = engine_.model();
  const auto& t = state_.totals;
  const auto u = uniform_stress(m, t, state_.clock);
  CurvePoint p;
  p.strain = strain(m, t, state_.clock);
  p.stress_GPa = m.reported_stress(u.d1);
  p.time_s = time_s(m, t, state_.clock);
  p.plastic_strain = t.sum_e1 / m.voxels;
  p.events = t.events;
  p.thermal = t.thermal;
  p.athermal = t.athermal;
  p.elastic_energy_eV = engine_.internal_energy(state_) + uniform_energy(m, u);
  p.work_eV = t.work_eV;
  p.dissipated_eV = t.dissipated_eV;
  p.segment = t.start.segment + 1;
  p.temperature_K = m.temperature_K;
  const double x = imposed(m, t, state_.clock);
  p.imposed = m.stress_control ? m.reported_stress(x) : x;
  close_balance(p, t.initial_energy_eV, t.largest_work_eV);
  return p;
}

Snapshot March::snapshot() const {
  const Model& m = engine_.model();
  const auto& v = state_.voxels;
  const auto u = uniform_stress(m, state_.totals, state_.clock);
  const auto whole = [&](const auto& mine) {
    using T = typename std::decay_t<decltype(mine)>::value_type;
    const auto all = comm_.gather_everywhere(std::span<const T>(mine));
    return engine_.tiling().row_major(std::span<const T>(all));
  };
  Snapshot s;
  s.strain = strain(m, state_.totals, state_.clock);
  s.time_s = time_s(m, state_.totals, state_.clock);
  if (parameters_.zone.shape == ZoneParameters::Shape::voxel) {
    s.e1 = whole(v.e1);
    s.e3 = whole(v.e3);
    s.s1_GPa = whole(v.s1);
    s.s3_GPa = whole(v.s3);
  } else {
    const Spread spread = engine_.spread(state_);
    s.e1 = whole(spread.e1);
    s.e3 = whole(spread.e3);
    s.s1_GPa = whole(spread.s1);
    s.s3_GPa = whole(spread.s3);
  }
  for (double& x : s.s1_GPa) x += u.d1;
  for (double& x : s.s3_GPa) x += u.d3;
  s.permanent_softening = whole(v.permanent);
  s.generation = whole(v.generation);
  s.flips.assign(s.generation.begin(), s.generation.end());
  return s;
}

void March::point() {
  state_.totals.watched_strain = strain(engine_.model(), state_.totals, state_.clock);
  if (observer_.point) observer_.point(curve_point());
}

/// The fields of every strain on the list that is passed for the first time.
bool March::snapshots_up_to(double reach) {
  const double before = state_.totals.reach;
  if (!(reach > before)) return false;
  state_.totals.reach = reach;
  if (!observer_.snapshot) return false;
  const auto& strains = observer_.snapshot_strains;
  const auto n = std::count_if(strains.begin(), strains.end(), [&](double s) { return s <= reach && s > before; });
  for (auto k = n; k > 0; --k) observer_.snapshot(snapshot());
  return n > 0;
}

void March::observe_step() {
  const auto start = std::chrono::steady_clock::now();
  const Model& m = engine_.model();
  const bool ends = over();
  if (ends) {
    observe_leg_end();
  } else {
    if (due(m, state_.clock, observer_.point_interval)) point();
    snapshots_up_to(strain(m, state_.totals, state_.clock) + 1e-6 * m.strain_step);
  }
  output_seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const double interval = checkpointing_.strain_interval;
  if (state_.clock.step > 0 && !ends && !m.growing && interval > 0.0 && !checkpointing_.file.empty() &&
      due(m, state_.clock, interval))
    write_checkpoint();
}

/// Under stress control strain comes with the flips.
void March::observe_flip() {
  if (over()) return observe_leg_end();
  const Model& m = engine_.model();
  if (!m.stress_control) return;
  const double now = strain(m, state_.totals, state_.clock);
  if (std::abs(now - state_.totals.watched_strain) < observer_.point_interval) return;
  point();
  snapshots_up_to(now);
}

void March::observe_leg_end() {
  point();
  const Model& m = engine_.model();
  const bool taken = snapshots_up_to(strain(m, state_.totals, state_.clock) + 1e-6 * m.strain_step);
  if (segment_ends() && !taken && !parameters_.load.segments.empty() && observer_.snapshot)
    observer_.snapshot(snapshot());
}

/// Also writes the checkpoints that wall time asks for.
void March::check_stop() {
  const std::chrono::duration<double> since = std::chrono::steady_clock::now() - last_checkpoint_;
  const bool waited = checkpointing_.wall_interval_s > 0.0 && !checkpointing_.file.empty() &&
                      since.count() >= checkpointing_.wall_interval_s;
  if (!observer_.stop && !(checkpointing_.wall_interval_s > 0.0)) return;
  const auto wish = comm_.max(std::int64_t{observer_.stop && observer_.stop() ? 2 : waited ? 1 : 0});
  if (wish == 0 || (over() && last_leg())) return;
  if (wish == 1) return write_checkpoint();
  const double percent = 100.0 * strain(engine_.model(), state_.totals, state_.clock);
  if (checkpointing_.file.empty())
    throw Interrupted(fmt::format("deform: stopped at {:.4g} % strain; there is no checkpoint to go on from", percent));
  write_checkpoint();
  throw Interrupted(fmt::format("deform: stopped at {:.4g} % strain; --restart goes on from there", percent));
}

void March::write_checkpoint() {
  const auto start = std::chrono::steady_clock::now();
  ++state_.totals.segments;
  if (checkpointing_.before_write) checkpointing_.before_write(state_.totals.segments);
  kmc::write_checkpoint(comm_, checkpointing_.file, fingerprint_, engine_.tiling(), state_);
  last_checkpoint_ = std::chrono::steady_clock::now();
  output_seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace vitrum::kmc
