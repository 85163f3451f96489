// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/patch.cpp: weights of the voxels of an STZ and their Fourier sum.
#include "vitrum/elasticity/patch.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "vitrum/core/error.hpp"

namespace vitrum::elasticity {
namespace {

constexpr int points_per_edge = 16;
constexpr const char* too_small = "an STZ much smaller than a voxel; leave its size out instead";

void check_length(double value, const char* what) {
  if (!(value > 0.0) || !std::isfinite(value))
    throw InputError(std::string(what) + " of an STZ must be a positive, finite length");
}

/// Coordinates of the points of a voxel along an axis, |d| voxels off; one point on an axis without extent (edge 0).
std::vector<double> points(int d, double h) {
  if (h == 0.0) return {0.0};
  std::vector<double> values;
  for (int i = 0; i < points_per_edge; ++i) values.push_back((std::abs(d) + (i + 0.5) / points_per_edge - 0.5) * h);
  return values;
}

/// Share of the voxel at these offsets within the ball; the same for all mirror images to the bit.
double coverage(double radius, const std::vector<double>& z, const std::vector<double>& y,
                const std::vector<double>& x) {
  std::size_t inside = 0;
  for (const double c : z)
    for (const double b : y)
      for (const double a : x) inside += a * a + b * b + c * c <= radius * radius;
  return static_cast<double>(inside) / static_cast<double>(z.size() * y.size() * x.size());
}

Patch ball(double radius, double hz, double hy, double hx) {
  check_length(radius, "the radius");
  check_length(hy, "the voxel");
  check_length(hx, "the voxel");
  const auto steps = [&](double h) { return h > 0.0 ? static_cast<int>(std::floor(radius / h + 0.5)) : 0; };
  const int nz = steps(hz), ny = steps(hy), nx = steps(hx);
  Patch patch;
  double sum = 0.0;
  for (int dz = -nz; dz <= nz; ++dz) {
    for (int dy = -ny; dy <= ny; ++dy) {
      for (int dx = -nx; dx <= nx; ++dx) {
        const double share = coverage(radius, points(dz, hz), points(dy, hy), points(dx, hx));
        if (share == 0.0) continue;
        patch.weights.push_back({dz, dy, dx, share});
        sum += share;
      }
    }
  }
  if (patch.weights.empty()) throw InputError(too_small);
  for (auto& weight : patch.weights) weight.w /= sum;
  patch.volume_in_voxels = sum;
  return patch;
}

std::vector<double> gaussian_factors(std::size_t n, double sd) {
  std::vector<double> table(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double k = 2.0 * std::numbers::pi * static_cast<double>(std::min(i, n - i)) / static_cast<double>(n);
    table[i] = std::exp(-0.5 * k * k * sd * sd);
  }
  return table;
}

std::vector<double> cosines(std::size_t n) {
  std::vector<double> table(n);
  for (std::size_t i = 0; i < n; ++i)  // even in i to the bit
    table[i] = std::cos(2.0 * std::numbers::pi * static_cast<double>(std::min(i, n - i)) / static_cast<double>(n));
  return table;
}

}  // namespace

Patch disc_patch(double radius, double hy, double hx) { return ball(radius, 0.0, hy, hx); }
Patch sphere_patch(double radius, double hz, double hy, double hx) {
  check_length(hz, "the voxel");
  return ball(radius, hz, hy, hx);
}
Patch gaussian_patch_2d(double sd, double hy, double hx) {
  check_length(sd, "the width");
  check_length(hy, "the voxel");
  check_length(hx, "the voxel");
  if (sd * points_per_edge * 2 < std::max(hy, hx)) throw InputError(too_small);
  return {{}, {0.0, sd / hy, sd / hx}, 2.0 * std::numbers::pi * sd * sd / (hy * hx)};
}
Patch gaussian_patch_3d(double sd, double hz, double hy, double hx) {
  check_length(hz, "the voxel");
  const Patch plane = gaussian_patch_2d(sd, hy, hx);
  return {{}, {sd / hz, sd / hy, sd / hx}, plane.volume_in_voxels * std::sqrt(2.0 * std::numbers::pi) * sd / hz};
}

Patch continuum_disc(double radius, double hy, double hx) {
  Patch patch = disc_patch(radius, hy, hx);
  patch.volume_in_voxels = std::numbers::pi * radius * radius / (hy * hx);
  patch.continuum_size = {radius / hy, radius / hx};
  return patch;
}
Patch continuum_gaussian(double sd, double hy, double hx) {
  Patch patch = gaussian_patch_2d(sd, hy, hx);
  patch.continuum_size = {sd / hy, sd / hx};
  return patch;
}

PatchSpectrum::PatchSpectrum(const Patch& patch, std::size_t nz, std::size_t ny, std::size_t nx)
    : nz_(nz),
      ny_(ny),
      nx_(nx),
      cos_z_(cosines(nz)),
      cos_y_(cosines(ny)),
      cos_x_(cosines(nx)),
      smooth_z_(gaussian_factors(nz, patch.smoothing[0])),
      smooth_y_(gaussian_factors(ny, patch.smoothing[1])),
      smooth_x_(gaussian_factors(nx, patch.smoothing[2])) {
  for (const auto& weight : patch.weights) {
    if (weight.dz < 0 || weight.dy < 0 || weight.dx < 0) continue;
    const auto wide = [](int d, std::size_t n) { return 2 * static_cast<std::size_t>(d) + 1 > n; };
    if (wide(weight.dz, nz) || wide(weight.dy, ny) || wide(weight.dx, nx))
      throw InputError("an STZ is wider than the grid; choose a smaller radius or more voxels");
    const double images = (weight.dz ? 2.0 : 1.0) * (weight.dy ? 2.0 : 1.0) * (weight.dx ? 2.0 : 1.0);
    octant_.push_back({weight.dz, weight.dy, weight.dx, images * weight.w});
  }
}

double PatchSpectrum::operator()(std::size_t iz, std::size_t iy, std::size_t ix) const {
  double sum = octant_.empty() ? 1.0 : 0.0;
  for (const auto& [dz, dy, dx, w] : octant_)
    sum += w * cos_z_[iz * static_cast<std::size_t>(dz) % nz_] * cos_y_[iy * static_cast<std::size_t>(dy) % ny_] *
           cos_x_[ix * static_cast<std::size_t>(dx) % nx_];
  return sum * smooth_z_[iz] * smooth_y_[iy] * smooth_x_[ix];
}

}  // namespace vitrum::elasticity
