// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/centre_fit.hpp: a plane through centres that were measured block by block.
#pragma once

#include <array>
#include <vector>

#include "vitrum/pattern/calibration.hpp"

namespace vitrum::pattern {

/// Which slopes the positions of the blocks determine: at least 6 blocks, at 3 or more different y (or x).
struct Slopes {
  bool y = false, x = false;
};
Slopes determined_slopes(const std::vector<BlockCentre>& blocks);

/// Robust plane (Huber's weights, iterated) through block centres with weight > 0, about scan position (mid_y, mid_x):
/// {cx, cx_per_x, cx_per_y, cy, cy_per_x, cy_per_y} and standard errors. Sets the blocks' weights: 0 beyond 6 robust
/// standard deviations.
struct Plane {
  std::array<double, 6> value{};
  std::array<double, 6> error{};
  double scatter_px = 0.0;  // robust, of one block, a coordinate
};
Plane fit_plane(std::vector<BlockCentre>& blocks, Slopes slopes, double mid_y, double mid_x);

}  // namespace vitrum::pattern
