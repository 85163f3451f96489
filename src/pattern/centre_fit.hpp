// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/centre_fit.hpp: a plane or parabola through centres that were measured block by block.
#pragma once

#include <array>
#include <vector>

#include "vitrum/pattern/calibration.hpp"

namespace vitrum::pattern {

/// Terms of c + gx x + gy y + qxx x^2 + qxy x y + qyy y^2, for one coordinate of the centre.
inline constexpr std::size_t centre_terms = 6;
using CentreTerms = std::array<bool, centre_terms>;

/// Those of `wanted` that the positions of the blocks determine: slopes by at least 6 blocks at 3 or more different x
/// (y), a parabola by at least 12 blocks at 4 or more different x and y.
CentreTerms determined_terms(const std::vector<BlockCentre>& blocks, Descan wanted);

/// Robust fit (Huber's weights, iterated) through block centres with weight > 0, about scan position (mid_y, mid_x).
/// Sets the blocks' weights: 0 beyond 6 robust standard deviations.
struct CentreFit {
  std::array<double, centre_terms> cx{}, cy{};
  std::array<double, centre_terms> error{};  // standard errors, the same for both coordinates
  double scatter_px = 0.0;                   // robust, of one block, a coordinate
};
CentreFit fit_centres(std::vector<BlockCentre>& blocks, const CentreTerms& terms, double mid_y, double mid_x);

}  // namespace vitrum::pattern
