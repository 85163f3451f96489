// SPDX-License-Identifier: Apache-2.0
// vitrum/response/lines.hpp: straight lines that close on a periodic grid, and averages along them.
#pragma once

#include <span>
#include <vector>

#include "vitrum/microstructure/microstructure.hpp"

namespace vitrum::response {

/// Lines that close after `wx` cells along x and `wy` along y (no common divisor).
struct Winding {
  int wx = 0, wy = 0;
  bool operator==(const Winding&) const = default;
};

/// Geometry of the lines of a winding, in nm. A line's phase in [0, 1) is that of its place along the normal; the
/// spacing is the distance to its own next image.
struct Lines {
  double length = 0.0, spacing = 0.0;
  double tx = 0.0, ty = 0.0;  // unit vector along the lines
  double angle_deg = 0.0;     // of the lines to x, -90 (not reached) .. 90
  double phase(double x_nm, double y_nm) const { return fold((wx_ly * y_nm - wy_lx * x_nm)); }
  double wx_ly = 0.0, wy_lx = 0.0;  // wx / Ly, wy / Lx
  static double fold(double u);     // into [0, 1)
};
Lines lines_of(const microstructure::Grid& grid, Winding winding);

/// All windings up to `largest` cells, each direction once.
std::vector<Winding> windings(int largest);

/// Mean of g over the lines of each of `bins` equal ranges of phase, starting at `first_phase`, and voxels in it.
struct Profile {
  std::vector<double> mean;
  std::vector<double> voxels;
};
Profile profile_of(std::span<const double> g, const microstructure::Grid& grid, const Lines& lines, std::size_t bins,
                   double first_phase = 0.0);

}  // namespace vitrum::response
