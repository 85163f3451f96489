// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/state.hpp: everything that marches; a checkpoint is this and nothing else.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "kmc/model.hpp"
#include "kmc/recent.hpp"
#include "kmc/tiling.hpp"

namespace vitrum::kmc {

inline double leg_time_s(const Model& m, Clock c) { return static_cast<double>(c.step) * m.step_s + c.offset; }
/// Of two clocks of one leg.
inline double elapsed_s(const Model& m, Clock from, Clock to) {
  return static_cast<double>(to.step - from.step) * m.step_s + (to.offset - from.offset);
}

/// Has temporary softening decayed for good?
bool forgotten(const Model& m, const Softened& record, Clock now);

/// This rank's voxels, tile-major.
struct Voxels {
  std::vector<double> e1, e3;     // accumulated transformation strain
  std::vector<double> s1, s3;     // internal stress with zero mean, GPa; residual stress included
  std::vector<double> permanent;  // eta^p
  Recent recent;                  // eta^t
  std::vector<std::int32_t> generation;

  void resize(std::size_t n);
  /// Temporary softening as it is now, from now on counted from clock (0, 0): before a leg ends.
  void settle(const Model& m, Clock now);
};

/// The same on every rank.
struct Totals {
  double sum_e1 = 0.0, sum_e3 = 0.0;  // over all voxels, added up flip by flip
  double initial_energy_eV = 0.0, work_eV = 0.0, dissipated_eV = 0.0;
  double largest_work_eV = 0.0;  // so far: an unloaded elastic glass holds no other energy to compare errors with
  std::int64_t events = 0, thermal = 0, athermal = 0;
  std::int64_t cascade = 0;        // id of the current or last cascade
  std::int64_t cascade_flips = 0;  // athermal flips in it
  std::int64_t cascade_open = 0;   // 1: an athermal flip now belongs to it
  std::int64_t attempts = 0;       // draws of the tile clocks so far; keys the streams
  std::int64_t segments = 0;       // closed output segments
  double watched_strain = 0.0;     // at the last curve point
  double reach = -1.0;             // largest strain so far; snapshots up to it are taken
  Start start;

  void add_work(double eV) {
    work_eV += eV;
    largest_work_eV = std::max(largest_work_eV, std::abs(work_eV));
  }
};

struct State {
  Clock clock;
  Voxels voxels;
  Totals totals;
};

/// The clock `wait` seconds later, within the current time step.
Clock later(const Model& m, Clock c, double wait);

/// What the load imposes now: the strain, or s1 in GPa where stress is controlled.
inline double imposed(const Model& m, const Totals& t, Clock c) {
  return t.start.imposed_1 + (static_cast<double>(c.step) * m.imposed_step + m.imposed_rate * c.offset);
}
/// Uniform stress (deformation 2.2). A uniaxial load has none in s3.
inline elasticity::Deviator uniform_stress(const Model& m, const Totals& t, Clock c) {
  const double x = imposed(m, t, c);
  if (m.stress_control) return {x, t.start.imposed_3};
  return {m.drive_slope * (x - t.sum_e1 / m.voxels),
          m.shear ? m.slope * (t.start.imposed_3 - t.sum_e3 / m.voxels) : 0.0};
}
/// Strain of the glass along the load.
inline double strain(const Model& m, const Totals& t, Clock c) {
  if (!m.stress_control && m.drive_slope == m.slope) return imposed(m, t, c);
  return uniform_stress(m, t, c).d1 / m.slope + t.sum_e1 / m.voxels;
}
inline double time_s(const Model& m, const Totals& t, Clock c) { return t.start.time_s + leg_time_s(m, c); }
/// Elastic energy of the uniform stress, eV: half of Omega sigma : eps.
inline double uniform_energy(const Model& m, elasticity::Deviator u) {
  return m.total_volume * (u.d1 * u.d1 + u.d3 * u.d3) / m.slope;
}

/// The end of the current time step: the next tick (a later one where nothing moves), where a goal is met, or where the
/// leg ends. Seconds until then.
Clock horizon(const Model& m, const Totals& t, Clock c);
double rest_s(const Model& m, const Totals& t, Clock c);
/// Has the leg reached its strain or its stress?
bool goal_met(const Model& m, const Totals& t, Clock c);
/// Has the leg reached one of its ends?
bool leg_over(const Model& m, const Totals& t, Clock c);

}  // namespace vitrum::kmc
