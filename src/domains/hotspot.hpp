// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/hotspot.hpp: how F_n falls off beside a crystalline sphere that an Airy probe is scanned over.
#pragma once

#include <vector>

namespace vitrum::domains {

/// Which diffraction around a spot counts. k, width: centre and width of the band that holds the spot, 1/nm;
/// width = infinity: all of it; width = 0: a point detector on the spot.
struct Passband {
  double k = 4.1, width = 1.0;
  int n = 4;
};

/// Against distance r = i * spacing from the sphere's centre.
struct HotspotProfile {
  double spacing_nm = 0.0;
  std::vector<double> intensity;     // g_I(r) = G(r) / G(0): the sphere's own diffraction in F_n
  std::vector<double> interference;  // C(r) / C(0): variance of its interference with the glass around
  std::vector<double> around;        // K(r) / K(0): mean of the interference where it is known to be 1 at r = 0
  double mixing = 0.0;               // C(0) / (G(0) A_c), A_c = area of a speckle
};

/// Sphere of chord s(x) = 2 sqrt(R^2 - x^2) in white glass, amplitude psi = 2 J1(u) / u, u = 2 pi k_a x, k_a = 0.514 /
/// W. With B(q; r) = int psi(x - r) s(x) exp(-2 pi i q x) dx around a spot and w(q) the band's weight there,
///   G(r) = int w |B|^2 dq,  C(r) = int psi^2(x - r) |int w B exp(2 pi i q x) dq|^2 dx / int psi^2 dx.
/// K(r) = int psi^2(x) s^2(x) psi^2(x - r) dx.
/// All of the spot in the band: G = psi^2 * s^2, C = psi^4 * s^2 (K is taken so at any width). w is averaged over the
/// directions of the spots: w(q) = < [|q cos a| < width / 2] cos(n q sin a / k) >_a.
HotspotProfile hotspot_profile(double diameter_nm, double probe_fwhm_nm, const Passband& band, double reach_nm);

/// Linear in between; the last value beyond.
double value_at(const std::vector<double>& profile, double spacing_nm, double r_nm);

/// Twice the r at which a profile falls to half of its first value; NaN where it does not.
double full_width_at_half(const std::vector<double>& profile, double spacing_nm);

}  // namespace vitrum::domains
