// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/kernels/flip.hpp: what a flip far or near adds to the stress of a row of voxels, and who must be looked
// at.
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

namespace vitrum::kmc::kernels {

/// Adds the stress of a flip (e1, e3) to n voxels that lie side by side: k11, k13, k33 at their offsets.
KOKKOS_INLINE_FUNCTION void add_flip(double* __restrict s1, double* __restrict s3, int n, const double* __restrict k11,
                                     const double* __restrict k13, const double* __restrict k33, double e1, double e3) {
  for (int i = 0; i < n; ++i) {
    s1[i] += k11[i] * e1 + k13[i] * e3;
    s3[i] += k13[i] * e1 + k33[i] * e3;
  }
}

/// Stress and safe balls of n voxels.
struct Balls {
  const double* s1;
  const double* s3;
  const double* c1;  // centre: total stress when the voxel was last examined
  const double* c3;
  const double* rho2;  // squared radius
  int n;
};

/// How many voxels have left their ball, |s + u - c|^2 > rho^2, under the uniform stress u (deformation 3.6, B1).
KOKKOS_INLINE_FUNCTION std::int64_t outside(const Balls& balls, double u1, double u3) {
  std::int64_t n = 0;
  for (int i = 0; i < balls.n; ++i) {
    const double d1 = balls.s1[i] + u1 - balls.c1[i];
    const double d3 = balls.s3[i] + u3 - balls.c3[i];
    n += d1 * d1 + d3 * d3 > balls.rho2[i] ? 1 : 0;
  }
  return n;
}

}  // namespace vitrum::kmc::kernels
