// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/kernels/flip.hpp: what a flip far or near adds to the stress of a row of voxels, and who must be looked
// at.
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

namespace vitrum::kmc::kernels {

/// Kernel of a flip at the offsets of a row of voxels that lie side by side. `mirror` is -1 where the row is stored as
/// its mirror image in y (k11, k33 are even, k13 is odd), else 1.
struct KernelRow {
  const double* k11;
  const double* k13;
  const double* k33;
  double mirror;
};

/// Likewise where k11 + k33 = trace at all these offsets (off site, deformation 3.6): two words a voxel.
struct TracelessRow {
  const double* k11;
  const double* k13;
  double trace;
  double mirror;
};

/// A flip: eigenstrain increment.
struct Strain {
  double e1, e3;
};

KOKKOS_INLINE_FUNCTION double k33_of(const KernelRow& k, int i) { return k.k33[i]; }
KOKKOS_INLINE_FUNCTION double k33_of(const TracelessRow& k, int i) { return k.trace - k.k11[i]; }

/// Adds the stress of a flip to n voxels that lie side by side.
template <class Row>
KOKKOS_INLINE_FUNCTION void add_row(double* __restrict s1, double* __restrict s3, int n, const Row& k, Strain e) {
  const double x1 = k.mirror * e.e1;
  const double x3 = k.mirror * e.e3;
  for (int i = 0; i < n; ++i) {
    s1[i] += k.k11[i] * e.e1 + k.k13[i] * x3;
    s3[i] += k.k13[i] * x1 + k33_of(k, i) * e.e3;
  }
}

/// The same with all three words at hand.
KOKKOS_INLINE_FUNCTION void add_flip(double* __restrict s1, double* __restrict s3, int n, const double* __restrict k11,
                                     const double* __restrict k13, const double* __restrict k33, double e1, double e3) {
  add_row(s1, s3, n, KernelRow{k11, k13, k33, 1.0}, Strain{e1, e3});
}

/// Safe balls of n voxels: centre (total stress at which the voxel was last examined) and squared radius, in GPa.
struct Balls {
  const float* c1;
  const float* c3;
  const float* rho2;
};

/// Positive where a total stress lies outside its ball.
KOKKOS_INLINE_FUNCTION double beyond(const Balls& b, int i, double s1, double s3) {
  const double d1 = s1 - static_cast<double>(b.c1[i]);
  const double d3 = s3 - static_cast<double>(b.c3[i]);
  return d1 * d1 + d3 * d3 - static_cast<double>(b.rho2[i]);
}

/// Has any of n voxels left its ball, |s + u - c|^2 > rho^2, under the uniform stress u (deformation 3.6, B1)?
KOKKOS_INLINE_FUNCTION bool any_outside(const double* s1, const double* s3, int n, const Balls& b, double u1,
                                        double u3) {
  std::uint64_t outside = 0;
  for (int i = 0; i < n; ++i) outside |= beyond(b, i, s1[i] + u1, s3[i] + u3) > 0.0 ? 1u : 0u;
  return outside != 0;
}

/// add_row and any_outside in one pass.
template <class Row>
KOKKOS_INLINE_FUNCTION bool add_row_and_test(double* __restrict s1, double* __restrict s3, int n, const Row& k,
                                             Strain e, const Balls& b, double u1, double u3) {
  const double x1 = k.mirror * e.e1;
  const double x3 = k.mirror * e.e3;
  std::uint64_t outside = 0;
  for (int i = 0; i < n; ++i) {
    const double t1 = s1[i] + (k.k11[i] * e.e1 + k.k13[i] * x3);
    const double t3 = s3[i] + (k.k13[i] * x1 + k33_of(k, i) * e.e3);
    s1[i] = t1;
    s3[i] = t3;
    outside |= beyond(b, i, t1 + u1, t3 + u3) > 0.0 ? 1u : 0u;
  }
  return outside != 0;
}

}  // namespace vitrum::kmc::kernels
