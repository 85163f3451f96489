// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/axis_sums.hpp: sums over the aliases of one axis, and Gauss' rule.
#pragma once

#include <array>
#include <vector>

namespace vitrum::elasticity {

/// sum over q = k + 2 pi m of q^p sinc^2(q/2) exp(-t q^2), p = 0 .. 4, at a phase 0 <= k <= pi and t > 0. Odd sums are
/// zero at k = pi.
std::array<double, 5> axis_sums(double k, double t, bool nyquist);
/// Below it axis_sums is, to rounding, a polynomial in sqrt(t) and 1/sqrt(t): the other images of the voxel are
/// farther than 1/(4 t) = 40 in an exponential.
inline constexpr double small_t = 1.0 / 160.0;

struct Node {
  double at, weight;
};
/// Gauss and Legendre's rule of n nodes on [0, 1].
std::vector<Node> gauss(int n);

}  // namespace vitrum::elasticity
