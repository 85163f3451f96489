// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/projected_atom.hpp: radial functions tabulated in r^2: projected atoms, the probe.
#pragma once

#include <cstddef>
#include <vector>

#include "vitrum/phantom/elements.hpp"

namespace vitrum::phantom {

/// A function of radius, linear between equidistant values of r^2, 0 beyond the last.
struct RadialTable {
  double per_square = 1.0;  // entries per unit of r^2
  double limit_square = 0.0;
  std::vector<double> values;
  double at(double square) const {
    const double u = square * per_square;
    const auto i = static_cast<std::size_t>(u);
    const double f = u - static_cast<double>(i);
    return values[i] + f * (values[i + 1] - values[i]);
  }
};

/// sigma V_proj(r) = lambda gamma int f_e(k) e^{-B k^2 / 4} w(k) J_0(2 pi k r) 2 pi k dk in radians, with w = 1 up to
/// k_flat and a cosine down to 0 at k_end; cut at radius_A, from 0.7 of it on by a cosine.
RadialTable projected_atom(const Element& element, double high_tension_kV, double debye_waller_A2, double k_flat,
                           double k_end, double radius_A);

/// 1 below `from`, 0 above `to`, a cosine between.
double taper(double x, double from, double to);
/// Zeros over 0 <= r < radius.
RadialTable empty_table(double radius, std::size_t entries);

}  // namespace vitrum::phantom
