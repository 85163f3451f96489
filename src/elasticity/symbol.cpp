// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/symbol.cpp: directions of wavevectors, with the signs and zeros that a real field asks for.
#include "vitrum/elasticity/symbol.hpp"

#include <cmath>
#include <numbers>

namespace vitrum::elasticity {
namespace {

/// Symbol of a direction (x, y), not both zero.
Symbol of_direction(double x, double y) {
  const double square = x * x + y * y, c = (x * x - y * y) / square, s = 2.0 * x * y / square;
  return {c * c, c * s, s * s, c, s};
}

/// One component of a wavevector: |phase| in [0, pi], the sign of the phase, and whether it is the Nyquist frequency.
struct Component {
  double phase;
  bool negative, nyquist;
  Component(std::size_t i, std::size_t n)
      : phase(2.0 * std::numbers::pi * static_cast<double>(2 * i > n ? n - i : i) / static_cast<double>(n)),
        negative(2 * i > n),
        nyquist(2 * i == n) {}
};

Symbol of_rotated(const Component& x, const Component& y, const Grid& grid) {
  if (x.nyquist && y.nyquist) return {0.5, 0.0, 0.5, 0.0, 0.0};
  const double cos_x = x.nyquist ? 0.0 : std::cos(0.5 * x.phase), cos_y = y.nyquist ? 0.0 : std::cos(0.5 * y.phase);
  return of_direction(std::sin(0.5 * x.phase) * cos_y / grid.hx, std::sin(0.5 * y.phase) * cos_x / grid.hy);
}

Symbol of_magnitudes(Operator op, const Component& x, const Component& y, const Grid& grid) {
  switch (op) {
    case Operator::truncated_fourier:
      return of_direction(x.phase / grid.hx, y.phase / grid.hy);
    case Operator::rotated:
      return of_rotated(x, y, grid);
    case Operator::voxel_average:
      break;
  }
  if (x.phase == 0.0 || y.phase == 0.0) return of_direction(x.phase / grid.hx, y.phase / grid.hy);
  return voxel_average(x.phase, y.phase, grid.hx / grid.hy);
}

}  // namespace

Symbol symbol_at(Operator op, const Grid& grid, std::size_t iy, std::size_t ix) {
  if (ix == 0 && iy == 0) return {};
  const Component x(ix, grid.nx), y(iy, grid.ny);
  Symbol symbol = of_magnitudes(op, x, y, grid);
  if (x.negative != y.negative) {
    symbol.cs = -symbol.cs;
    symbol.s = -symbol.s;
  }
  if (x.nyquist || y.nyquist) symbol.cs = symbol.s = 0.0;
  symbol.cc = 1.0 - symbol.ss;
  return symbol;
}

}  // namespace vitrum::elasticity
