// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/polygon.cpp: is a point inside?
#include "vitrum/scan/polygon.hpp"

namespace vitrum::scan {

bool contains(const Polygon& polygon, double x, double y) {
  bool inside = false;
  const std::size_t n = polygon.x.size();
  for (std::size_t i = 0, j = n - 1; i < n; j = i++) {
    const double xi = polygon.x[i], yi = polygon.y[i], xj = polygon.x[j], yj = polygon.y[j];
    if ((yi > y) != (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

}  // namespace vitrum::scan
