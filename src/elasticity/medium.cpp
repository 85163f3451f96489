// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/medium.cpp: from the material and the kind of plane to the two moduli of a 2-D medium.
#include "vitrum/elasticity/elasticity.hpp"

namespace vitrum::elasticity {

double Medium::young_2d_GPa() const {
  const double nu = material.poisson;
  return plane == Plane::strain ? material.young_GPa / (1.0 - nu * nu) : material.young_GPa;
}

double Medium::poisson_2d() const {
  const double nu = material.poisson;
  switch (plane) {
    case Plane::strain:
      return nu / (1.0 - nu);
    case Plane::stress:
      return nu;
    case Plane::li2d:
      break;
  }
  return 2.0 * nu;
}

double Medium::shear_2d_GPa() const { return young_2d_GPa() / (2.0 * (1.0 + poisson_2d())); }

double Medium::kernel_prefactor_GPa() const { return 0.5 * young_2d_GPa(); }

double Medium::out_of_plane_factor() const { return plane == Plane::strain ? 2.0 * material.poisson : 0.0; }

}  // namespace vitrum::elasticity
