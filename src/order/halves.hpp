// SPDX-License-Identifier: Apache-2.0
// vitrum/order/halves.hpp: independent halves of a pattern's counts, by binomial thinning (characterization F1, 1.7).
#pragma once

#include <cstddef>
#include <cstdint>

#include "vitrum/order/kernels/lanes.hpp"

namespace vitrum::order {

/// half[i][lane] ~ Binomial(counts[i][lane], 1/2), for `n` pixels `pixel[i]` of `count` patterns at scan positions
/// `positions`; other lanes 0. The draw of a pixel depends on (seed, position, pixel) and its counts alone.
/// False, and nothing of use in `half`, where a value is no whole number >= 0.
bool thin(std::uint64_t seed, const std::size_t* positions, int count, const std::uint32_t* pixel, std::size_t n,
          const double* counts, double* half);

}  // namespace vitrum::order
