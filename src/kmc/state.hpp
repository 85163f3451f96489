// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/state.hpp: everything that marches; a checkpoint is this and nothing else.
#pragma once

#include <cstdint>
#include <vector>

#include "kmc/model.hpp"
#include "kmc/tiling.hpp"

namespace vitrum::kmc {

/// Time as (load step, seconds since it began), so that waits of 1e-13 s keep their digits at t = 300 s.
struct Clock {
  std::int64_t step = 0;
  double offset = 0.0;
};
inline double time_s(const Model& m, Clock c) { return static_cast<double>(c.step) * m.step_s + c.offset; }
inline double strain(const Model& m, Clock c) {
  return static_cast<double>(c.step) * m.strain_step + m.strain_rate * c.offset;
}
inline double elapsed_s(const Model& m, Clock from, Clock to) {
  return static_cast<double>(to.step - from.step) * m.step_s + (to.offset - from.offset);
}

/// This rank's voxels, tile-major.
struct Voxels {
  std::vector<double> e1, e3;           // accumulated transformation strain
  std::vector<double> s1, s3;           // internal stress with zero mean, GPa; residual stress included
  std::vector<double> permanent;        // eta^p
  std::vector<double> temporary;        // eta^t at the last flip
  std::vector<std::int64_t> flip_step;  // clock of the last flip
  std::vector<double> flip_offset;
  std::vector<std::int32_t> generation;

  void resize(std::size_t n);
};

/// The same on every rank.
struct Totals {
  double sum_e1 = 0.0, sum_e3 = 0.0;  // over all voxels, added up flip by flip
  double initial_energy_eV = 0.0, work_eV = 0.0, dissipated_eV = 0.0;
  std::int64_t events = 0, thermal = 0, athermal = 0;
  std::int64_t cascade = 0;        // id of the current or last cascade
  std::int64_t cascade_flips = 0;  // athermal flips in it
  std::int64_t cascade_open = 0;   // 1: an athermal flip now belongs to it
  std::int64_t attempts = 0;       // draws of the tile clocks so far; keys the streams
  std::int64_t segments = 0;       // closed output segments
};

struct State {
  Clock clock;
  Voxels voxels;
  Totals totals;
};

/// Uniform stress under the imposed strain (deformation 2.2).
inline elasticity::Deviator uniform_stress(const Model& m, const Totals& t, Clock c) {
  return {m.slope * (strain(m, c) - t.sum_e1 / m.voxels), m.shear ? -m.slope * (t.sum_e3 / m.voxels) : 0.0};
}
/// Elastic energy of the uniform stress, eV: half of Omega sigma : eps.
inline double uniform_energy(const Model& m, elasticity::Deviator u) {
  return m.total_volume * (u.d1 * u.d1 + u.d3 * u.d3) / m.slope;
}

}  // namespace vitrum::kmc
