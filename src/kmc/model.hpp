// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/model.hpp: the numbers that follow from the parameters, for one leg of the load programme.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "vitrum/kmc/kernels/catalogue.hpp"
#include "vitrum/kmc/kmc.hpp"

namespace vitrum::kmc {

inline constexpr double boltzmann_eV_per_K = 8.617333262e-5;

/// Where the load programme stands: a leg is a segment, or a stroke of a cyclic one. A part of the state.
struct Start {
  std::int64_t segment = 0, leg = 0;
  double time_s = 0.0;     // when the leg began
  double imposed_1 = 0.0;  // strain, or s1 in GPa where stress is controlled, when the leg began
  double imposed_3 = 0.0;  // likewise eps12, or s3 (pure shear)
  double strain = 0.0;     // of the glass, and uniform s1, when the leg began
  double stress_1 = 0.0;
  double centre = 0.0;  // of a cyclic segment, strain or s1
};

/// The leg ends when a quantity that moves in the direction `sign` reaches `value`.
struct Goal {
  bool given = false;
  double value = 0.0;
  double sign = 1.0;
};

struct Model {
  kernels::Catalogue catalogue{};
  SofteningParameters softening;
  Athermal athermal = Athermal::extremal;
  double volume = 0.0;        // of a zone (a voxel, unless zones are larger), eV/GPa
  double total_volume = 0.0;  // all voxels, eV/GPa
  double voxels = 0.0;        // volume of the grid in zones: a flip of strain d adds d / voxels to the mean
  double temperature_K = 0.0;
  double kT = 0.0;     // eV
  double nu0 = 0.0;    // 1/s
  double kappa = 0.0;  // 1/s: decay of temporary softening

  double slope = 0.0;           // GPa: uniform s1 = slope (strain of the glass - <E1>)
  double drive_slope = 0.0;     // GPa: s1 = drive_slope (imposed strain - <E1>), softer where the machine is
  bool shear = false;           // s3 follows eps12 (pure shear) or is 0 (uniaxial)
  bool stress_control = false;  // the uniform stress is imposed, else the strain
  bool quasistatic = false;     // instabilities instead of thermal flips
  bool growing = false;         // creep, relaxation: steps of several ticks
  double imposed_rate = 0.0;    // of strain, 1/s, or of s1, GPa/s
  double imposed_step = 0.0;    // in one tick
  double strain_step = 0.0;     // of a tick, or its elastic strain; 0: nothing moves
  double step_s = 0.0;          // duration of a tick
  double last_s = 0.0;          // of the last tick of the leg, at most step_s
  std::int64_t steps = 0;       // ticks of the leg
  elasticity::Deviator drift;   // GPa/s: how the uniform stress moves between flips
  double feedback_1 = 0.0;      // GPa: a flip of mean strain d takes feedback d off the uniform stress
  double feedback_3 = 0.0;
  double load_reach = 0.0;  // GPa: how far the uniform stress moves in one tick (H of deformation 3.6)
  Goal strain_goal;         // of the glass
  Goal stress_goal;         // s1
  double cutoff = 0.0;      // eV; infinite: every mode is an entry
  double margin = 0.0;      // eV: candidates lie below cutoff + margin when a voxel is examined (Gam)

  /// Stress that the load reports: sig11 in uniaxial tension, s1 in pure shear.
  double reported_stress(double s1) const { return shear ? s1 : 2.0 * s1; }
};

/// The first leg of the programme, from an undeformed glass.
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
