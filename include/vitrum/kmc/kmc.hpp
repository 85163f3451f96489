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
#include "vitrum/kmc/founding_law.hpp"
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

/// Size of a shear transformation zone centred on a voxel (deformation 1.6): the voxel, or about pi radius^2 of the
/// plane (zones overlap). disc: even strain, the share of each voxel that the disc covers; gaussian:
/// exp(-r^2/radius^2). Catalogue, generation and softening are the centre's.
struct ZoneParameters {
  enum class Shape { voxel, disc, gaussian };
  Shape shape = Shape::voxel;
  double radius = 0.0;
  bool in_voxels = false;  // radius counts square roots of a voxel's area, else nm
};

/// uniaxial_plane_strain: tension along x; strain = eps11, stress = sig11; sig22 = sig12 = 0 exactly (deformation 2.2,
/// mixed;
///   with Plane::stress or li2d the modulus is theirs).
/// pure_shear: strain = eps1 = (eps11 - eps22)/2 is imposed (a tensor shear, gamma/2), eps12 = 0; stress = s1.
enum class LoadKind { pure_shear, uniaxial_plane_strain };
enum class Athermal { extremal, sync, capped };
enum class EngineKind { reference, direct, founding };

/// strain_rate: the strain moves (that of the machine's heads where it has a stiffness). stress_rate: the stress moves,
/// and strain follows <E>. creep: the stress is held; relaxation: the strain. cyclic_*: triangles about the strain or
/// stress that the segment began with. quasistatic: the strain moves to exactly the next instability, the cascade runs
/// at fixed strain, nothing is thermal.
enum class Control { strain_rate, stress_rate, creep, relaxation, cyclic_strain, cyclic_stress, quasistatic };

/// A stretch of the load programme. It ends with the first of its ends that is reached; stress is what the kind of load
/// reports.
struct Segment {
  Control control = Control::strain_rate;
  double strain_rate_per_s = 1e-4;  // towards end_strain, else end_stress; else its sign counts. Quasistatic: nominal
  double stress_rate_GPa_per_s = 0.0;  // likewise, towards end_stress, else end_strain
  std::optional<double> stress_GPa;    // creep: put on at once, elastically; absent: the stress reached
  std::optional<double> end_strain, end_stress_GPa, end_time_s;  // cyclic_stress: end_strain alone, beside its cycles
  std::vector<double> amplitudes;                                // cyclic: strain or GPa, one after another
  std::int64_t cycles = 1;                                       // of each amplitude
  std::optional<double> time_step_s;            // creep, relaxation: first step; absent: 1e-9 of end_time
  std::optional<double> temperature_K;          // absent: Parameters::temperature_K
  std::optional<double> machine_stiffness_GPa;  // under strain control, in series; absent: rigid
};

/// Without segments: one of constant strain rate, to the first load step at or beyond max_strain. With segments
/// strain_rate and max_strain mean nothing.
struct Load {
  LoadKind kind = LoadKind::uniaxial_plane_strain;
  double strain_rate_per_s = 1e-4;
  double max_strain = 0.05;
  /// Horizon of a load increment: rates are bounded over it, exactly thinned. Under stress control the elastic strain
  /// of an increment. Creep and relaxation need none: their steps grow, 16 to a doubling of the segment's time.
  double strain_step = 1e-5;
  double strain_limit = 1.0;  // of either sign; beyond it the glass counts as run away, and the run ends in an error
  std::vector<Segment> segments;
};

struct Parameters {
  elasticity::Medium medium;
  CatalogueParameters catalogue;
  SofteningParameters softening;
  ZoneParameters zone;
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
  FoundingLaw founding;  // of EngineKind::founding alone
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

/// One row of /curve. strain is the glass's own; imposed is what the load imposes: the strain (of the machine's heads
/// where it has a stiffness), or the stress in GPa where that is controlled. segment counts from 1. Work and energy are
/// the glass's.
struct CurvePoint {
  double strain = 0.0, stress_GPa = 0.0, time_s = 0.0, plastic_strain = 0.0;
  std::int64_t events = 0, thermal = 0, athermal = 0;
  double elastic_energy_eV = 0.0, work_eV = 0.0, dissipated_eV = 0.0, energy_error = 0.0;
  std::int64_t segment = 1;
  double temperature_K = 0.0, imposed = 0.0;
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
  /// Every `point_interval` of strain (or of elastic strain where the stress moves), where flips alone have made as
  /// much under held stress, at every time step of creep and relaxation, and at the end of each segment.
  std::function<void(const CurvePoint&)> point;
  std::function<void(const Snapshot&)> snapshot;  // when a strain of `snapshot_strains` is passed first
  std::function<bool()> stop;  // asked between events now and then; collective agreement is the caller's
  double point_interval = 1e-4;
  std::vector<double> snapshot_strains;
};

}  // namespace vitrum::kmc
