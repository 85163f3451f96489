// SPDX-License-Identifier: Apache-2.0
// vitrum/order/kernels/lanes.hpp: several patterns side by side, one a lane, each with its own fixed order of
// operations.
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

namespace vitrum::order::kernels {

/// Patterns that are worked on together. Arrays [item][lanes]: a lane holds what its pattern alone would give, so the
/// number of lanes in use and the width of the processor's vectors never change a bit.
inline constexpr int lanes = 8;

/// Arrays [item][lanes] begin at multiples of this many bytes.
inline constexpr std::size_t lane_alignment = lanes * sizeof(double);

// V: what the compiler keeps in one register. Two of them are worked on at a time. (A vector may alias its elements.)
#if defined(__GNUC__) && !defined(__CUDACC__) && !defined(__HIPCC__) && !defined(__SYCL_DEVICE_ONLY__)
#define VITRUM_LANE_VECTORS
typedef double Vector2 __attribute__((vector_size(16)));
typedef double Vector4 __attribute__((vector_size(32)));
#else
using Vector2 = double;
using Vector4 = double;
#endif

template <class V>
inline constexpr int width = static_cast<int>(sizeof(V) / sizeof(double));

template <class V>
KOKKOS_FORCEINLINE_FUNCTION const V& at(const double* p) {
  return *reinterpret_cast<const V*>(p);
}
template <class V>
KOKKOS_FORCEINLINE_FUNCTION V& at(double* p) {
  return *reinterpret_cast<V*>(p);
}

}  // namespace vitrum::order::kernels
