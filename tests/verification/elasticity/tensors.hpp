// SPDX-License-Identifier: Apache-2.0
// tests/verification/elasticity/tensors.hpp: stress of one Fourier mode of eigenstrain, by full tensors and Cramer's
// rule.
#pragma once

#include <array>

#include "vitrum/elasticity/elasticity.hpp"

namespace vitrum::elasticity::testing {

using Tensor = std::array<std::array<double, 3>, 3>;
using Vector = std::array<double, 3>;

struct Lame {
  double lambda, mu;
  int dimensions;
};

/// Plane strain: three dimensions and the material's constants; otherwise two and those of the 2-D medium.
inline Lame lame_of(const Medium& medium) {
  const auto [E, nu] = medium.material;
  switch (medium.plane) {
    case Plane::strain:
      return {E * nu / ((1 + nu) * (1 - 2 * nu)), E / (2 * (1 + nu)), 3};
    case Plane::stress:
      return {E * nu / (1 - nu * nu), E / (2 * (1 + nu)), 2};
    case Plane::li2d:
      break;
  }
  return {E * 2 * nu / (1 - 4 * nu * nu), E / (2 * (1 + 2 * nu)), 2};
}

inline Tensor hooke(const Lame& lame, const Tensor& strain) {
  double trace = 0.0;
  for (int i = 0; i < lame.dimensions; ++i) trace += strain[i][i];
  Tensor stress{};
  for (int i = 0; i < lame.dimensions; ++i)
    for (int j = 0; j < lame.dimensions; ++j)
      stress[i][j] = 2 * lame.mu * strain[i][j] + (i == j ? lame.lambda * trace : 0.0);
  return stress;
}

inline double determinant(const Tensor& m) {
  return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
         m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

inline Vector solve(const Tensor& m, const Vector& right) {
  Vector solution{};
  for (int k = 0; k < 3; ++k) {
    Tensor replaced = m;
    for (int i = 0; i < 3; ++i) replaced[i][k] = right[i];
    solution[k] = determinant(replaced) / determinant(m);
  }
  return solution;
}

/// sigma = C : (eps - E) where div sigma = 0: the acoustic tensor K_ik = C_ijkl n_j n_l gives the displacement.
inline Tensor mode_stress(const Lame& lame, const Vector& n, const Tensor& eigenstrain) {
  Tensor acoustic{};
  for (int i = 0; i < 3; ++i) {
    for (int k = 0; k < 3; ++k) {
      // Column k: traction on n by the strain of the displacement e_k along n.
      Tensor strain{};
      for (int j = 0; j < 3; ++j) {
        strain[k][j] += 0.5 * n[j];
        strain[j][k] += 0.5 * n[j];
      }
      const Tensor stress = hooke(lame, strain);
      for (int j = 0; j < 3; ++j) acoustic[i][k] += stress[i][j] * n[j];
    }
  }
  if (lame.dimensions == 2) acoustic[2][2] = 1.0;
  const Tensor polarisation = hooke(lame, eigenstrain);
  Vector traction{};
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) traction[i] += polarisation[i][j] * n[j];
  const Vector u = solve(acoustic, traction);
  Tensor elastic{};
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) elastic[i][j] = 0.5 * (u[i] * n[j] + u[j] * n[i]) - eigenstrain[i][j];
  return hooke(lame, elastic);
}

inline Tensor shear(double e1, double e3) { return {{{e1, e3, 0.0}, {e3, -e1, 0.0}, {0.0, 0.0, 0.0}}}; }

}  // namespace vitrum::elasticity::testing
