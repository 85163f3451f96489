// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/glass.hpp: a periodic cube of metallic glass, quenched by molecular dynamics from soft spheres.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/phantom/elements.hpp"

namespace vitrum::phantom {

/// Schedule in reduced units (energy epsilon, mass 1, length: the mean diameter). The glass transition of soft
/// spheres at the density of a metallic glass lies near temperature 1.
struct Quench {
  double hot = 2.0;    // melting
  double cold = 0.05;  // end of the linear ramp
  double time_step = 0.008;
  std::int64_t melt_steps = 200;
  std::int64_t cool_steps = 1000;
  std::int64_t settle_steps = 150;  // at temperature 0
};

struct GlassParameters {
  Composition composition;
  double density_inv_A3 = 0.0531;
  std::size_t atoms = 6000;
  Quench quench;
  std::uint64_t seed = 1;
};

/// Atoms in a periodic cube [0, edge)^3.
struct Glass {
  Composition composition;
  double edge_A = 0.0;
  std::vector<Atom> atoms;
};

/// Molecular dynamics of an additive r^-12 mixture (diameters of elements.hpp, smooth cutoff at 1.4 diameters) with
/// velocity Verlet and partial velocity refreshment as thermostat. Collective: forces are spread over the ranks; the
/// glass is the same to the bit on every rank and for any number of ranks. Throws Interrupted on all ranks when
/// one was asked to stop; InputError where the cube is smaller than twice the range of the potential.
Glass quench_glass(const comm::Communicator& comm, const GlassParameters& parameters);

/// Structure factor of the periodic cube (Faber and Ziman 1965, weighted by f_e), on shells of width dk:
/// S(k) = 1 + (|sum f e^{-2 pi i k r}|^2 / N - <f^2>) / <f>^2.
struct StructureFactor {
  std::vector<double> k;  // mean |k| of the shell's lattice vectors, 1/Angstrom
  std::vector<double> s;
};
/// Collective: shells are spread over the ranks. Only k1 <= |k| < k2.
StructureFactor structure_factor(const comm::Communicator& comm, const Glass& glass, double k1, double k2, double dk);

/// First maximum: least-squares parabola over the shells within 0.026 1/Angstrom of the highest.
struct RingMaximum {
  double k_inv_A = 0.0;
  double s = 0.0;
};
RingMaximum ring_maximum(const StructureFactor& structure);

}  // namespace vitrum::phantom
