// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/model.hpp: the numbers that follow from the parameters.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "vitrum/kmc/kernels/catalogue.hpp"
#include "vitrum/kmc/kmc.hpp"

namespace vitrum::kmc {

inline constexpr double boltzmann_eV_per_K = 8.617333262e-5;

struct Model {
  kernels::Catalogue catalogue{};
  SofteningParameters softening;
  Athermal athermal = Athermal::extremal;
  double volume = 0.0;        // voxel, eV/GPa
  double total_volume = 0.0;  // all voxels, eV/GPa
  double voxels = 0.0;
  double kT = 0.0;           // eV
  double nu0 = 0.0;          // 1/s
  double kappa = 0.0;        // 1/s: decay of temporary softening
  double slope = 0.0;        // GPa: uniform s1 = slope (strain - <E1>)
  bool shear = false;        // s3 = -slope <E3> (pure shear) or 0 (uniaxial)
  double strain_rate = 0.0;  // 1/s
  double strain_step = 0.0;
  double step_s = 0.0;      // duration of a load step
  std::int64_t steps = 0;   // load steps to the first one at or beyond max_strain
  double load_reach = 0.0;  // GPa: how far s1 rises in one load step (H of deformation 3.6)
  double cutoff = 0.0;      // eV; infinite: every mode is an entry
  double margin = 0.0;      // eV: candidates lie below cutoff + margin when a voxel is examined (Gam)

  /// Stress that the load reports: sig11 in uniaxial tension, s1 in pure shear.
  double reported_stress(double s1) const { return shear ? s1 : 2.0 * s1; }
};

Model make_model(const Parameters& parameters, const microstructure::Grid& grid);

/// InputError where parameters make no sense, DataError where the microstructure does not fit its grid.
void check(const Parameters& parameters, const microstructure::Microstructure& microstructure);

/// Sentences for the log: parameters that are allowed and rarely meant (a single mode gives no steady flow, no cap on
/// softening).
std::vector<std::string> warnings(const Parameters& parameters);

/// All that decides the events, as text: a checkpoint goes on only under the same one. Output and the last strain do
/// not count.
std::string fingerprint(const Parameters& parameters, const microstructure::Microstructure& microstructure);

}  // namespace vitrum::kmc
