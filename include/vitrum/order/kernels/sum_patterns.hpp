// SPDX-License-Identifier: Apache-2.0
// vitrum/order/kernels/sum_patterns.hpp: the sum of a batch of patterns and of their squares, pixel by pixel.
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace vitrum::order::kernels {

inline constexpr std::size_t pixels_per_task = 1024;

/// How sums over patterns of T are kept: integers of up to 32 bits exactly (2^31 patterns; two's complement), their
/// squares where T has up to 16 bits (2^32 patterns); the rest in double.
template <class T>
inline constexpr bool exact_sum = std::is_integral_v<T> && sizeof(T) <= 4;
template <class T>
inline constexpr bool exact_square = std::is_integral_v<T> && sizeof(T) <= 2;
template <class T>
using SumOf = std::conditional_t<exact_sum<T>, std::uint64_t, double>;
template <class T>
using SquareOf = std::conditional_t<exact_square<T>, std::uint64_t, double>;

/// Is none of `count` values infinite or NaN? Integers never are.
template <class T>
inline bool all_finite(const T* values, std::size_t count) {
  if constexpr (std::is_floating_point_v<T>) {
    unsigned none = 0;
    for (std::size_t i = 0; i < count; ++i) none |= std::fabs(values[i]) <= std::numeric_limits<T>::max() ? 0u : 1u;
    return none == 0;
  }
  return true;
}

/// Adds the numbers among `count` values (all of them where `finite`) to `sum` and their squares to `square`.
template <class T>
inline void add_values(const T* values, std::size_t count, bool finite, SumOf<T>* sum, SquareOf<T>* square,
                       std::uint64_t* missing) {
  if (!finite) {
    for (std::size_t p = 0; p < count; ++p) {
      if (all_finite(values + p, 1)) {
        add_values(values + p, 1, true, sum + p, square + p, missing);
      } else {
        ++missing[p];
      }
    }
    return;
  }
  for (std::size_t p = 0; p < count; ++p) {
    sum[p] += static_cast<SumOf<T>>(values[p]);
    if constexpr (exact_square<T>) {
      const auto wide = static_cast<std::uint32_t>(static_cast<std::int32_t>(values[p]));
      square[p] += wide * wide;  // modulo 2^32, which the square of 16 bits fits
    } else {
      square[p] += static_cast<double>(values[p]) * static_cast<double>(values[p]);
    }
  }
}

/// Adds `count` patterns of `pixels` pixels to `sum` and `square`: exactly, or in double in the order of the patterns.
/// Values that are no numbers are left out; `missing` counts them (floats only).
template <class T>
void sum_patterns(const T* patterns, std::size_t count, std::size_t pixels, SumOf<T>* sum, SquareOf<T>* square,
                  std::uint64_t* missing) {
  using Space = Kokkos::DefaultHostExecutionSpace;
  const std::size_t tasks = (pixels + pixels_per_task - 1) / pixels_per_task;
  Kokkos::parallel_for("vitrum::order::sum_patterns", Kokkos::RangePolicy<Space>(0, tasks), [=](std::size_t task) {
    const std::size_t begin = task * pixels_per_task;
    const std::size_t n = begin + pixels_per_task < pixels ? pixels_per_task : pixels - begin;
    for (std::size_t i = 0; i < count; ++i) {
      const T* values = patterns + i * pixels + begin;
      add_values(values, n, all_finite(values, n), sum + begin, square + begin,
                 missing == nullptr ? nullptr : missing + begin);
    }
  });
  Kokkos::fence();
}

}  // namespace vitrum::order::kernels
