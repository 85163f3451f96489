// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/energy.hpp: elastic energy of an eigenstrain field in its own stress.
#pragma once

#include <cstddef>
#include <span>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/comm/decompose.hpp"
#include "vitrum/elasticity/elasticity3.hpp"

namespace vitrum::elasticity {

inline constexpr double eV_per_GPa_nm3 = 6.241509;

/// Collective. W = -(1/2) V sum_i s_i : E_i = -V sum_i (s1 e1 + s3 e3), in eV, over the whole grid; >= 0 when s is the
/// internal stress of E at given mean stress (deformation 2.5). Fields are this rank's `rows` (contiguous, in rank
/// order) of nx voxels, stress in GPa. Summed within rows, then rows in a fixed tree: the same on any number of ranks.
double elastic_energy_eV(const comm::Communicator& comm, comm::Range rows, std::size_t nx, double voxel_volume_nm3,
                         std::span<const double> e1, std::span<const double> e3, std::span<const double> s1,
                         std::span<const double> s3);

/// Collective. The same of five deviators, W = -V sum_i sum_a s_a e_a, over lines of `nx` voxels: this rank's are
/// numbered from lines.begin (planes().begin * ny) on.
double elastic_energy_eV(const comm::Communicator& comm, comm::Range lines, std::size_t nx, double voxel_volume_nm3,
                         const ConstDeviators3& e, const ConstDeviators3& s);

}  // namespace vitrum::elasticity
