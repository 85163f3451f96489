// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/stereology.cpp: from what a projection shows to volume fractions of spheres in a foil.
#include "vitrum/domains/stereology.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vitrum::domains {

using std::numbers::pi;

double volume_fraction_from_count(double number_per_nm2, double diameter_nm, double thickness_nm) {
  return pi / 6.0 * diameter_nm * diameter_nm * diameter_nm * number_per_nm2 / (thickness_nm + diameter_nm);
}

double volume_fraction_from_area(double areal_fraction, double diameter_nm, double thickness_nm) {
  if (diameter_nm <= 0.0) return 0.0;
  return -std::log1p(-areal_fraction) / (1.0 + 1.5 * thickness_nm / diameter_nm);
}

int axes_of(int n) {
  switch (n) {
    case 2:
      return 6;
    case 4:
      return 3;
    case 6:
      return 4;
    case 10:
      return 6;
    default:
      return 1;
  }
}

double orientation_acceptance(int n, double tilt_deg) {
  const double tilt = std::min(tilt_deg, 90.0) * pi / 180.0;
  return std::min(1.0, axes_of(n) * (1.0 - std::cos(tilt)));
}

double visible_tilt_deg(double diameter_nm, double k_inv_A) {
  return 0.5 / (10.0 * diameter_nm) / k_inv_A * 180.0 / pi;
}

double sphere_in_foil_nm3(double diameter_nm, double z0_nm, double thickness_nm) {
  const double r = 0.5 * diameter_nm;
  const auto below = [&](double z) {  // volume with z' <= z, z from the centre
    const double u = std::clamp(z, -r, r);
    return pi * (r * r * (u + r) - (u * u * u + r * r * r) / 3.0);
  };
  return below(thickness_nm - z0_nm) - below(-z0_nm);
}

}  // namespace vitrum::domains
