// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/lanes.hpp: voxels or modes side by side in the processor's vectors, each with the operations, in the
// order, it would have alone: so vectors of any width give the same bits.
#pragma once

#include <cstdint>

#if defined(__GNUC__) && !defined(__CUDACC__) && !defined(__HIPCC__) && !defined(__SYCL_DEVICE_ONLY__)
#define VITRUM_LANES
#endif
#if defined(VITRUM_LANES) && defined(__x86_64__)
#define VITRUM_AVX2 __attribute__((target("avx2")))
#endif

namespace vitrum::kmc {

/// One lane: for compilers without vector types.
struct Lane1 {
  using Double = double;
  using Float = float;
  using Bits = std::uint64_t;
  static constexpr int width = 1;
};

#if defined(VITRUM_LANES)
/// Two lanes: every 64-bit processor. (Vectors may lie anywhere and alias their elements.)
struct Lane2 {
  typedef double Double __attribute__((vector_size(16), aligned(8), may_alias));
  typedef float Float __attribute__((vector_size(8), aligned(4), may_alias));
  typedef std::uint64_t Bits __attribute__((vector_size(16), aligned(8), may_alias));
  static constexpr int width = 2;
};
/// Four lanes: in functions marked VITRUM_AVX2.
struct Lane4 {
  typedef double Double __attribute__((vector_size(32), aligned(8), may_alias));
  typedef float Float __attribute__((vector_size(16), aligned(4), may_alias));
  typedef std::uint64_t Bits __attribute__((vector_size(32), aligned(8), may_alias));
  static constexpr int width = 4;
};
using PortableLanes = Lane2;
#else
using PortableLanes = Lane1;
#endif

/// Does this processor run what is marked VITRUM_AVX2?
inline bool has_avx2() {
#if defined(VITRUM_AVX2)
  static const bool has = __builtin_cpu_supports("avx2") != 0;
  return has;
#else
  return false;
#endif
}

/// out = p[0 .. width) as doubles.
#if defined(VITRUM_AVX2) && !defined(__clang__)
// GCC 12 takes __builtin_convertvector apart where it stands, before it is inlined where AVX2 is at hand. The first
// declaration makes the built-in function known.
VITRUM_AVX2 void knows_avx2();
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpsabi"
template <class L>
[[gnu::always_inline]] inline void widen(const float* p, typename L::Double& out) {
  if constexpr (L::width == 1)
    out = static_cast<double>(*p);
  else if constexpr (L::width == 4)
    out = __builtin_ia32_cvtps2pd256(*reinterpret_cast<const typename L::Float*>(p));
  else
    out = __builtin_convertvector(*reinterpret_cast<const typename L::Float*>(p), typename L::Double);
}
#pragma GCC diagnostic pop
#else
template <class L>
[[gnu::always_inline]] inline void widen(const float* p, typename L::Double& out) {
  if constexpr (L::width == 1)
    out = static_cast<double>(*p);
  else
    out = __builtin_convertvector(*reinterpret_cast<const typename L::Float*>(p), typename L::Double);
}
#endif

// (A vector type as a template argument would lose its alignment: so these take L.)
template <class L>
[[gnu::always_inline]] inline const typename L::Double& doubles(const double* p) {
  return *reinterpret_cast<const typename L::Double*>(p);
}
template <class L>
[[gnu::always_inline]] inline typename L::Double& doubles(double* p) {
  return *reinterpret_cast<typename L::Double*>(p);
}
}  // namespace vitrum::kmc
