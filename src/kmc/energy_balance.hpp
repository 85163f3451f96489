// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/energy_balance.hpp: elastic energy of the fields, and whether work, heat and it add up.
#pragma once

#include "kmc/stress.hpp"

namespace vitrum::kmc {

/// Collective: elastic energy of the internal stress, -(1/2) V sum sigma : E, eV; `volume` of a zone in eV/GPa.
double internal_energy(const comm::Communicator& comm, const Tiling& tiling, const Voxels& voxels,
                       const Residual& residual, double volume);

/// Sets point.energy_error, relative to the largest of the energies; Fault where it is more than rounding.
/// `largest_work_eV`: of the run so far, as an unloaded elastic glass holds no other energy.
void close_balance(CurvePoint& point, double initial_energy_eV, double largest_work_eV);

}  // namespace vitrum::kmc
