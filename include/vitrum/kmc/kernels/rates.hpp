// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/kernels/rates.hpp: activation barrier, rate and softening of one mode.
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>

namespace vitrum::kmc::kernels {

/// Activation energy in eV: Q = F exp(-eta) - (1/2) V sigma : dE (deformation 1.3 a); in 2-D deviators the second term
/// is V (s1 e1 + s3 e3). `softening` is exp(-eta), `volume` V in eV/GPa.
KOKKOS_INLINE_FUNCTION double activation(double barrier, double softening, double volume, double s1, double s3,
                                         double e1, double e3) {
  return barrier * softening - volume * (s1 * e1 + s3 * e3);
}

/// Rate in 1/s: nu0 exp(-Q/kT), at most nu0. Below 1e-304 nu0 it is zero (denormals are slow).
KOKKOS_INLINE_FUNCTION double rate(double q, double kT, double nu0) {
  if (q <= 0.0) return nu0;
  const double x = q / kT;
  return x < 700.0 ? nu0 * std::exp(-x) : 0.0;
}

/// Temporary softening counts as gone after this many relaxation times (e^-50 = 2e-22, below rounding).
inline constexpr double relaxation_times = 50.0;

/// exp(-eta), eta = eta^p + eta^t exp(-kappa (t - t_i)) (deformation 1.4); `age` = kappa (t - t_i).
KOKKOS_INLINE_FUNCTION double softening_factor(double permanent, double temporary, double age) {
  if (temporary == 0.0 || age >= relaxation_times) return std::exp(-permanent);
  return std::exp(-(permanent + temporary * std::exp(-age)));
}

}  // namespace vitrum::kmc::kernels
