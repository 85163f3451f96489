// SPDX-License-Identifier: Apache-2.0
// vitrum/order/halves.hpp: independent halves of a pattern's counts, by binomial thinning (characterization F1, 1.7).
#pragma once

#include <cstddef>
#include <cstdint>

#include "vitrum/order/kernels/lanes.hpp"

namespace vitrum::order {

/// Counts of a pixel above which there are no halves: 64 electrons cost 13 ns, so that a pixel costs 0.9 us at most.
inline constexpr double most_thinned = 4096.0;

/// half[i][lane] ~ Binomial(counts[i][lane], 1/2), for `n` pixels `pixel[i]` of `count` patterns with streams of ids
/// `streams`; other lanes 0. The draw of a pixel depends on (seed, stream, pixel) and its counts alone.
/// False, and nothing of use in `half`, where a value is no whole number in [0, most_thinned].
bool thin(std::uint64_t seed, const std::uint64_t* streams, int count, const std::uint32_t* pixel, std::size_t n,
          const double* counts, double* half);

}  // namespace vitrum::order
