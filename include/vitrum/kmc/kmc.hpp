// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/kmc.hpp: shear transformation zones marching in time under load by residence-time kinetic Monte Carlo.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/elasticity/elasticity.hpp"
#include "vitrum/microstructure/microstructure.hpp"

namespace vitrum::kmc {

/// Catalogue of shear modes of a voxel (deformation 1.2) and its barriers (1.3 a).
struct CatalogueParameters {
  int modes = 20;                // M
  double eigenstrain_sd = 0.05;  // s_E of e1 and e3
  double barrier_eV = 5.0;       // F0
  double barrier_spread = 0.2;   // r: F = F0 (1 - r + r U(0,1))
};

/// Softening (deformation 1.4).
struct SofteningParameters {
  double permanent = 10.0;                     // eta^p += permanent * dE:dE
  double permanent_cap = 0.22314355131420976;  // -ln 0.8
  double temporary = 30.0;                     // eta^t = temporary * dE:dE
  double recovery_eV = 0.37;                   // kappa = nu0 exp(-recovery / kT)
};

/// uniaxial_plane_strain: tension along x; strain = eps11, stress = sig11; sig22 = sig12 = 0 exactly (deformation 2.2,
/// mixed;
///   with Plane::stress or li2d the modulus is theirs).
/// pure_shear: strain = eps1 = (eps11 - eps22)/2 is imposed (a tensor shear, gamma/2), eps12 = 0; stress = s1.
enum class LoadKind { pure_shear, uniaxial_plane_strain };
enum class Athermal { extremal, sync, capped };
enum class EngineKind { reference, direct };

struct Load {
  LoadKind kind = LoadKind::uniaxial_plane_strain;
  double strain_rate_per_s = 1e-4;
  double max_strain = 0.05;
  double strain_step = 1e-5;  // horizon of a load increment: rates are bounded over it, exactly thinned
};

struct Parameters {
  elasticity::Medium medium;
  CatalogueParameters catalogue;
  SofteningParameters softening;
  Load load;
  Athermal athermal = Athermal::extremal;
  EngineKind engine = EngineKind::direct;
  double temperature_K = 300.0;
  double attempt_frequency_Hz = 1e13;  // nu0 a mode
  double residual_strain_sd =
      0.0;  // frozen random eigenstrain of this standard deviation, through the same solver (1.1)
  std::int64_t max_flips_per_cascade = 1000000;
  /// `direct`: modes with a barrier above it are drawn from a common bound instead of one by one (deformation 3.6, B3);
  /// exact for any value, fast where few modes lie below. Absent: kT ln(M nu0 / (2 strain rate)), at least 10 kT.
  std::optional<double> cutoff_eV;
  std::uint64_t seed = 1;
};

/// One flip; 1 row of /events.
struct Event {
  double time_s = 0.0;
  double strain = 0.0;
  std::int64_t voxel = 0;
  std::int32_t mode = 0;
  std::int32_t generation = 0;        // of the voxel before the flip
  double e1 = 0.0, e3 = 0.0;          // eigenstrain increment
  double barrier_eV = 0.0;            // Q at the flip (negative: athermal)
  double s1_GPa = 0.0, s3_GPa = 0.0;  // local stress before the flip
  std::int32_t type = 0;              // n of the voxel's dominant MRO type, 0: matrix
  std::int32_t thermal = 1;
  std::int64_t cascade = 0;
};

/// One row of /curve.
struct CurvePoint {
  double strain = 0.0, stress_GPa = 0.0, time_s = 0.0, plastic_strain = 0.0;
  std::int64_t events = 0, thermal = 0, athermal = 0;
  double elastic_energy_eV = 0.0, work_eV = 0.0, dissipated_eV = 0.0, energy_error = 0.0;
};

/// The fields of the whole grid at a strain, gathered for output (small 2-D maps).
struct Snapshot {
  double strain = 0.0, time_s = 0.0;
  std::vector<double> e1, e3;               // accumulated transformation strain
  std::vector<double> s1_GPa, s3_GPa;       // total stress deviators
  std::vector<double> permanent_softening;  // eta^p
  std::vector<std::int32_t> generation;
  std::vector<std::int64_t> flips;  // activity
};

/// What the caller gets while it runs. Called on every rank with the same arguments, in the same order.
struct Observer {
  std::function<void(const Event&)> event;
  std::function<void(const CurvePoint&)> point;   // every `point_interval` of strain
  std::function<void(const Snapshot&)> snapshot;  // at `snapshot_strains`
  std::function<bool()> stop;  // asked between events now and then; collective agreement is the caller's
  double point_interval = 1e-4;
  std::vector<double> snapshot_strains;
};

}  // namespace vitrum::kmc
