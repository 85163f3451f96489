// SPDX-License-Identifier: Apache-2.0
// tests/benchmarks/kmc/flowing.hpp: brings a glass to flow in minutes, where `direct` at the default rate takes hours.
#pragma once

#include "kmc/checkpoint.hpp"
#include "kmc/engine.hpp"

namespace vitrum::kmc::benchmarks {

inline microstructure::Microstructure homogeneous(std::size_t n) {
  microstructure::Microstructure m;
  m.grid = {n, n, 1.8, 1.8, 1.0};
  m.log_barrier_factor.assign(n * n, 0.0);
  m.permanent_softening.assign(n * n, 1.0);
  m.temporary_softening.assign(n * n, 1.0);
  m.dominant_type.assign(n * n, 0);
  return m;
}

/// The defaults of deformation 1.8 in the load of its table of speeds: pure shear at 1e-4 1/s.
inline Parameters defaults() {
  Parameters p;
  p.load.kind = LoadKind::pure_shear;
  p.load.max_strain = 1.0;
  return p;
}

/// A quasi-static stand-in for slow thermal flow: a mode of barrier Q waits exp(Q/kT)/nu0, so that at 1e-4 1/s those
/// below `barrier_eV` flip within a load step. All barriers are lowered by it, temperature is next to none, every voxel
/// without a barrier flips at once (`sync`), stress by one spectral solve a sweep. The same seed: the same modes.
inline Parameters stand_in(const Parameters& p, double barrier_eV, double strain_step) {
  Parameters q = p;
  const auto& c = p.catalogue;
  q.catalogue.barrier_eV = c.barrier_eV - barrier_eV;
  q.catalogue.barrier_spread = c.barrier_eV * c.barrier_spread / q.catalogue.barrier_eV;
  q.athermal = Athermal::sync;
  q.temperature_K = 10.0;
  q.softening.temporary = 0.0;  // it lasts for one cascade; here it would soften all that flip in a load step
  q.load.strain_step = strain_step;
  q.load.strain_rate_per_s = strain_step * q.attempt_frequency_Hz / 100.0;
  return q;
}

/// The fields of a glass sheared to `strain` by the stand-in.
inline State sheared(const comm::Communicator& comm, const Parameters& p, const microstructure::Microstructure& m,
                     double strain, double strain_step) {
  Engine engine(comm, stand_in(p, 0.9, strain_step), m);
  State state = engine.undeformed();
  engine.begin(state);
  const auto steps = static_cast<std::int64_t>(strain / strain_step);
  while (state.clock.step < steps) {
    const Proposal next = engine.propose(state);
    if (next.kind == Proposal::athermal) {
      const auto flips = engine.unstable(state);
      engine.apply(state, flips);
      state.totals.events += static_cast<std::int64_t>(flips.size());
    } else if (next.kind == Proposal::thermal) {
      state.clock.offset += next.key;
      engine.apply(state, {&next, 1});
    } else {
      state.clock = {state.clock.step + 1, 0.0};
      engine.load_moved(state);
    }
  }
  const auto ratio = static_cast<std::int64_t>(strain_step / p.load.strain_step + 0.5);
  state.clock = {state.clock.step * ratio, 0.0};
  state.voxels.recent = Recent(state.voxels.e1.size());
  return state;
}

}  // namespace vitrum::kmc::benchmarks
