// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/detector.hpp: an electron-counting detector with dead and hot pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vitrum/phantom/synthesize.hpp"

namespace vitrum::phantom {

enum class PixelState : std::uint8_t { good = 0, dead = 1, hot = 2 };

/// Which pixels are dead or hot: drawn without replacement.
std::vector<PixelState> draw_defects(const Parameters& parameters);

/// Poisson counts of one pattern, from the stream of its scan position. Returns how many pixels were clipped at 65535.
std::size_t count_electrons(const Parameters& parameters, const std::vector<PixelState>& states, std::size_t position,
                            std::span<const double> shares, std::span<std::uint16_t> counts);

}  // namespace vitrum::phantom
