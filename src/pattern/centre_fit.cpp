// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/centre_fit.cpp: Huber's robust plane by iterated weights.
#include "pattern/centre_fit.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "pattern/least_squares.hpp"

namespace vitrum::pattern {
namespace {

/// c + gx x + gy y, slopes only where wanted.
std::vector<double> design_row(Slopes slopes, double y, double x) {
  std::vector<double> row{1.0};
  if (slopes.x) row.push_back(x);
  if (slopes.y) row.push_back(y);
  return row;
}

}  // namespace

Slopes determined_slopes(const std::vector<BlockCentre>& blocks) {
  std::set<double> ys, xs;
  std::size_t used = 0;
  for (const auto& block : blocks) {
    if (block.weight <= 0.0) continue;
    ys.insert(block.scan_y);
    xs.insert(block.scan_x);
    ++used;
  }
  return {used >= 6 && ys.size() >= 3, used >= 6 && xs.size() >= 3};
}

Plane fit_plane(std::vector<BlockCentre>& blocks, Slopes slopes, double mid_y, double mid_x) {
  Plane plane;
  const std::size_t n = design_row(slopes, 0.0, 0.0).size();
  std::vector<double> weight(blocks.size());
  for (std::size_t b = 0; b < blocks.size(); ++b) weight[b] = blocks[b].weight > 0.0 ? 1.0 : 0.0;
  for (int pass = 0; pass < 20; ++pass) {
    NormalEquations for_x(n), for_y(n);
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      const auto row = design_row(slopes, blocks[b].scan_y - mid_y, blocks[b].scan_x - mid_x);
      for_x.add(row, blocks[b].cx, weight[b]);
      for_y.add(row, blocks[b].cy, weight[b]);
    }
    const auto px = solve_spd(for_x.matrix, for_x.gradient);
    const auto py = solve_spd(for_y.matrix, for_y.gradient);
    const auto inverse = invert_spd(for_x.matrix, n);
    if (!px || !py || !inverse) break;
    std::vector<double> off(blocks.size(), 0.0), sizes;
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      const auto row = design_row(slopes, blocks[b].scan_y - mid_y, blocks[b].scan_x - mid_x);
      double dx = blocks[b].cx, dy = blocks[b].cy;
      for (std::size_t i = 0; i < n; ++i) {
        dx -= (*px)[i] * row[i];
        dy -= (*py)[i] * row[i];
      }
      off[b] = std::hypot(dx, dy);
      if (blocks[b].weight > 0.0) sizes.push_back(off[b]);
    }
    plane.scatter_px = median(sizes) / 1.1774;  // median of a Rayleigh variable over its parameter
    const double bend = std::max(1.345 * 1.2533 * plane.scatter_px, 1e-9);
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      if (blocks[b].weight <= 0.0) continue;
      weight[b] = off[b] > 6.0 * std::max(plane.scatter_px, 1e-3) ? 0.0 : off[b] <= bend ? 1.0 : bend / off[b];
    }
    const std::size_t at_x = slopes.x ? 1 : 0;
    const std::size_t at_y = slopes.y ? 1 + at_x : 0;
    const auto take = [&](std::size_t to, const std::vector<double>& p, std::size_t i) {
      plane.value[to] = p[i];
      plane.error[to] = plane.scatter_px * std::sqrt((*inverse)[i * n + i]);
    };
    take(0, *px, 0);
    take(3, *py, 0);
    if (slopes.x) take(1, *px, at_x), take(4, *py, at_x);
    if (slopes.y) take(2, *px, at_y), take(5, *py, at_y);
  }
  for (std::size_t b = 0; b < blocks.size(); ++b) blocks[b].weight = weight[b];
  return plane;
}

}  // namespace vitrum::pattern
