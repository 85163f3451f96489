// SPDX-License-Identifier: Apache-2.0
// tests/unit/kmc/glass.hpp: small glasses for tests, and a number that stands for a whole list of events.
#pragma once

#include <cstring>
#include <vector>

#include "vitrum/kmc/simulate.hpp"

namespace vitrum::kmc::testing {

inline microstructure::Microstructure glass(std::size_t ny, std::size_t nx, double hy = 1.8, double hx = 1.8) {
  microstructure::Microstructure m;
  m.grid = {ny, nx, hy, hx, 1.0};
  m.log_barrier_factor.assign(ny * nx, 0.0);
  m.permanent_softening.assign(ny * nx, 1.0);
  m.temporary_softening.assign(ny * nx, 1.0);
  m.dominant_type.assign(ny * nx, 0);
  return m;
}

/// Loads fast to flow: few voxels, coarse load steps.
inline Parameters quick(double max_strain = 0.03) {
  Parameters p;
  p.load.max_strain = max_strain;
  p.load.strain_step = 1e-4;
  p.seed = 7;
  return p;
}

struct Run {
  std::vector<Event> events;
  std::vector<CurvePoint> curve;
  std::vector<Snapshot> snapshots;
  Outcome outcome;
};

inline Observer watch(Run& run) {
  Observer o;
  o.event = [&run](const Event& e) { run.events.push_back(e); };
  o.point = [&run](const CurvePoint& p) { run.curve.push_back(p); };
  o.snapshot = [&run](const Snapshot& s) { run.snapshots.push_back(s); };
  o.point_interval = 1e-3;
  return o;
}

inline Run run(const comm::Communicator& comm, const Parameters& p, const microstructure::Microstructure& m,
               const std::vector<double>& snapshots = {}) {
  Run r;
  Observer o = watch(r);
  o.snapshot_strains = snapshots;
  r.outcome = simulate(comm, p, m, o);
  return r;
}

/// FNV-1a over every bit of every event.
inline std::uint64_t hash(const std::vector<Event>& events) {
  std::uint64_t h = 14695981039346656037ull;
  const auto add = [&h](const auto& value) {
    unsigned char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    for (const auto b : bytes) h = (h ^ b) * 1099511628211ull;
  };
  for (const auto& e : events) {
    add(e.time_s), add(e.strain), add(e.voxel), add(e.mode), add(e.generation), add(e.e1), add(e.e3);
    add(e.barrier_eV), add(e.s1_GPa), add(e.s3_GPa), add(e.type), add(e.thermal), add(e.cascade);
  }
  return h;
}

}  // namespace vitrum::kmc::testing
