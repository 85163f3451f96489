// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/probe.hpp: the coherent probe as a function of radius, with defocus and spherical aberration.
#pragma once

#include <complex>

#include "projected_atom.hpp"
#include "vitrum/phantom/diffraction.hpp"

namespace vitrum::phantom {

/// int |psi|^2 d^2r = 1; `imaginary` is empty without aberrations.
struct ProbeTable {
  RadialTable real, imaginary;
  bool is_real() const { return imaginary.values.empty(); }
  double limit_square() const { return real.limit_square; }
  std::complex<double> at(double square) const {
    return is_real() ? std::complex<double>(real.at(square))
                     : std::complex<double>(real.at(square), imaginary.at(square));
  }
};

/// psi(r) = int_0^{k_a} exp(-i chi) J_0(2 pi k r) 2 pi k dk, chi = pi/2 C_s lambda^3 k^4 - pi defocus lambda k^2,
/// tapered over the last fifth before the cutoff; the Airy amplitude 2 J_1(x) / x where chi = 0. InputError where the
/// cutoff holds less than 0.7 of the probe's intensity.
ProbeTable make_probe(const Optics& optics);

}  // namespace vitrum::phantom
