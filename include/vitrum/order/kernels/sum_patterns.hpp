// SPDX-License-Identifier: Apache-2.0
// vitrum/order/kernels/sum_patterns.hpp: the sum of a batch of patterns, pixel by pixel.
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstdint>
#include <type_traits>

namespace vitrum::order::kernels {

inline constexpr std::size_t pixels_per_task = 2048;

/// Adds `count` patterns of `pixels` pixels to `sum`: exactly (modulo 2^64, two's complement) for integers, in the
/// order of the patterns for floats. Values that are no numbers are left out; `missing` counts them (floats only).
template <class T, class Sum>
void sum_patterns(const T* patterns, std::size_t count, std::size_t pixels, Sum* sum, std::uint64_t* missing) {
  using Space = Kokkos::DefaultHostExecutionSpace;
  const std::size_t tasks = (pixels + pixels_per_task - 1) / pixels_per_task;
  Kokkos::parallel_for("vitrum::order::sum_patterns", Kokkos::RangePolicy<Space>(0, tasks), [=](std::size_t task) {
    const std::size_t begin = task * pixels_per_task;
    const std::size_t end = begin + pixels_per_task < pixels ? begin + pixels_per_task : pixels;
    for (std::size_t i = 0; i < count; ++i) {
      const T* pattern = patterns + i * pixels;
      for (std::size_t p = begin; p < end; ++p) {
        if constexpr (std::is_floating_point_v<T>) {
          if (std::isfinite(pattern[p])) {
            sum[p] += static_cast<Sum>(pattern[p]);
          } else {
            ++missing[p];
          }
        } else {
          sum[p] += static_cast<Sum>(pattern[p]);
        }
      }
    }
  });
  Kokkos::fence();
}

}  // namespace vitrum::order::kernels
