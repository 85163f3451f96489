// SPDX-License-Identifier: Apache-2.0
// vitrum/order/kernels/sum_patterns.hpp: the sum of a batch of patterns and of their squares, pixel by pixel.
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <type_traits>

namespace vitrum::order::kernels {

inline constexpr std::size_t pixels_per_task = 1024;
inline constexpr std::size_t pixels_per_strip = 64;  // whose sums stay in registers and the nearest cache
inline constexpr std::size_t patterns_at_once = 8;

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

/// Is it a number, neither infinite nor NaN? Integers always are.
template <class T>
KOKKOS_FORCEINLINE_FUNCTION bool is_number(T value) {
  if constexpr (std::is_floating_point_v<T>) return value - value == T(0);
  return true;
}

/// Adds the numbers among `n` values to `sum` and their squares to `square`.
template <class T>
KOKKOS_FORCEINLINE_FUNCTION void add_values(const T* values, std::size_t n, SumOf<T>* sum, SquareOf<T>* square,
                                            std::uint64_t* missing) {
  for (std::size_t p = 0; p < n; ++p) {
    if (!is_number(values[p])) {
      ++missing[p];
      continue;
    }
    sum[p] += static_cast<SumOf<T>>(values[p]);
    if constexpr (exact_square<T>) {
      const auto wide = static_cast<std::uint32_t>(static_cast<std::int32_t>(values[p]));
      square[p] += wide * wide;  // modulo 2^32, which the square of 16 bits fits
    } else {
      square[p] += static_cast<double>(values[p]) * static_cast<double>(values[p]);
    }
  }
}

/// As add_values of N patterns `apart` from each other, one after the other, for a strip of pixels; false, and nothing
/// added, where that may differ: 32 bits do not hold the sum of N squares, or a sum is no number.
template <std::size_t N, class T>
KOKKOS_FORCEINLINE_FUNCTION bool add_strip(const T* KOKKOS_RESTRICT first, std::size_t apart, std::size_t n,
                                           SumOf<T>* KOKKOS_RESTRICT sum, SquareOf<T>* KOKKOS_RESTRICT square) {
  if constexpr (exact_square<T>) {
    std::int32_t total[pixels_per_strip] = {};
    std::uint32_t squares[pixels_per_strip] = {}, bits = 0;
    for (std::size_t i = 0; i < N; ++i) {
      for (std::size_t p = 0; p < n; ++p) {
        const std::int32_t v = first[i * apart + p];
        const auto wide = static_cast<std::uint32_t>(v);
        bits |= static_cast<std::uint32_t>(v < 0 ? ~v : v);
        total[p] += v;
        squares[p] += wide * wide;
      }
    }
    constexpr std::uint32_t least_too_large = 1u << 14;  // 8 (2^14)^2 = 2^31
    static_assert(N * (std::uint64_t{1} << 28) < (std::uint64_t{1} << 32));
    if (bits >= least_too_large) return false;
    for (std::size_t p = 0; p < n; ++p) {
      sum[p] += static_cast<std::uint64_t>(static_cast<std::int64_t>(total[p]));
      square[p] += squares[p];
    }
  } else {
    SumOf<T> total[pixels_per_strip];
    double squares[pixels_per_strip];
    std::uint64_t bad = 0;
    for (std::size_t p = 0; p < n; ++p) {
      SumOf<T> t = sum[p];
      double s = square[p];
      for (std::size_t i = 0; i < N; ++i) {
        const T v = first[i * apart + p];
        t += static_cast<SumOf<T>>(v);
        s += static_cast<double>(v) * static_cast<double>(v);
      }
      total[p] = t;
      squares[p] = s;
      if constexpr (std::is_floating_point_v<T>) bad |= is_number(t) ? 0u : 1u;  // as one value among them is
    }
    if (bad != 0) return false;
    for (std::size_t p = 0; p < n; ++p) {
      sum[p] = total[p];
      square[p] = squares[p];
    }
  }
  return true;
}

/// Patterns of one task: `n` pixels of `count` patterns, whose first ones are `apart` from each other.
template <class T>
KOKKOS_FORCEINLINE_FUNCTION void add_pixels(const T* first, std::size_t count, std::size_t apart, std::size_t n,
                                            SumOf<T>* sum, SquareOf<T>* square, std::uint64_t* missing) {
  for (std::size_t i = 0; i < count;) {
    const std::size_t group = count - i < patterns_at_once ? 1 : patterns_at_once;
    const T* here = first + i * apart;
    for (std::size_t p = 0; p < n; p += pixels_per_strip) {
      const std::size_t strip = n - p < pixels_per_strip ? n - p : pixels_per_strip;
      const bool done = group == 1 ? add_strip<1>(here + p, apart, strip, sum + p, square + p)
                                   : add_strip<patterns_at_once>(here + p, apart, strip, sum + p, square + p);
      for (std::size_t g = 0; g < group && !done; ++g)
        add_values(here + g * apart + p, strip, sum + p, square + p, missing == nullptr ? nullptr : missing + p);
    }
    i += group;
  }
}

template <class T>
using AddPixels = void (*)(const T*, std::size_t, std::size_t, std::size_t, SumOf<T>*, SquareOf<T>*, std::uint64_t*);

template <class T>
void add_pixels_any(const T* first, std::size_t count, std::size_t apart, std::size_t n, SumOf<T>* sum,
                    SquareOf<T>* square, std::uint64_t* missing) {
  add_pixels(first, count, apart, n, sum, square, missing);
}

#if defined(__GNUC__) && defined(__x86_64__) && !defined(__CUDACC__) && !defined(__HIPCC__)
template <class T>
__attribute__((target("avx2"))) void add_pixels_avx2(const T* first, std::size_t count, std::size_t apart,
                                                     std::size_t n, SumOf<T>* sum, SquareOf<T>* square,
                                                     std::uint64_t* missing) {
  add_pixels(first, count, apart, n, sum, square, missing);
}
template <class T>
AddPixels<T> best_add_pixels() {
  return __builtin_cpu_supports("avx2") ? add_pixels_avx2<T> : add_pixels_any<T>;
}
#else
template <class T>
AddPixels<T> best_add_pixels() {
  return add_pixels_any<T>;
}
#endif

/// Adds `count` patterns of `pixels` pixels to `sum` and `square`: exactly, or in double in the order of the patterns.
/// Values that are no numbers are left out; `missing` counts them (floats only).
template <class T>
void sum_patterns(const T* patterns, std::size_t count, std::size_t pixels, SumOf<T>* sum, SquareOf<T>* square,
                  std::uint64_t* missing) {
  using Space = Kokkos::DefaultHostExecutionSpace;
  const AddPixels<T> add = best_add_pixels<T>();
  const std::size_t tasks = (pixels + pixels_per_task - 1) / pixels_per_task;
  Kokkos::parallel_for("vitrum::order::sum_patterns", Kokkos::RangePolicy<Space>(0, tasks), [=](std::size_t task) {
    const std::size_t begin = task * pixels_per_task;
    const std::size_t n = begin + pixels_per_task < pixels ? pixels_per_task : pixels - begin;
    add(patterns + begin, count, pixels, n, sum + begin, square + begin,
        missing == nullptr ? nullptr : missing + begin);
  });
  Kokkos::fence();
}

}  // namespace vitrum::order::kernels
