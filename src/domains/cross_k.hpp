// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/cross_k.hpp: K_12 of two kinds of points on the positions of a scan, against toroidal shifts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "domains/colocalization.hpp"

namespace vitrum::domains {

struct PointPair {
  std::vector<std::size_t> a, b;  // positions
};

/// The usable positions without those within the reach of smoothing and exclusion of the map's border or of unusable
/// ones: there are more maxima there, of both kinds in the same places, which is no association.
std::vector<std::uint8_t> interior(const Chain& chain);

/// Number of radii: steps of half a position, up to four probe FWHM or a quarter of the shorter side.
std::size_t cross_k_steps(Shape shape, double probe_px);

/// Points outside of `good` are left out. Lengths in positions (the `_nm` of CrossK at a step of 1 nm); n, other and
/// split are left to the caller. Shifted pairs keep the weight 1 / overlap of the displacement that they were found at,
/// so K_12 is unbiased beside unusable positions at every shift.
CrossK cross_k(PointPair points, Shape shape, const std::vector<std::uint8_t>& good, double probe_px,
               const ShiftDraws& draws);

}  // namespace vitrum::domains
