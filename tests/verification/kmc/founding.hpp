// SPDX-License-Identifier: Apache-2.0
// tests/verification/kmc/founding.hpp: the founding configuration (deformation 1.8, first column) and what it gives.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "kmc/founding.hpp"
#include "unit/kmc/glass.hpp"

namespace vitrum::kmc::testing {

/// Voxels of 1.618 x 2 nm, 1 nm deep, as the prototype's supercell of golden aspect; nx = 2 ny there.
inline microstructure::Microstructure founding_glass(std::size_t ny, std::size_t nx) {
  return glass(ny, nx, 2.0, 0.5 * (1.0 + std::sqrt(5.0)));
}

inline Parameters founding_parameters(std::uint64_t seed) {
  Parameters p;
  p.medium.plane = elasticity::Plane::li2d;
  p.medium.op = elasticity::Operator::truncated_fourier;
  p.catalogue.modes = 13;                                              // ceil(4 V_v / nm^2)
  p.attempt_frequency_Hz = 1e13 * 2.0 * 0.5 * (1.0 + std::sqrt(5.0));  // 1e13 Hz a nm^2
  p.engine = EngineKind::founding;
  p.athermal = Athermal::sync;
  p.residual_strain_sd = 0.005;  // OmegaF / voxel * 0.1 / 2
  p.load.max_strain = 0.1;
  p.load.strain_step = 1e-4;
  p.seed = seed;
  return p;
}

struct FoundingResult {
  double peak = 0.0, peak_strain = 0.0;  // GPa, 1
  double flow = 0.0, fluctuation = 0.0;  // mean and sd of the stress beyond 5 % strain, GPa
  double modulus = 0.0;                  // GPa, of the first point under load
  double lateral = 0.0, transformed = 0.0;
  double events = 0.0, energy_error = 0.0;
};

inline FoundingResult summarize(const std::vector<CurvePoint>& curve, const FoundingOutcome& end) {
  FoundingResult r;
  double n = 0.0, square = 0.0;
  for (const auto& p : curve) {
    if (p.stress_GPa > r.peak) r.peak = p.stress_GPa, r.peak_strain = p.strain;
    r.energy_error = std::max(r.energy_error, std::abs(p.energy_error));
    if (p.strain <= 0.05) continue;
    n += 1.0;
    r.flow += p.stress_GPa;
    square += p.stress_GPa * p.stress_GPa;
  }
  r.flow /= n;
  r.fluctuation = std::sqrt(std::max(0.0, square / n - r.flow * r.flow));
  r.modulus = curve[1].stress_GPa / curve[1].strain;
  r.lateral = end.lateral_strain;
  r.transformed = end.transformed;
  r.events = static_cast<double>(end.outcome.last.events);
  return r;
}

inline FoundingResult run_founding(const comm::Communicator& comm, const Parameters& p,
                                   const microstructure::Microstructure& m) {
  Run r;
  auto observer = watch(r);
  observer.point_interval = 5e-4;
  const auto end = founding(comm, p, m, observer);
  return summarize(r.curve, end);
}

}  // namespace vitrum::kmc::testing
