// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/symbol.hpp: the elastic operator of a medium at one wavevector of a periodic voxel grid.
#pragma once

#include <cstddef>

#include "vitrum/elasticity/elasticity.hpp"

namespace vitrum::elasticity {

/// A periodic grid of ny x nx voxels of hy x hx.
struct Grid {
  std::size_t ny = 1, nx = 1;
  double hy = 1.0, hx = 1.0;
};

/// Functions of the angle theta of k, or their averages by the operator: cc = cos^2 2theta, ss = sin^2 2theta,
/// cs = cos 2theta sin 2theta, c = cos 2theta, s = sin 2theta. With a = Medium::kernel_prefactor_GPa():
///   s1^ = -a (cc e1^ + cs e3^),  s3^ = -a (cs e1^ + ss e3^),  p^ = a (c e1^ + s e3^)        (deformation 2.1).
/// cc + ss = 1 for every k but k = 0, where all are zero (the macroscopic condition is the caller's).
/// Odd functions of kx or of ky (cs, s) are zero where that index is the Nyquist frequency (2.3).
struct Symbol {
  double cc = 0.0, cs = 0.0, ss = 0.0, c = 0.0, s = 0.0;
};

/// Symbol at wavevector indices 0 <= iy < ny, 0 <= ix < nx:
///  voxel_average      average over the voxel of the stress of a uniformly transformed voxel: the sum over all aliases
///                     of k with weights sinc^2 (Brisard and Dormieux 2010), in closed form (voxel_average.cpp);
///                     error below 1e-13.
///  truncated_fourier  theta of k itself (Moulinec and Suquet 1998).
///  rotated            theta of the finite differences of Willot 2015; at kx = ky = pi they have no direction:
///                     the mean over directions is taken (cc = ss = 1/2).
Symbol symbol_at(Operator op, const Grid& grid, std::size_t iy, std::size_t ix);

/// voxel_average at phases 0 < x, y <= pi (k times the voxel's edge) of voxels with hx / hy = aspect.
Symbol voxel_average(double x, double y, double aspect);

}  // namespace vitrum::elasticity
