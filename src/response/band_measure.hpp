// SPDX-License-Identifier: Apache-2.0
// vitrum/response/band_measure.hpp: direction, width and slip of one component.
#pragma once

#include <span>
#include <vector>

#include "response/components.hpp"
#include "vitrum/response/bands.hpp"

namespace vitrum::response {

/// One measure where the component ends inside the cell or closes in one direction; up to two where it closes in both.
/// None where it ends inside the cell and is shorter than `least_length_nm`.
std::vector<Band> measure_bands(const Component& component, std::span<const double> g, const microstructure::Grid& grid,
                                double threshold, double least_length_nm);

}  // namespace vitrum::response
