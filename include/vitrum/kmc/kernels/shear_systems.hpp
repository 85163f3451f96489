// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/kernels/shear_systems.hpp: zones that shear in any direction of any plane (Homer and Schuh in 3-D).
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>

namespace vitrum::kmc::kernels {

/// Symmetric stress in 3-D.
struct Stress3 {
  double xx, yy, zz, yz, xz, xy;
};

/// Largest shear stress on the plane of unit normal n: |S n - (n.S n) n|. On that plane it acts as the shear stress of
/// the 2-D continuum does (homer_schuh.hpp): averaged over directions the rate is nu0 exp(-F/kT) I0(x) with it, and the
/// rate of a zone is the mean of that over all normals. Along a single system (n, m) of angle a to it, tau = it cos a.
KOKKOS_INLINE_FUNCTION double resolved_shear(const Stress3& s, double nx, double ny, double nz) {
  const double tx = s.xx * nx + s.xy * ny + s.xz * nz;
  const double ty = s.xy * nx + s.yy * ny + s.yz * nz;
  const double tz = s.xz * nx + s.yz * ny + s.zz * nz;
  const double normal = tx * nx + ty * ny + tz * nz;
  const double x = tx - normal * nx;
  const double y = ty - normal * ny;
  const double z = tz - normal * nz;
  return std::sqrt(x * x + y * y + z * z);
}

}  // namespace vitrum::kmc::kernels
