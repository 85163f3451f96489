// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/polygon.hpp: areas drawn by their corners, on the detector or on the scan.
#pragma once

#include <cstddef>
#include <vector>

namespace vitrum::scan {

/// Corners (x, y) in order, at least 3; the last joins the first.
struct Polygon {
  std::vector<double> x, y;
};

/// Even-odd rule; of two polygons that share an edge exactly one contains a point on it.
bool contains(const Polygon& polygon, double x, double y);

}  // namespace vitrum::scan
