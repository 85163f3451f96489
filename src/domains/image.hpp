// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/image.hpp: smoothing and peak finding on maps with unusable positions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vitrum::domains {

struct Shape {
  std::size_t ny = 0, nx = 0;
  std::size_t size() const { return ny * nx; }
};

/// Normalized convolution with a Gaussian: sum g v m / sum g m over the positions of the map with mask m = 1.
/// No bias at borders or beside unusable positions; those themselves give 0. Kernel cut at 4 sigma.
class Smoother {
 public:
  Smoother(Shape shape, double sigma_px, std::vector<std::uint8_t> good);
  void operator()(std::span<const double> values, std::span<double> smooth);
  const std::vector<std::uint8_t>& good() const { return good_; }

 private:
  void convolve(std::vector<double>& map);

  Shape shape_;
  std::vector<double> kernel_;  // [0 .. reach]
  std::vector<std::uint8_t> good_;
  std::vector<double> weight_;  // 1 / sum g m, 0 at unusable positions
  std::vector<double> a_, b_;
};

/// Positions of local maxima (8 neighbours; of equals the first counts), highest first, that have no higher one
/// within `radius_px`.
class PeakFinder {
 public:
  PeakFinder(Shape shape, double radius_px, std::vector<std::uint8_t> good);
  std::vector<std::size_t> operator()(std::span<const double> map);

 private:
  bool is_maximum(std::span<const double> map, std::size_t y, std::size_t x) const;

  Shape shape_;
  double radius2_;
  std::vector<std::uint8_t> good_;
  std::vector<std::uint8_t> taken_;
};

/// Calls visit(r) for the positions within `radius_px` of (y, x), row by row.
template <class Visit>
void for_disc(Shape shape, double y, double x, double radius_px, Visit&& visit) {
  for (std::size_t i = 0; i < shape.ny; ++i) {
    const double dy = static_cast<double>(i) - y;
    if (dy < -radius_px) continue;
    if (dy > radius_px) break;
    for (std::size_t j = 0; j < shape.nx; ++j) {
      const double dx = static_cast<double>(j) - x;
      if (dx * dx + dy * dy <= radius_px * radius_px) visit(i * shape.nx + j);
    }
  }
}

}  // namespace vitrum::domains
