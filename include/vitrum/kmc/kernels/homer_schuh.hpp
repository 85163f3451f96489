// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/kernels/homer_schuh.hpp: zones that shear by one amount in any direction of the plane (Homer and Schuh).
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>

namespace vitrum::kmc::kernels {

/// Barrier of Argon's zone as Homer and Schuh write it (deformation 1.3 c), in the unit of mu Omega0 (GPa nm^3):
/// [ (7-5nu)/(30(1-nu)) + 2(1+nu)/(9(1-nu)) beta^2 + (tau_hat/mu)/(2 gamma0) ] mu gamma0^2 Omega0: self-energy of the
/// sheared sphere, of its dilation beta gamma0, and the ideal interlock. nu = 0.352, beta = 0.5, tau_hat = 0.025 mu,
/// gamma0 = 0.1, Omega0 = 1.6 nm^3 give 0.817e-29 m^3 mu.
KOKKOS_INLINE_FUNCTION double argon_barrier(double poisson, double dilatancy, double strength_over_modulus,
                                            double shear, double modulus, double volume) {
  const double self = (7.0 - 5.0 * poisson) / (30.0 * (1.0 - poisson));
  const double dilation = 2.0 * (1.0 + poisson) / (9.0 * (1.0 - poisson)) * dilatancy * dilatancy;
  const double interlock = strength_over_modulus / (2.0 * shear);
  return (self + dilation + interlock) * modulus * shear * shear * volume;
}

/// exp(-x) I_n(x), n = 0 or 1, x >= 0; relative error below 1e-14. Power series (positive terms: no cancellation), and
/// from 30 on the asymptotic series, whose least term is e^-60 (Abramowitz and Stegun 9.6.10, 9.7.1).
KOKKOS_INLINE_FUNCTION double scaled_bessel(int n, double x) {
  double sum = 1.0;
  double term = 1.0;
  if (x < 30.0) {
    const double y = 0.25 * x * x;
    for (int k = 1; term > 1e-17 * sum; ++k) {
      term *= y / (static_cast<double>(k) * (k + n));
      sum += term;
    }
    return std::exp(-x) * (n == 0 ? 1.0 : 0.5 * x) * sum;
  }
  const double mu = 4.0 * n;
  for (int k = 1; k < 60 && std::fabs(term) > 1e-17; ++k) {
    const double odd = 2.0 * k - 1.0;
    term *= (odd * odd - mu) / (8.0 * x * k);
    sum += term;
  }
  return sum / std::sqrt(6.283185307179586 * x);
}

/// A voxel whose mode (e1, e3) = |e| (cos psi, sin psi), |e| = gamma0/2, has any psi: every direction has the barrier F
/// and Q(psi) = F - V |s| |e| cos(psi - psi_s), where (s1, s3) = |s| (cos psi_s, sin psi_s).
struct ContinuumAngles {
  double length;  // |e| = gamma0 / 2
  double volume;  // V in eV/GPa
  double kT;      // eV
  double nu0;     // 1/s

  /// x = V |s| |e| / kT = tau gamma0 Omega0 / (2 kT).
  KOKKOS_INLINE_FUNCTION double drive(double stress) const { return volume * stress * length / kT; }

  /// The voxel as one channel of rate nu0 exp(-Q_eff/kT): Q_eff = F - kT ln I0(x), eV. It falls with |s| at a slope
  /// between 0 and V |e|: so a bound over |s| <= s_max is its value at s_max, and while |s - c| <= rho it lies above
  /// Q_eff(c) - V |e| rho.
  KOKKOS_INLINE_FUNCTION double effective_barrier(double barrier, double stress) const {
    const double x = drive(stress);
    return barrier - kT * (x + std::log(scaled_bessel(0, x)));
  }

  /// nu0 e^{-F/kT} I0(x), 1/s: mean over directions of nu0 e^{-Q/kT} (no limit at Q < 0).
  KOKKOS_INLINE_FUNCTION double rate(double barrier, double stress) const {
    const double x = drive(stress);
    return nu0 * std::exp(x - barrier / kT) * scaled_bessel(0, x);
  }

  /// nu0 e^{-F/kT} I1(x), 1/s: events times the mean cosine of their angle to the stress; shear strain rate of a body
  /// all of zones is gamma0 times it.
  KOKKOS_INLINE_FUNCTION double directed_rate(double barrier, double stress) const {
    const double x = drive(stress);
    return nu0 * std::exp(x - barrier / kT) * scaled_bessel(1, x);
  }

  /// Radius of the ball of stresses around one of size `stress` in which the effective barrier stays above `least`
  /// (below 0: it may lie below already).
  KOKKOS_INLINE_FUNCTION double ball(double barrier, double stress, double least) const {
    return (effective_barrier(barrier, stress) - least) / (volume * length);
  }

  /// The lowest Q, along the stress: below 0 the voxel is athermal.
  KOKKOS_INLINE_FUNCTION double lowest(double barrier, double stress) const {
    return barrier - volume * stress * length;
  }
};

/// Angle in (-pi, pi) of density exp(x cos a) / (2 pi I0(x)), exact for every x >= 0: rejection from the wrapped Cauchy
/// density (Best and Fisher 1979), with half the angle's tangent for cos a, so that no digits are lost at large x.
/// `uniform` gives numbers in (0, 1); a try takes two.
template <class Uniform>
KOKKOS_INLINE_FUNCTION double von_mises(double x, Uniform&& uniform) {
  constexpr double pi = 3.141592653589793;
  if (x < 1e-100) return pi * (2.0 * uniform() - 1.0);
  const double root = std::sqrt(1.0 + 4.0 * x * x);
  const double above = (1.0 + 1.0 / (root + 2.0 * x)) / (2.0 * x);  // r - 1, r = (1 + root) / (2 x)
  const double shrink = std::sqrt(above / (above + 2.0));
  for (;;) {
    const double t = shrink * std::tan(pi * (uniform() - 0.5));
    const double c = x * (above + 2.0 / (1.0 + 1.0 / (t * t)));  // x (r - cos a), t = tan(a/2)
    if (uniform() < c * std::exp(1.0 - c)) return 2.0 * std::atan(t);
  }
}

}  // namespace vitrum::kmc::kernels
