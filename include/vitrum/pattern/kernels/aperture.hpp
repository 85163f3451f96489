// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/kernels/aperture.hpp: a virtual detector on one pattern, sub-pixel edges, following the centre.
#pragma once

#include "vitrum/pattern/kernels/frame.hpp"

namespace vitrum::pattern::kernels {

enum class Shape : int { point, disk, annulus, sector };

/// A virtual detector in pixels. Positions are corrected coordinates from the pattern's centre, or, when `absolute`,
/// columns and rows of the detector. A Friedel pair is the aperture and its inverse through the centre.
struct Aperture {
  Shape shape = Shape::disk;
  bool absolute = false;
  bool friedel = false;
  double x = 0.0, y = 0.0;        // point, disk: centre
  double radius = 0.0;            // disk
  double r1 = 0.0, r2 = 0.0;      // annulus, sector
  double phi1 = 0.0, phi2 = 0.0;  // sector, radians, phi1 < phi2 <= phi1 + 2 pi
};

struct ApertureSum {
  double sum = 0.0;     // sum w I over good pixels
  double weight = 0.0;  // sum w over good pixels
};

/// Weight in [0, 1] of a pixel at a distance from the middle of a disk; its sum over pixels is pi radius^2 (mean over
/// where the middle lies in a pixel). A straight edge one pixel wide adds pi / 12 to the area, which comes off the
/// radius; below sqrt(1/3) px the weight is a cone of height 3 radius^2.
KOKKOS_INLINE_FUNCTION double disk_weight(double radius, double distance) {
  const double square = radius * radius;
  if (3.0 * square < 1.0) return distance < 1.0 ? 3.0 * square * (1.0 - distance) : 0.0;
  return edge_share(std::sqrt(square - 1.0 / 12.0) - distance);
}

/// Share of a pixel at radius r and angle `off` (from the middle, 0 .. pi) in the wedge of half width `half` (0 .. pi);
/// of the wedge or of the rest, whichever is narrower, both edges count.
KOKKOS_INLINE_FUNCTION double wedge_weight(double half, double off, double r) {
  constexpr double pi = 3.141592653589793238463;
  const bool narrow = half <= 0.5 * pi;
  const double h = narrow ? half : pi - half;
  const double o = narrow ? off : pi - off;
  double share = edge_share((h - o) * r) + edge_share((h + o) * r) - 1.0;
  if (share < 0.0) share = 0.0;
  return narrow ? share : 1.0 - share;
}

/// Weight in [0, 1] of a pixel at (x, y): the area it shares with the aperture, edges taken straight within a pixel.
KOKKOS_INLINE_FUNCTION double aperture_weight(const Aperture& a, double x, double y) {
  if (a.shape == Shape::point) {
    const double wx = 1.0 - std::fabs(x - a.x);
    const double wy = 1.0 - std::fabs(y - a.y);
    return wx > 0.0 && wy > 0.0 ? wx * wy : 0.0;
  }
  if (a.shape == Shape::disk) return disk_weight(a.radius, std::sqrt((x - a.x) * (x - a.x) + (y - a.y) * (y - a.y)));
  const double r = std::sqrt(x * x + y * y);
  const double w = band_weight(r, a.r1, a.r2);
  if (a.shape == Shape::annulus || w <= 0.0) return w;
  constexpr double two_pi = 6.283185307179586476925;
  const double half = 0.5 * (a.phi2 - a.phi1);
  double off = std::atan2(y, x) - 0.5 * (a.phi1 + a.phi2);
  off -= two_pi * std::floor(off / two_pi + 0.5);  // [-pi, pi)
  if (2.0 * half >= two_pi) return w;
  return w * wedge_weight(half, std::fabs(off), r);
}

namespace detail {

template <class F>
KOKKOS_INLINE_FUNCTION void visit_one(int qy, int qx, const Frame& frame, const Aperture& a, const F& visit) {
  // Rows and columns that can matter: around the centre of the aperture, or of the pattern.
  const bool ring = a.shape == Shape::annulus || a.shape == Shape::sector;
  const double determinant = frame.txx * frame.tyy - frame.txy * frame.txy;
  const double ox = ring ? 0.0 : a.x;
  const double oy = ring ? 0.0 : a.y;
  const double middle_x = frame.cx + (frame.tyy * ox - frame.txy * oy) / determinant;
  const double middle_y = frame.cy + (frame.txx * oy - frame.txy * ox) / determinant;
  const double trace = frame.txx + frame.tyy;
  const double stretch = (trace + std::sqrt(std::fmax(0.0, trace * trace - 4.0 * determinant))) / (2.0 * determinant);
  const double extent = a.shape == Shape::point ? 1.5 : (ring ? a.r2 : a.radius) + 1.0;
  const Frame box{middle_x, middle_y, 1.0, 0.0, 1.0};
  const double reach = extent * stretch;
  const double top = std::floor(middle_y - reach);
  const double bottom = std::ceil(middle_y + reach);
  const int begin = top < 0.0 ? 0 : top > qy ? qy : static_cast<int>(top);
  const int end = bottom + 1.0 > qy ? qy : bottom < 0.0 ? 0 : static_cast<int>(bottom) + 1;
  for (int row = begin; row < end; ++row) {
    const Columns columns = columns_within(box, reach + 1.0, row, qx);
    for (int column = columns.begin; column < columns.end; ++column) {
      const Point q = corrected(frame, column, row);
      const double w = aperture_weight(a, q.x, q.y);
      if (w > 0.0) visit(static_cast<std::size_t>(row) * qx + column, w);
    }
  }
}

}  // namespace detail

/// Calls visit(pixel, weight) for the pixels of a detector of qy x qx that an aperture covers, in row order; those of a
/// Friedel pair twice where its two halves overlap.
template <class F>
KOKKOS_INLINE_FUNCTION void visit_aperture(int qy, int qx, const Frame& frame, const Aperture& a, const F& visit) {
  const Frame own = a.absolute ? Frame{} : frame;
  detail::visit_one(qy, qx, own, a, visit);
  if (!a.friedel) return;
  Aperture inverse = a;
  inverse.x = -a.x;
  inverse.y = -a.y;
  inverse.phi1 = a.phi1 + 3.141592653589793238463;
  inverse.phi2 = a.phi2 + 3.141592653589793238463;
  detail::visit_one(qy, qx, own, inverse, visit);
}

/// Adds pixel p with weight w where it is good.
template <class T>
KOKKOS_INLINE_FUNCTION void add_good(const Pattern<T>& pattern, std::size_t p, double w, ApertureSum& out) {
  if (!good(pattern, p)) return;
  out.sum += w * static_cast<double>(pattern.pixels[p]);
  out.weight += w;
}

/// Characterization 1.2: sum w m I and sum w m of one virtual detector on one pattern. Fixed order.
template <class T>
KOKKOS_INLINE_FUNCTION ApertureSum sum_aperture(const Pattern<T>& pattern, const Frame& frame, const Aperture& a) {
  ApertureSum out;
  visit_aperture(pattern.qy, pattern.qx, frame, a, [&](std::size_t p, double w) { add_good(pattern, p, w, out); });
  return out;
}

}  // namespace vitrum::pattern::kernels
