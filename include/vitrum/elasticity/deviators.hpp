// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/deviators.hpp: the five deviators of a symmetric 3-D tensor, and Voigt order.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace vitrum::elasticity {

/// Components of a symmetric tensor in the order 11, 22, 33, 23, 13, 12: tensor components (eps12 = gamma12/2).
/// 1 is x (columns), 2 is y (rows), 3 is z (planes).
using Voigt = std::array<double, 6>;

/// Components of a traceless symmetric tensor in the orthogonal basis B_a with B_a : B_b = 2 delta_ab,
///   B_0 = diag(1, -1, 0),  B_1 = xy + yx,  B_2 = xz + zx,  B_3 = yz + zy,  B_4 = diag(-1, -1, 2)/sqrt(3):
///   d_0 = (T11 - T22)/2,  d_1 = T12,  d_2 = T13,  d_3 = T23,  d_4 = (sqrt(3)/2) T33.
/// The first two are the 2-D deviators e1, e3 (s1, s3). For a stress s and an isochoric strain e: sigma : E =
/// 2 sum s_a e_a, and |E|_F^2 = 2 sum e_a^2, as in 2-D. Independent normal deviates of one width on all five are
/// isotropic.
using Deviator3 = std::array<double, 5>;

/// mean 1 + sum_a d_a B_a.
inline Voigt tensor_of(const Deviator3& d, double mean = 0.0) {
  const double axial = d[4] / std::sqrt(3.0);
  return {mean + d[0] - axial, mean - d[0] - axial, mean + 2 * axial, d[3], d[2], d[1]};
}
inline double mean_of(const Voigt& t) { return (t[0] + t[1] + t[2]) / 3; }
/// Deviatoric part, T : B_a / 2.
inline Deviator3 deviator_of(const Voigt& t) {
  return {0.5 * (t[0] - t[1]), t[5], t[4], t[3], (2 * t[2] - t[0] - t[1]) / (2 * std::sqrt(3.0))};
}
/// sigma : E = 2 sum s_a e_a.
inline double contract(const Deviator3& s, const Deviator3& e) {
  double sum = 0.0;
  for (std::size_t a = 0; a < s.size(); ++a) sum += s[a] * e[a];
  return 2 * sum;
}

}  // namespace vitrum::elasticity
