// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/kernels/rates.hpp: activation barrier, rate and softening of one mode.
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace vitrum::kmc::kernels {

/// Activation energy in eV: Q = F exp(-eta) - (1/2) V sigma : dE (deformation 1.3 a); in 2-D deviators the second term
/// is V (s1 e1 + s3 e3). `softening` is exp(-eta), `volume` V in eV/GPa.
KOKKOS_INLINE_FUNCTION double activation(double barrier, double softening, double volume, double s1, double s3,
                                         double e1, double e3) {
  return barrier * softening - volume * (s1 * e1 + s3 * e3);
}

/// exp(-x), 0 <= x <= 700, to 1e-15: sums and products of doubles alone, so that it has the same bits on every
/// processor and in vectors of any width. x = n ln 2 + r, |r| <= ln 2 / 2 (Cody and Waite 1980); Taylor's series to
/// r^13 (4e-18).
KOKKOS_INLINE_FUNCTION double exp_minus(double x) {
  constexpr double to_integer = 6755399441055744.0;  // 1.5 2^52: the last bits of a sum with it are an integer
  const double shifted = x * 1.4426950408889634 + to_integer;
  const double n = shifted - to_integer;
  const double r = n * 1.90821492927058770002e-10 - (x - n * 6.93147180369123816490e-01);
  double sum = 1.0 / 6227020800.0;
  sum = sum * r + 1.0 / 479001600.0;
  sum = sum * r + 1.0 / 39916800.0;
  sum = sum * r + 1.0 / 3628800.0;
  sum = sum * r + 1.0 / 362880.0;
  sum = sum * r + 1.0 / 40320.0;
  sum = sum * r + 1.0 / 5040.0;
  sum = sum * r + 1.0 / 720.0;
  sum = sum * r + 1.0 / 120.0;
  sum = sum * r + 1.0 / 24.0;
  sum = sum * r + 1.0 / 6.0;
  sum = sum * r + 0.5;
  sum = sum * r + 1.0;
  sum = sum * r + 1.0;
  std::uint64_t bits;
  std::memcpy(&bits, &shifted, sizeof bits);
  bits = (std::uint64_t{1023} - bits) << 52;  // 2^-n
  double power;
  std::memcpy(&power, &bits, sizeof power);
  return sum * power;
}

/// Rate in 1/s: nu0 exp(-Q/kT), at most nu0. Below 1e-304 nu0 it is zero (denormals are slow).
KOKKOS_INLINE_FUNCTION double rate(double q, double kT, double nu0) {
  const double x = q / kT;
  const double above = x > 0.0 ? x : 0.0;
  const double value = nu0 * exp_minus(above < 700.0 ? above : 700.0);
  return above < 700.0 ? value : 0.0;
}

/// Temporary softening counts as gone after this many relaxation times (e^-50 = 2e-22, below rounding).
inline constexpr double relaxation_times = 50.0;

/// exp(-eta), eta = eta^p + eta^t exp(-kappa (t - t_i)) (deformation 1.4); `age` = kappa (t - t_i).
KOKKOS_INLINE_FUNCTION double softening_factor(double permanent, double temporary, double age) {
  if (temporary == 0.0 || age >= relaxation_times) return std::exp(-permanent);
  return std::exp(-(permanent + temporary * std::exp(-age)));
}

}  // namespace vitrum::kmc::kernels
