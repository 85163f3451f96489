// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/geometry.cpp: forms of the ellipse.
#include "vitrum/pattern/geometry.hpp"

#include <cmath>
#include <numbers>

namespace vitrum::pattern {

Shear shear_of(const Ellipse& ellipse) {
  const double s = std::log1p(ellipse.e);
  return {s * std::cos(2.0 * ellipse.theta), s * std::sin(2.0 * ellipse.theta)};
}

Ellipse ellipse_of(const Shear& shear) {
  const double s = std::hypot(shear.s1, shear.s2);
  double theta = s > 0.0 ? 0.5 * std::atan2(shear.s2, shear.s1) : 0.0;
  if (theta < 0.0) theta += std::numbers::pi;
  if (theta >= std::numbers::pi) theta -= std::numbers::pi;
  return {std::expm1(s), theta};
}

kernels::Frame frame_of(const kernels::Point& centre, const Ellipse& ellipse) {
  const Shear shear = shear_of(ellipse);
  const double s = std::hypot(shear.s1, shear.s2);
  const double even = std::cosh(s);
  const double odd = s > 0.0 ? std::sinh(s) / s : 1.0;
  return {centre.x, centre.y, even - odd * shear.s1, -odd * shear.s2, even + odd * shear.s1};
}

}  // namespace vitrum::pattern
