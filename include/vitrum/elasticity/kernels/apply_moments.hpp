// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/kernels/apply_moments.hpp: the 3-D operator on spectra, one wavevector after another.
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

#include "vitrum/elasticity/kernels/apply_symbol.hpp"
#include "vitrum/elasticity/kernels/moments.hpp"

namespace vitrum::elasticity::kernels {

/// Spectra of five deviators, and where wanted of the mean stress, at one place each.
struct Spectra {
  Complex* field[5];
  Complex* mean;  // may be null
};

/// Eigenstrain -> stress in place, for n wavevectors; times a real factor.
template <class Space>
void apply_stress(std::size_t n, double mu, double nu, double factor, const FoldedMoments& moments, const Spectra& f) {
  Kokkos::parallel_for(
      "vitrum::elasticity::apply_stress", Kokkos::RangePolicy<Space>(0, n), KOKKOS_LAMBDA(const std::size_t i) {
        const Contractions c = contract(moments(i));
        Complex e[5];
        for (std::size_t a = 0; a < 5; ++a) e[a] = f.field[a][i];
        if (f.mean) {
          Complex p{0.0, 0.0};
          for (std::size_t a = 0; a < 5; ++a) p.re += c.first[a] * e[a].re, p.im += c.first[a] * e[a].im;
          const double k = factor * mean_stress_factor(mu, nu);
          f.mean[i] = {k * p.re, k * p.im};
        }
        for (std::size_t a = 0; a < 5; ++a) {
          Complex s{0.0, 0.0};
          for (std::size_t b = 0; b < 5; ++b) {
            const double k = stress_entry(c, mu, nu, a, b);
            s.re += k * e[b].re, s.im += k * e[b].im;
          }
          f.field[a][i] = {factor * s.re, factor * s.im};
        }
      });
  Space().fence();
}

/// Entry a, b of the operator, for n wavevectors, times a real factor.
template <class Space>
void fill_stress_entry(std::size_t n, double mu, double nu, double factor, const FoldedMoments& moments, std::size_t a,
                       std::size_t b, Complex* out) {
  Kokkos::parallel_for(
      "vitrum::elasticity::fill_stress_entry", Kokkos::RangePolicy<Space>(0, n), KOKKOS_LAMBDA(const std::size_t i) {
        out[i] = {factor * stress_entry(contract(moments(i)), mu, nu, a, b), 0.0};
      });
  Space().fence();
}

}  // namespace vitrum::elasticity::kernels
