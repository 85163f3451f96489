// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/observe.cpp: curve points, snapshots, checkpoints and stops of a march, all at load steps or draws of
// known number.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "kmc/checkpoint.hpp"
#include "kmc/march.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::kmc {
namespace {

/// Energy balance of the whole run, relative; rounding stays below 1e-11, a wrong kernel or a lost flip far above.
constexpr double energy_tolerance = 1e-8;

/// How many multiples of `interval` a load step has reached.
std::int64_t reached(const Model& m, std::int64_t step, double interval) {
  if (step < 0) return -1;
  return static_cast<std::int64_t>(
      std::floor(static_cast<double>(step) * m.strain_step / interval * (1.0 + 1e-12) + 1e-9));
}

bool due(const Model& m, std::int64_t step, double interval) {
  return interval > 0.0 && reached(m, step, interval) > reached(m, step - 1, interval);
}

std::ptrdiff_t snapshots_due(const Model& m, std::int64_t step, const std::vector<double>& strains) {
  const auto position = [&](std::int64_t s) { return (static_cast<double>(s) + 1e-6) * m.strain_step; };
  return std::count_if(strains.begin(), strains.end(), [&](double strain) {
    return strain <= position(step) && (step == 0 || strain > position(step - 1));
  });
}

}  // namespace

CurvePoint March::curve_point() const {
  const Model& m = engine_.model();
  const auto& t = state_.totals;
  const auto u = uniform_stress(m, t, state_.clock);
  CurvePoint p;
  p.strain = strain(m, state_.clock);
  p.stress_GPa = m.reported_stress(u.d1);
  p.time_s = time_s(m, state_.clock);
  p.plastic_strain = t.sum_e1 / m.voxels;
  p.events = t.events;
  p.thermal = t.thermal;
  p.athermal = t.athermal;
  p.elastic_energy_eV = engine_.internal_energy(state_) + uniform_energy(m, u);
  p.work_eV = t.work_eV;
  p.dissipated_eV = t.dissipated_eV;
  const double gap = t.initial_energy_eV + t.work_eV - t.dissipated_eV - p.elastic_energy_eV;
  const double scale = std::max(
      {std::abs(t.initial_energy_eV), std::abs(t.work_eV), std::abs(t.dissipated_eV), std::abs(p.elastic_energy_eV)});
  p.energy_error = scale > 0.0 ? gap / scale : 0.0;
  if (!(std::abs(p.energy_error) <= energy_tolerance))
    throw Fault(fmt::format("deform: the energy balance does not close at strain {:.6g}: relative error {:.3g}",
                            p.strain, p.energy_error));
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
  s.strain = strain(m, state_.clock);
  s.time_s = time_s(m, state_.clock);
  s.e1 = whole(v.e1);
  s.e3 = whole(v.e3);
  s.s1_GPa = whole(v.s1);
  s.s3_GPa = whole(v.s3);
  for (double& x : s.s1_GPa) x += u.d1;
  for (double& x : s.s3_GPa) x += u.d3;
  s.permanent_softening = whole(v.permanent);
  s.generation = whole(v.generation);
  s.flips.assign(s.generation.begin(), s.generation.end());
  return s;
}

void March::observe_step() {
  const auto start = std::chrono::steady_clock::now();
  const Model& m = engine_.model();
  const std::int64_t step = state_.clock.step;
  const bool last = step == m.steps;
  if (observer_.point && (due(m, step, observer_.point_interval) || last)) observer_.point(curve_point());
  if (observer_.snapshot)
    for (auto n = snapshots_due(m, step, observer_.snapshot_strains); n > 0; --n) observer_.snapshot(snapshot());
  output_seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (step > 0 && !last && !checkpointing_.file.empty() && due(m, step, checkpointing_.strain_interval))
    write_checkpoint();
}

void March::check_stop() {
  if (!observer_.stop || !comm_.any(observer_.stop())) return;
  const Model& m = engine_.model();
  if (state_.clock.step == m.steps) return;
  const double percent = 100.0 * strain(m, state_.clock);
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
  output_seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace vitrum::kmc
