// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/region.hpp: the part of a map that belongs to each of its hotspots.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "domains/image.hpp"

namespace vitrum::domains {

/// [peak]: positions, in increasing order, of the connected set (4 neighbours) around the peak where the map is at
/// least half of it; neighbours are parted along the watershed (flooding from the peaks down, Meyer 1994).
std::vector<std::vector<std::size_t>> regions(std::span<const double> map, Shape shape,
                                              std::span<const std::uint8_t> good,
                                              const std::vector<std::size_t>& peaks);

/// Minor over major axis of the second moments of a region weighted by the map (a pixel's own extent included).
double axis_ratio(const std::vector<std::size_t>& region, std::span<const double> map, Shape shape);

}  // namespace vitrum::domains
