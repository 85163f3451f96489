// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/kernels/mask_aperture.hpp: a virtual detector drawn as an image of weights, following the centre.
#pragma once

#include "vitrum/pattern/kernels/aperture.hpp"

namespace vitrum::pattern::kernels {

/// Weights [row * qx + column]; (cx, cy) of the image lies on the centre of every pattern (not used where `absolute`).
/// The image is moved, bilinearly, never the data; outside it weights are 0. Moved only: it was drawn on the detector,
/// with the pattern's ellipse.
struct MaskAperture {
  const float* weight = nullptr;
  int qy = 0, qx = 0;
  double cx = 0.0, cy = 0.0;
  bool absolute = false;
  bool friedel = false;
};

namespace detail {

KOKKOS_INLINE_FUNCTION double mask_value(const MaskAperture& m, int column, int row) {
  if (column < 0 || row < 0 || column >= m.qx || row >= m.qy) return 0.0;
  return static_cast<double>(m.weight[static_cast<std::size_t>(row) * m.qx + column]);
}

/// The image at a point between its pixels.
KOKKOS_INLINE_FUNCTION double mask_between(const MaskAperture& m, double x, double y) {
  if (!(x > -1.0 && y > -1.0 && x < m.qx && y < m.qy)) return 0.0;
  const double left = std::floor(x);
  const double top = std::floor(y);
  const double fx = x - left;
  const double fy = y - top;
  const int column = static_cast<int>(left);
  const int row = static_cast<int>(top);
  return (1.0 - fy) * ((1.0 - fx) * mask_value(m, column, row) + fx * mask_value(m, column + 1, row)) +
         fy * ((1.0 - fx) * mask_value(m, column, row + 1) + fx * mask_value(m, column + 1, row + 1));
}

}  // namespace detail

/// Weight of pixel (column, row) of a pattern whose centre is that of `frame`.
KOKKOS_INLINE_FUNCTION double mask_weight(const MaskAperture& m, const Frame& frame, int column, int row) {
  if (m.absolute) return detail::mask_value(m, column, row);
  const double dx = column - frame.cx;
  const double dy = row - frame.cy;
  const double w = detail::mask_between(m, m.cx + dx, m.cy + dy);
  return m.friedel ? w + detail::mask_between(m, m.cx - dx, m.cy - dy) : w;
}

/// Calls visit(pixel, weight) for the pixels of a detector of qy x qx whose weight is not 0, in row order.
template <class F>
KOKKOS_INLINE_FUNCTION void visit_mask(int qy, int qx, const Frame& frame, const MaskAperture& m, const F& visit) {
  for (int row = 0; row < qy; ++row) {
    for (int column = 0; column < qx; ++column) {
      const double w = mask_weight(m, frame, column, row);
      if (w != 0.0) visit(static_cast<std::size_t>(row) * qx + column, w);
    }
  }
}

/// Sum w m I and sum w m over all pixels in their order.
template <class T>
KOKKOS_INLINE_FUNCTION ApertureSum sum_mask(const Pattern<T>& pattern, const Frame& frame, const MaskAperture& m) {
  ApertureSum out;
  visit_mask(pattern.qy, pattern.qx, frame, m, [&](std::size_t p, double w) { add_good(pattern, p, w, out); });
  return out;
}

}  // namespace vitrum::pattern::kernels
