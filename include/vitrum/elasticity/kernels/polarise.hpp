// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/kernels/polarise.hpp: from a polarisation to the strain that it causes, on spectra.
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

#include "vitrum/elasticity/kernels/apply_symbol.hpp"
#include "vitrum/elasticity/kernels/moments.hpp"

namespace vitrum::elasticity::kernels {

/// Averages over an operator's directions at one wavevector of the plane, theta the angle of k; zero at k = 0.
struct Angles {
  double one, c, s, cc, cs, ss;  // of cos 2 theta and sin 2 theta
};

/// (m, e1, e3) = Gamma_0 (p, t1, t3) in the plane, for one part (real or imaginary), in place; traces halved:
///   m = (1 - alpha)(p + c t1 + s t3)/(2 mu),  e1 = [(1 - alpha) c p + t1 - alpha (cc t1 + cs t3)]/(2 mu), e3 alike.
KOKKOS_INLINE_FUNCTION void polarised_strain(const Angles& a, double mu, double alpha, double* value) {
  const double p = value[0], t1 = value[1], t3 = value[2], stiffness = 2 * mu;
  value[0] = (1 - alpha) * (a.one * p + a.c * t1 + a.s * t3) / stiffness;
  value[1] = ((1 - alpha) * a.c * p + a.one * t1 - alpha * (a.cc * t1 + a.cs * t3)) / stiffness;
  value[2] = ((1 - alpha) * a.s * p + a.one * t3 - alpha * (a.cs * t1 + a.ss * t3)) / stiffness;
}

/// Spectra of N components at one place each: polarisation -> strain in place, for n wavevectors, times a real factor.
/// averages(i): Angles (N = 3), or Contractions (N = 6).
template <std::size_t N, class Space, class Averages>
void polarise(std::size_t n, double mu, double alpha, double factor, const Averages& averages,
              const Kokkos::Array<Complex*, N>& f) {
  Kokkos::parallel_for(
      "vitrum::elasticity::polarise", Kokkos::RangePolicy<Space>(0, n), KOKKOS_LAMBDA(const std::size_t i) {
        const auto average = averages(i);
        double re[N], im[N];
        for (std::size_t c = 0; c < N; ++c) re[c] = factor * f[c][i].re, im[c] = factor * f[c][i].im;
        polarised_strain(average, mu, alpha, re);
        polarised_strain(average, mu, alpha, im);
        for (std::size_t c = 0; c < N; ++c) f[c][i] = {re[c], im[c]};
      });
  Space().fence();
}

/// Angles in a table, Contractions from folded moments.
struct TabledAngles {
  const Angles* table;
  KOKKOS_INLINE_FUNCTION Angles operator()(std::size_t i) const { return table[i]; }
};
struct ContractedMoments {
  FoldedMoments moments;
  KOKKOS_INLINE_FUNCTION Contractions operator()(std::size_t i) const { return contract(moments(i)); }
};

}  // namespace vitrum::elasticity::kernels
