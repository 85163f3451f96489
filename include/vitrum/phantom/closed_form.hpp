// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/closed_form.hpp: the fast phantom's ring, spots and spot sizes, whose moments are known in closed
// form.
#pragma once

#include <cstddef>

#include "vitrum/phantom/elements.hpp"
#include "vitrum/phantom/synthesize.hpp"

namespace vitrum::phantom {

/// h(r): intensity of a reflection of an ordered sphere when the probe stands a distance r from it, 1 at r = 0:
/// |psi convolved with the chords of the sphere|^2 of the Airy probe of aperture k_a,
/// [int_0^{k_a} S(k) J_0(2 pi k r) k dk]^2, S(k) = (sin x - x cos x) / x^3, x = pi k D.
double sphere_response(double aperture_inv_A, double diameter_A, double r_A);

/// I0(k) and its ring alone, as the share of the incident electrons in a pixel of width k_per_px.
double ring_intensity(const Phantom& phantom, double k_per_px, double k);
double background_intensity(const Phantom& phantom, double k_per_px, double k);

/// sum over spots of exp(-(phi - phi_j)^2 / 2 s^2), phi_j = orientation + j 360 deg / n, wrapped around the circle.
double spots(int n, double orientation_deg, double width_deg, double phi_rad);

/// F_n / F_0 of such spots of height `peak` on a ring of height 1: n b s sqrt(2 pi) exp(-m^2 s^2 / 2) over
/// 2 pi + n b s sqrt(2 pi) for m a multiple of n, else 0; P_m is its square.
double closed_form_amplitude(int n, double peak, double width_deg, int m);

/// (1 - s) / (1 + s), s = sinc^2(pi lambda k^2 t): P_odd over P_even of the speckle at k.
double odd_over_even(double high_tension_kV, double thickness_A, double k_inv_A);

/// Height of the noise-free ring's share of V_r: c^2.
inline double speckle_variance(const Phantom& phantom) { return phantom.contrast * phantom.contrast; }

}  // namespace vitrum::phantom
