// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/kernels/apply_symbol.hpp: the operator on spectra, one wavevector after another.
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

namespace vitrum::elasticity::kernels {

/// A complex number as it lies in memory: real, imaginary.
struct Complex {
  double re, im;
};

/// u, v -> (m11 u + m12 v, m12 u + m22 v) in place, for n wavevectors, with real symmetric m.
template <class Space>
void apply_symmetric(std::size_t n, const double* m11, const double* m12, const double* m22, Complex* u, Complex* v) {
  Kokkos::parallel_for(
      "vitrum::elasticity::apply_symmetric", Kokkos::RangePolicy<Space>(0, n), KOKKOS_LAMBDA(const std::size_t i) {
        const Complex a = u[i], b = v[i];
        u[i] = {m11[i] * a.re + m12[i] * b.re, m11[i] * a.im + m12[i] * b.im};
        v[i] = {m12[i] * a.re + m22[i] * b.re, m12[i] * a.im + m22[i] * b.im};
      });
  Space().fence();
}

/// u, v -> u = m1 u + m2 v in place, for n wavevectors, with real m.
template <class Space>
void apply_row(std::size_t n, const double* m1, const double* m2, Complex* u, const Complex* v) {
  Kokkos::parallel_for(
      "vitrum::elasticity::apply_row", Kokkos::RangePolicy<Space>(0, n), KOKKOS_LAMBDA(const std::size_t i) {
        const Complex a = u[i], b = v[i];
        u[i] = {m1[i] * a.re + m2[i] * b.re, m1[i] * a.im + m2[i] * b.im};
      });
  Space().fence();
}

}  // namespace vitrum::elasticity::kernels
