// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/founding_observe.cpp: curve points, snapshots, checkpoints and stops of the founding loop.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kmc/energy_balance.hpp"
#include "kmc/founding_loop.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::kmc {
namespace {

/// Whether the strain has passed a further multiple of `interval` since the last time.
bool passes(double strain, double interval, std::int64_t& passed) {
  if (!(interval > 0.0)) return false;
  const auto now = static_cast<std::int64_t>(std::floor(strain / interval + 1e-9));
  if (now <= passed) return false;
  passed = now;
  return true;
}

}  // namespace

double FoundingLoop::internal_energy() const {
  return kmc::internal_energy(comm_, tiling_, state_.voxels.fields, residual_, model_.volume);
}

CurvePoint FoundingLoop::curve_point() const {
  const auto& f = state_.frame;
  CurvePoint p;
  p.strain = f.strain.xx;
  p.stress_GPa = f.seen.xx;
  p.time_s = f.time;
  p.temperature_K = parameters_.temperature_K;
  p.imposed = f.strain.xx;
  p.plastic_strain = f.sum_e1 / model_.voxels;
  p.events = f.thermal + f.athermal;
  p.thermal = f.thermal;
  p.athermal = f.athermal;
  const Plane3 uniform = true_stress();
  p.elastic_energy_eV =
      internal_energy() + 0.5 * model_.total_volume * contract(uniform, strain_of(parameters_.medium, uniform));
  p.work_eV = f.work_eV;
  p.dissipated_eV = f.dissipated_eV;
  close_balance(p, f.initial_energy_eV, std::abs(f.work_eV));
  return p;
}

Snapshot FoundingLoop::snapshot() const {
  const auto& v = state_.voxels.fields;
  const auto whole = [&](const auto& mine) {
    using T = typename std::decay_t<decltype(mine)>::value_type;
    const auto all = comm_.gather_everywhere(std::span<const T>(mine));
    return tiling_.row_major(std::span<const T>(all));
  };
  const auto seen = deviator(state_.frame.seen);
  Snapshot s;
  s.strain = state_.frame.strain.xx;
  s.time_s = state_.frame.time;
  s.e1 = whole(v.e1);
  s.e3 = whole(v.e3);
  s.s1_GPa = whole(v.s1);
  s.s3_GPa = whole(v.s3);
  for (double& x : s.s1_GPa) x += seen.d1;
  for (double& x : s.s3_GPa) x += seen.d3;
  s.permanent_softening = whole(v.permanent);
  s.generation = whole(v.generation);
  s.flips.assign(s.generation.begin(), s.generation.end());
  return s;
}

void FoundingLoop::observe() {
  const Timed timed(timing_, "curve, energy balance, snapshots, checkpoints");
  auto& f = state_.frame;
  const double last = parameters_.load.max_strain;
  const bool ended = f.strain.xx >= last * (1.0 - 1e-12);
  if (observer_.point && (passes(f.strain.xx, observer_.point_interval, f.points) || ended))
    observer_.point(curve_point());
  const auto& strains = observer_.snapshot_strains;
  for (; static_cast<std::size_t>(f.snapshots) < strains.size(); ++f.snapshots) {
    if (strains[static_cast<std::size_t>(f.snapshots)] > f.strain.xx + 1e-12 && !ended) break;
    if (observer_.snapshot) observer_.snapshot(snapshot());
  }
  if (ended || checkpointing_.file.empty()) return;
  const bool strained = passes(f.strain.xx, checkpointing_.strain_interval, f.checkpoints);
  const bool flipped = passes(static_cast<double>(f.thermal + f.athermal),
                              static_cast<double>(checkpointing_.event_interval), f.event_checkpoints);
  if (strained || flipped) write_checkpoint();
}

/// Also writes the checkpoints that wall time asks for.
void FoundingLoop::check_stop() {
  const double longest = checkpointing_.file.empty() ? 0.0 : checkpointing_.wall_interval_s;
  const std::chrono::duration<double> since = std::chrono::steady_clock::now() - last_written_;
  if (longest > 0.0 && comm_.any(since.count() >= longest)) write_checkpoint();
  if (!observer_.stop || !comm_.any(observer_.stop())) return;
  const double percent = 100.0 * state_.frame.strain.xx;
  if (checkpointing_.file.empty())
    throw Interrupted(fmt::format("deform: stopped at {:.4g} % strain; there is no checkpoint to go on from", percent));
  write_checkpoint();
  throw Interrupted(fmt::format("deform: stopped at {:.4g} % strain; --restart goes on from there", percent));
}

void FoundingLoop::write_checkpoint() {
  ++state_.frame.segments;
  if (checkpointing_.before_write) checkpointing_.before_write(state_.frame.segments);
  write_founding(comm_, checkpointing_.file, fingerprint_, tiling_, state_);
  last_written_ = std::chrono::steady_clock::now();
}

}  // namespace vitrum::kmc
