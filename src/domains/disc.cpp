// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/disc.cpp: exact area that discs share with the cells of a grid.
#include "vitrum/domains/disc.hpp"

#include <algorithm>
#include <cmath>

namespace vitrum::domains {

namespace {

/// Area of the disc within x' <= x, y' <= y, by its quadrants: Green's theorem on circle and chords.
double disc_in_corner(double r, double x, double y) {
  x = std::clamp(x, -r, r);
  y = std::clamp(y, -r, r);
  // Integral over x' from -r to x of the length of y' in [-s(x'), min(y, s(x'))], s = sqrt(r^2 - x'^2).
  const auto half = [r](double u) {  // integral of s from 0 to u
    u = std::clamp(u, -r, r);
    return 0.5 * (u * std::sqrt(std::max(0.0, r * r - u * u)) + r * r * std::asin(u / r));
  };
  const double c = std::sqrt(std::max(0.0, r * r - y * y));  // |x'| < c: the line y' = y cuts the disc
  const double inner0 = -c, inner1 = std::clamp(x, -c, c);
  const double inner = y * (inner1 - inner0) + half(inner1) - half(inner0);
  if (y <= 0.0) return inner;
  const double outer0 = half(std::min(x, -c)) - half(-r);
  const double outer1 = x > c ? half(x) - half(c) : 0.0;
  return inner + 2.0 * (outer0 + outer1);
}

}  // namespace

double disc_in_rectangle(double r, double x0, double x1, double y0, double y1) {
  if (!(r > 0.0) || x1 <= x0 || y1 <= y0 || x0 >= r || x1 <= -r || y0 >= r || y1 <= -r) return 0.0;
  if (x0 <= -r && x1 >= r && y0 <= -r && y1 >= r) return std::acos(-1.0) * r * r;
  const double far_x = std::max(std::abs(x0), std::abs(x1)), far_y = std::max(std::abs(y0), std::abs(y1));
  if (far_x * far_x + far_y * far_y <= r * r) return (x1 - x0) * (y1 - y0);
  const double area =
      disc_in_corner(r, x1, y1) - disc_in_corner(r, x0, y1) - disc_in_corner(r, x1, y0) + disc_in_corner(r, x0, y0);
  return std::max(0.0, area);
}

void add_disc(const Cells& cells, double y, double x, double diameter, bool periodic, std::span<double> share) {
  const double r = 0.5 * diameter;
  if (!(r > 0.0)) return;
  const auto first = [](double edge, double h) { return static_cast<std::ptrdiff_t>(std::floor(edge / h)); };
  const std::ptrdiff_t i0 = first(y - r - cells.y_min, cells.hy), i1 = first(y + r - cells.y_min, cells.hy);
  const std::ptrdiff_t j0 = first(x - r - cells.x_min, cells.hx), j1 = first(x + r - cells.x_min, cells.hx);
  const auto ny = static_cast<std::ptrdiff_t>(cells.ny), nx = static_cast<std::ptrdiff_t>(cells.nx);
  const auto place = [periodic](std::ptrdiff_t i, std::ptrdiff_t n) -> std::ptrdiff_t {
    if (!periodic) return i >= 0 && i < n ? i : -1;
    return ((i % n) + n) % n;
  };
  for (std::ptrdiff_t i = i0; i <= i1; ++i) {
    const std::ptrdiff_t row = place(i, ny);
    if (row < 0) continue;
    const double y0 = cells.y_min + static_cast<double>(i) * cells.hy - y;
    for (std::ptrdiff_t j = j0; j <= j1; ++j) {
      const std::ptrdiff_t column = place(j, nx);
      if (column < 0) continue;
      const double x0 = cells.x_min + static_cast<double>(j) * cells.hx - x;
      share[static_cast<std::size_t>(row * nx + column)] +=
          disc_in_rectangle(r, x0, x0 + cells.hx, y0, y0 + cells.hy) / (cells.hx * cells.hy);
    }
  }
}

}  // namespace vitrum::domains
