// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/plane.hpp: uniform stress and strain of the equivalent 2-D medium, all three in-plane components.
#pragma once

#include "vitrum/elasticity/elasticity.hpp"

namespace vitrum::kmc {

/// Components 11, 22, 12 (tensor shear); stress in GPa.
struct Plane3 {
  double xx = 0.0, yy = 0.0, xy = 0.0;
};
inline Plane3 operator+(Plane3 a, Plane3 b) { return {a.xx + b.xx, a.yy + b.yy, a.xy + b.xy}; }
inline Plane3 operator-(Plane3 a, Plane3 b) { return {a.xx - b.xx, a.yy - b.yy, a.xy - b.xy}; }
/// a : b.
inline double contract(Plane3 a, Plane3 b) { return a.xx * b.xx + a.yy * b.yy + 2.0 * a.xy * b.xy; }
inline elasticity::Deviator deviator(Plane3 a) { return {0.5 * (a.xx - a.yy), a.xy}; }

/// sig = E_2D / (1 - nu_2D^2) (...), with the moduli of the 2-D medium (deformation 1.7).
inline Plane3 stress_of(const elasticity::Medium& m, Plane3 strain) {
  const double nu = m.poisson_2d();
  const double c = m.young_2d_GPa() / (1.0 - nu * nu);
  return {c * (strain.xx + nu * strain.yy), c * (strain.yy + nu * strain.xx), 2.0 * m.shear_2d_GPa() * strain.xy};
}
inline Plane3 strain_of(const elasticity::Medium& m, Plane3 stress) {
  const double nu = m.poisson_2d();
  const double e = m.young_2d_GPa();
  return {(stress.xx - nu * stress.yy) / e, (stress.yy - nu * stress.xx) / e, stress.xy / (2.0 * m.shear_2d_GPa())};
}

}  // namespace vitrum::kmc
