// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/disc.hpp: exact area that discs share with the cells of a grid.
#pragma once

#include <cstddef>
#include <span>

namespace vitrum::domains {

/// Area of the disc of radius r at the origin within [x0, x1] x [y0, y1].
double disc_in_rectangle(double r, double x0, double x1, double y0, double y1);

/// A grid of cells: cell (i, j) covers [y_min + i hy, y_min + (i + 1) hy] x [x_min + j hx, ...].
struct Cells {
  std::size_t ny = 0, nx = 0;
  double y_min = 0.0, x_min = 0.0;
  double hy = 1.0, hx = 1.0;
};

/// Adds to share[i * nx + j] the part of each cell that the disc covers; periodic: what leaves the grid re-enters.
void add_disc(const Cells& cells, double y, double x, double diameter, bool periodic, std::span<double> share);

}  // namespace vitrum::domains
