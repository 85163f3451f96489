// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/program.cpp: how the load moves in a leg, and when the leg ends.
#include "kmc/program.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kmc/zone.hpp"
#include "vitrum/elasticity/energy.hpp"

namespace vitrum::kmc {
namespace {

double sign_of(double x) { return x < 0.0 ? -1.0 : 1.0; }

double s1_of(const Model& m, double reported) { return m.shear ? reported : 0.5 * reported; }

/// The value, relative to the centre, at which stroke `leg` of a cyclic segment ends: A, -A, A, ... -A, 0 for each
/// amplitude.
double stroke_end(const Segment& s, std::int64_t leg) {
  const std::int64_t strokes = 2 * s.cycles + 1;
  const double amplitude = s.amplitudes[static_cast<std::size_t>(leg / strokes)];
  const std::int64_t at = leg % strokes;
  if (at == strokes - 1) return 0.0;
  return at % 2 == 0 ? amplitude : -amplitude;
}

/// Ticks that cover `extent` of what moves by `step` a tick; the last one is shorter where they do not fit, unless
/// whole ticks are wanted.
void cover(Model& m, double extent, double step, bool whole) {
  const double ticks = extent / step;
  m.steps = static_cast<std::int64_t>(std::min(std::ceil(ticks * (1.0 - 1e-12)), 1e18));
  m.last_s = m.step_s;
  const double rest = ticks - static_cast<double>(m.steps - 1);
  if (!whole && m.steps > 0 && rest < 1.0 - 1e-9) m.last_s = rest * m.step_s;
}

struct Course {
  double rate = 0.0;  // of what is imposed, not negative
  double direction = 1.0;
  std::optional<double> target;  // of what is imposed
};

Course course_of(const Model& m, const Segment& s, const Start& at, bool stress) {
  Course c;
  const double given = stress ? s1_of(m, s.stress_rate_GPa_per_s) : s.strain_rate_per_s;
  c.rate = std::abs(given);
  c.direction = sign_of(given);
  if (cyclic(s.control)) {
    const double stroke = stroke_end(s, at.leg);
    c.target = at.centre + (stress ? s1_of(m, stroke) : stroke);
  } else if (stress) {
    if (s.end_stress_GPa) c.target = s1_of(m, *s.end_stress_GPa);
  } else {
    c.target = s.end_strain;
  }
  if (c.target) {
    c.direction = sign_of(*c.target - at.imposed_1);
  } else if (!stress && s.end_stress_GPa) {
    c.direction = sign_of(s1_of(m, *s.end_stress_GPa) - at.stress_1);
  } else if (stress && s.end_strain) {
    c.direction = sign_of(*s.end_strain - at.strain);
  }
  return c;
}

/// Strain or stress moves at a constant rate.
void move(Model& m, const Parameters& p, const Segment& s, const Start& at) {
  const bool legacy = p.load.segments.empty();
  const Course c = course_of(m, s, at, m.stress_control);
  m.strain_step = p.load.strain_step;
  const double step = m.stress_control ? m.slope * m.strain_step : m.strain_step;
  m.step_s = step / c.rate;
  m.imposed_rate = c.direction * c.rate;
  m.imposed_step = c.direction * step;
  const double slope = m.stress_control ? 1.0 : m.drive_slope;
  m.drift.d1 = slope * m.imposed_rate;
  m.load_reach = slope * step;
  double extent = std::numeric_limits<double>::infinity();
  if (c.target) extent = std::abs(*c.target - at.imposed_1);
  if (s.end_time_s && *s.end_time_s * c.rate < extent) extent = *s.end_time_s * c.rate;
  cover(m, extent, step, legacy);
  if (!m.stress_control && s.end_stress_GPa) m.stress_goal = {true, s1_of(m, *s.end_stress_GPa), c.direction};
  if (!m.stress_control || !s.end_strain) return;
  m.strain_goal = {true, *s.end_strain, cyclic(s.control) ? sign_of(*s.end_strain - at.strain) : c.direction};
}

/// Strain or stress stays.
void hold(Model& m, const Segment& s, const Start& at) {
  m.growing = true;
  m.step_s = s.time_step_s.value_or(1e-9 * *s.end_time_s);
  cover(m, *s.end_time_s, m.step_s, false);
  if (s.end_strain) m.strain_goal = {true, *s.end_strain, sign_of(*s.end_strain - at.strain)};
  if (s.end_stress_GPa) {
    const double goal = s1_of(m, *s.end_stress_GPa);
    m.stress_goal = {true, goal, sign_of(goal - at.stress_1)};
  }
}

/// Modes above it fire together in about 1 of 25 events of rate-controlled flow, whatever the grid (deformation 3.6);
/// where nothing moves, about once a voxel in the whole leg.
double default_cutoff(const Parameters& p, const Model& m) {
  const double leg_s = static_cast<double>(m.steps) * m.step_s;
  const double strain_rate = std::abs(m.imposed_rate) / (m.stress_control ? m.slope : 1.0);
  const double per_s = m.growing ? 1.0 / leg_s : 2.0 * strain_rate;
  return m.kT * std::max(10.0, std::log(p.catalogue.modes * m.nu0 / per_s));
}

/// kT, and what follows from it. In a quasistatic leg modes with Q < 0 are all that matters; the margin only decides
/// how often voxels are examined.
void heat_to(Model& m, const Parameters& p, double temperature_K) {
  m.temperature_K = temperature_K;
  m.kT = boltzmann_eV_per_K * temperature_K;
  m.kappa = p.softening.recovery_eV == 0.0 ? m.nu0 : m.nu0 * std::exp(-p.softening.recovery_eV / m.kT);
}

void choose_cutoff(Model& m, const Parameters& p) {
  m.cutoff = std::numeric_limits<double>::infinity();
  m.margin = m.quasistatic ? 0.15 : 6.0 * m.kT;
  if (p.engine == EngineKind::reference) return;
  m.cutoff = m.quasistatic ? 0.0 : p.cutoff_eV.value_or(default_cutoff(p, m));
}

Model unloaded(const Parameters& p, const microstructure::Grid& grid) {
  Model m;
  m.catalogue = {p.seed, p.catalogue.modes, p.catalogue.eigenstrain_sd, p.catalogue.barrier_eV,
                 p.catalogue.barrier_spread};
  m.softening = p.softening;
  m.athermal = p.athermal;
  const double zone = patch_of(p.zone, grid).volume_in_voxels;
  const double voxel = grid.voxel_volume_nm3() * elasticity::eV_per_GPa_nm3;
  m.volume = voxel * zone;
  m.voxels = static_cast<double>(grid.voxels()) / zone;
  m.total_volume = voxel * static_cast<double>(grid.voxels());
  m.nu0 = p.attempt_frequency_Hz;
  m.shear = p.load.kind == LoadKind::pure_shear;
  // Uniaxial: sig11 = E_2D (eps11 - <E11>) and s1 = sig11 / 2. Pure shear: s1 = 2 mu_2D (eps1 - <E1>)
  // (deformation 2.2).
  m.slope = m.shear ? 2.0 * p.medium.shear_2d_GPa() : 0.5 * p.medium.young_2d_GPa();
  return m;
}

/// The machine's stiffness is that of the stress reported: stress = k (imposed - strain).
double in_series(const Model& m, const Segment& s) {
  if (!s.machine_stiffness_GPa) return m.slope;
  const double k = s1_of(m, *s.machine_stiffness_GPa);
  return m.slope * k / (m.slope + k);
}

}  // namespace

bool cyclic(Control c) { return c == Control::cyclic_strain || c == Control::cyclic_stress; }

bool holds_stress(Control c) { return c == Control::stress_rate || c == Control::creep || c == Control::cyclic_stress; }

std::int64_t legs(const Segment& s) {
  return cyclic(s.control) ? (2 * s.cycles + 1) * static_cast<std::int64_t>(s.amplitudes.size()) : 1;
}

std::vector<Segment> segments_of(const Load& load) {
  if (!load.segments.empty()) return load.segments;
  Segment s;
  s.strain_rate_per_s = load.strain_rate_per_s;
  s.end_strain = load.max_strain;
  return {s};
}

Model leg_model(const Parameters& p, const microstructure::Grid& grid, const Start& start) {
  const auto segments = segments_of(p.load);
  const Segment& s = segments.at(static_cast<std::size_t>(start.segment));
  Model m = unloaded(p, grid);
  heat_to(m, p, s.temperature_K.value_or(p.temperature_K));
  m.stress_control = holds_stress(s.control);
  m.quasistatic = s.control == Control::quasistatic;
  m.drive_slope = in_series(m, s);
  m.feedback_1 = m.stress_control ? 0.0 : m.drive_slope;
  m.feedback_3 = m.stress_control || !m.shear ? 0.0 : m.slope;
  if (s.control == Control::creep || s.control == Control::relaxation) {
    hold(m, s, start);
  } else {
    move(m, p, s, start);
  }
  choose_cutoff(m, p);
  return m;
}

Model make_model(const Parameters& p, const microstructure::Grid& grid) { return leg_model(p, grid, {}); }

}  // namespace vitrum::kmc
