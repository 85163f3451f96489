// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/deck_detector.hpp: parts of `synthesize:` on pixels.
#pragma once

#include <array>
#include <string>

#include "vitrum/core/deck.hpp"
#include "vitrum/phantom/synthesize.hpp"

namespace vitrum::phantom {

std::array<std::size_t, 2> read_shape(Section& section, std::array<std::size_t, 2> fallback);
/// Two values: along rows, along columns.
std::array<double, 2> read_pair(Section& section, const std::string& key, const std::string& unit,
                                std::array<double, 2> fallback, Bounds bounds = {});
/// `synthesize.detector`.
void read_detector(Section section, Parameters& parameters);

}  // namespace vitrum::phantom
