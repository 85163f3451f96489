// SPDX-License-Identifier: Apache-2.0
// vitrum/order/contours.hpp: lines of equal value of a map, by marching squares.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vitrum::order {

/// Points of one line in units of scan positions, (0, 0) in the middle of the first. Higher values lie to its left
/// where x points right and y up. A closed line ends on its first point.
struct Contour {
  double level = 0.0;
  std::vector<double> y, x;
};

/// All lines of value `level` of `map` (ny, nx): crossings are interpolated linearly between neighbouring positions, a
/// saddle is joined as the bilinear surface does it, and squares with a corner that is no number are left out. Lines
/// that end (at the border or at left-out squares) come first, each kind in scan order of its first edge.
std::vector<Contour> contours(const std::vector<double>& map, std::size_t ny, std::size_t nx, double level);

/// Contours at median + level * sigma for each of `levels`, sigma the robust spread (1.4826 MAD) over the selected
/// positions (empty: all); positions that are not selected have no number. Contour::level: as given, in sigma. None
/// where the map is constant.
std::vector<Contour> sigma_contours(const std::vector<double>& map, std::size_t ny, std::size_t nx,
                                    const std::vector<double>& levels, const std::vector<std::uint8_t>& selected = {});

}  // namespace vitrum::order
