// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/kernels/frame.hpp: from a detector pixel to corrected coordinates, for kernels.
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace vitrum::pattern::kernels {

/// Centre of one pattern and the symmetric, area-preserving matrix that undoes the ellipse (characterization 2):
/// (x, y) = T (p - c), all in pixels.
struct Frame {
  double cx = 0.0, cy = 0.0;
  double txx = 1.0, txy = 0.0, tyy = 1.0;
};

struct Point {
  double x = 0.0, y = 0.0;
};

KOKKOS_INLINE_FUNCTION Point corrected(const Frame& f, double column, double row) {
  const double dx = column - f.cx;
  const double dy = row - f.cy;
  return {f.txx * dx + f.txy * dy, f.txy * dx + f.tyy * dy};
}

/// Mean and variance of detector counts: variance = gain * counts + read_variance (characterization 1.1).
struct Noise {
  double gain = 1.0;
  double read_variance = 0.0;
};

/// One pattern: pixels p = row * qx + column and the mask (1: good).
template <class T>
struct Pattern {
  const T* pixels = nullptr;
  const std::uint8_t* mask = nullptr;
  int qy = 0, qx = 0;
};

/// Is the pixel good? Values that are no numbers (some float detectors write them) count as masked.
template <class T>
KOKKOS_INLINE_FUNCTION bool good(const Pattern<T>& pattern, std::size_t p) {
  if (pattern.mask[p] == 0) return false;
  if constexpr (std::is_floating_point_v<T>) {
    const double difference = static_cast<double>(pattern.pixels[p]) - static_cast<double>(pattern.pixels[p]);
    return difference == 0.0;  // neither NaN nor infinite
  }
  return true;
}

/// Share of a pixel of width 1 at signed distance `inside` (px, positive: inside) from an edge that lies inside it.
KOKKOS_INLINE_FUNCTION double edge_share(double inside) {
  return inside >= 0.5 ? 1.0 : inside <= -0.5 ? 0.0 : inside + 0.5;
}

/// Share of a pixel at radius r in the annulus [r1, r2] (px).
KOKKOS_INLINE_FUNCTION double band_weight(double r, double r1, double r2) {
  const double share = edge_share(r - r1) + edge_share(r2 - r) - 1.0;
  return share > 0.0 ? share : 0.0;
}

/// Columns [begin, end) of a row that may hold pixels of corrected radius below r: a box that errs outwards.
struct Columns {
  int begin = 0, end = 0;
};

KOKKOS_INLINE_FUNCTION Columns columns_within(const Frame& f, double r, int row, int qx) {
  const double dy = static_cast<double>(row) - f.cy;
  // T^2 = [[a, b], [b, d]]: a dx^2 + 2 b dx dy + d dy^2 < r^2.
  const double a = f.txx * f.txx + f.txy * f.txy;
  const double b = f.txy * (f.txx + f.tyy);
  const double d = f.txy * f.txy + f.tyy * f.tyy;
  const double discriminant = b * b * dy * dy - a * (d * dy * dy - r * r);
  if (discriminant <= 0.0) return {};
  const double middle = f.cx - b * dy / a;
  const double half = std::sqrt(discriminant) / a;
  const double first = std::floor(middle - half);
  const double last = std::ceil(middle + half);
  if (last < 0.0 || first >= static_cast<double>(qx)) return {};
  return {first < 0.0 ? 0 : static_cast<int>(first),
          last + 1.0 > static_cast<double>(qx) ? qx : static_cast<int>(last) + 1};
}

}  // namespace vitrum::pattern::kernels
