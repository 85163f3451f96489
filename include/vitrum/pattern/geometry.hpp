// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/geometry.hpp: where a pattern's centre lies on the scan, and the ellipse that its rings are.
#pragma once

#include <cstddef>

#include "vitrum/pattern/kernels/frame.hpp"

namespace vitrum::pattern {

/// Centre c(r) = c0 + A y + B x + C x^2 + D x y + E y^2 in pixels (x: column, y: row), over scan positions (y, x):
/// descan is a tilt, or that and a bow.
struct CentreModel {
  double cx0 = 0.0, cy0 = 0.0;            // at scan position (0, 0)
  double cx_per_x = 0.0, cy_per_x = 0.0;  // pixels per scan column
  double cx_per_y = 0.0, cy_per_y = 0.0;  // pixels per scan row
  double cx_xx = 0.0, cy_xx = 0.0;        // pixels per square of scan columns,
  double cx_xy = 0.0, cy_xy = 0.0;        // column times row,
  double cx_yy = 0.0, cy_yy = 0.0;        // square of scan rows

  kernels::Point at(double scan_y, double scan_x) const {
    const double xx = scan_x * scan_x, xy = scan_x * scan_y, yy = scan_y * scan_y;
    return {cx0 + cx_per_y * scan_y + cx_per_x * scan_x + (cx_xx * xx + cx_xy * xy + cx_yy * yy),
            cy0 + cy_per_y * scan_y + cy_per_x * scan_x + (cy_xx * xx + cy_xy * xy + cy_yy * yy)};
  }
};

/// A ring of radius a is the curve rho = a with rho^2 = (u / (1 + e))^2 + (v (1 + e))^2, area preserving; u points
/// along theta (radians from x towards y). Here e >= 0, so theta is the long axis, in [0, pi).
struct Ellipse {
  double e = 0.0;
  double theta = 0.0;
};

/// The same ellipse as T = exp(-S), S = [[s1, s2], [s2, -s1]], (s1, s2) = ln(1 + e) (cos 2 theta, sin 2 theta): smooth
/// where e passes 0, which is what fits want.
struct Shear {
  double s1 = 0.0, s2 = 0.0;
};
Shear shear_of(const Ellipse& ellipse);
Ellipse ellipse_of(const Shear& shear);

/// The kernels' frame: T takes an offset from the centre (px) to corrected px.
kernels::Frame frame_of(const kernels::Point& centre, const Ellipse& ellipse);

}  // namespace vitrum::pattern
