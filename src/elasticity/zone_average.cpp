// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/zone_average.cpp: sums over aliases with the form factor of a disc or a Gaussian.
#include "elasticity/zone_average.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vitrum::elasticity {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double step = 1.0 / 512.0;  // interpolated to the fourth order: 1e-12

double disc_factor(double u) {
  if (u < 1e-4) return 1.0 - 0.25 * u * u;
  const double form = 2.0 * std::cyl_bessel_j(1.0, u) / u;
  return form * form;
}
double gaussian_factor(double u) { return std::exp(-u * u); }

}  // namespace

ZoneAverage::ZoneAverage(const Patch& patch, const Grid& grid) : grid_(grid) {
  const bool disc = patch.weights.size() > 0;
  size_y_ = patch.continuum_size[0], size_x_ = patch.continuum_size[1];
  // The first zone of wavevectors and its neighbours at least; a Gaussian is gone at 6.5.
  reach_ = disc ? std::max(60.0, 4.0 * pi * std::hypot(size_x_, size_y_)) : 6.5;
  if (disc) {
    const double j0 = std::cyl_bessel_j(0.0, reach_), j1 = std::cyl_bessel_j(1.0, reach_);
    tail_ = (j0 * j0 + j1 * j1) / (pi * size_x_ * size_y_);
  }
  factor_.resize(static_cast<std::size_t>(reach_ / step) + 4);
  for (std::size_t i = 0; i < factor_.size(); ++i) {
    const double u = std::abs(static_cast<double>(i) - 1.0) * step;
    factor_[i] = disc ? disc_factor(u) : gaussian_factor(u);
  }
}

/// Lagrange's polynomial through the four nodes around u; the first node stands at -step.
double ZoneAverage::factor(double u) const {
  const double at = u / step;
  const auto i = static_cast<std::size_t>(at);
  const double t = at - static_cast<double>(i);
  const double* f = &factor_[i];
  return f[0] * (-t * (t - 1.0) * (t - 2.0) / 6.0) + f[1] * (0.5 * (t + 1.0) * (t - 1.0) * (t - 2.0)) +
         f[2] * (-0.5 * (t + 1.0) * t * (t - 2.0)) + f[3] * ((t + 1.0) * t * (t - 1.0) / 6.0);
}

Symbol ZoneAverage::at(std::size_t iy, std::size_t ix) const {
  if (ix == 0 && iy == 0) return {};
  const auto phase = [](std::size_t i, std::size_t n) {
    return 2.0 * pi * static_cast<double>(std::min(i, n - i)) / static_cast<double>(n);
  };
  const double x0 = phase(ix, grid_.nx) * size_x_, dx = 2.0 * pi * size_x_;
  const double y0 = phase(iy, grid_.ny) * size_y_, dy = 2.0 * pi * size_y_;
  Symbol sum;
  for (double m = std::ceil((-reach_ - x0) / dx); x0 + m * dx <= reach_; m += 1.0) {
    const double x = x0 + m * dx, room = std::sqrt(std::max(0.0, reach_ * reach_ - x * x));
    for (double n = std::ceil((-room - y0) / dy); y0 + n * dy <= room; n += 1.0) {
      const double y = y0 + n * dy, square = x * x + y * y, w = factor(std::min(std::sqrt(square), reach_));
      const double c = (x * x - y * y) / square, s = 2.0 * x * y / square;
      sum.cc += w * c * c, sum.cs += w * c * s, sum.ss += w * s * s, sum.c += w * c, sum.s += w * s;
    }
  }
  sum.cc += 0.5 * tail_, sum.ss += 0.5 * tail_;
  const auto own_image = [](std::size_t i, std::size_t n) { return i == 0 || 2 * i == n; };
  if (own_image(ix, grid_.nx) || own_image(iy, grid_.ny)) sum.cs = sum.s = 0.0;
  if ((2 * ix > grid_.nx) != (2 * iy > grid_.ny)) sum.cs = -sum.cs, sum.s = -sum.s;
  return sum;
}

}  // namespace vitrum::elasticity
