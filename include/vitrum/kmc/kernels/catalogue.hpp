// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/kernels/catalogue.hpp: the shear modes of a voxel, made again from counters whenever they are needed.
#pragma once

#include <cmath>

#include "vitrum/kmc/kernels/philox.hpp"

namespace vitrum::kmc::kernels {

/// What a mode is: eigenstrain increment (deviators e1, e3), its length sqrt(e1^2 + e3^2) and its barrier F in eV.
struct Mode {
  double e1, e3, length, barrier;
};

/// Law of the catalogue (deformation 1.2): e1, e3 ~ N(0, sd^2), F = F0 (1 - r + r U(0,1)) times the voxel's factor.
struct Catalogue {
  std::uint64_t seed;
  int modes;
  double eigenstrain_sd;
  double barrier_eV;
  double barrier_spread;
};

inline constexpr std::uint32_t purpose_catalogue = 20;  // Purpose::catalogue
inline constexpr std::uint32_t purpose_barrier = 21;    // Purpose::barrier

/// Length of a normal pair (Box and Muller 1958).
KOKKOS_INLINE_FUNCTION double radius_of(const Words& c) {
  return std::sqrt(-2.0 * std::log(open_uniform(c.w[0], c.w[1])));
}

KOKKOS_INLINE_FUNCTION double barrier_of(const Catalogue& law, std::uint32_t m, const Words& barrier_block,
                                         double barrier_factor) {
  const std::uint32_t i = 2 * (m & 1u);
  const double u = open_uniform(barrier_block.w[i], barrier_block.w[i + 1]);
  const double r = law.barrier_spread;
  return law.barrier_eV * (1.0 - r + r * u) * barrier_factor;
}

/// The mode of a normal pair whose length and barrier are known.
KOKKOS_INLINE_FUNCTION Mode turned(const Catalogue& law, const Words& c, double radius, double barrier) {
  const double angle = 6.283185307179586 * open_uniform(c.w[2], c.w[3]);
  return Mode{law.eigenstrain_sd * (radius * std::cos(angle)), law.eigenstrain_sd * (radius * std::sin(angle)),
              law.eigenstrain_sd * radius, barrier};
}

/// Mode m's eigenstrain is the m-th normal pair of Stream(seed, catalogue, voxel, generation), its barrier the m-th
/// uniform of Stream(seed, barrier, voxel, generation). `barrier_block` holds the barrier words of modes m and m ^ 1.
KOKKOS_INLINE_FUNCTION Mode make_mode(const Catalogue& law, std::uint64_t voxel, std::uint32_t generation,
                                      std::uint32_t m, const Words& barrier_block, double barrier_factor) {
  const Words c = stream_block(law.seed, purpose_catalogue, voxel, generation, m);
  return turned(law, c, radius_of(c), barrier_of(law, m, barrier_block, barrier_factor));
}

KOKKOS_INLINE_FUNCTION Words barrier_block(const Catalogue& law, std::uint64_t voxel, std::uint32_t generation,
                                           std::uint32_t m) {
  return stream_block(law.seed, purpose_barrier, voxel, generation, m / 2);
}

/// One mode alone.
KOKKOS_INLINE_FUNCTION Mode mode_of(const Catalogue& law, std::uint64_t voxel, std::uint32_t generation,
                                    std::uint32_t m, double barrier_factor) {
  return make_mode(law, voxel, generation, m, barrier_block(law, voxel, generation, m), barrier_factor);
}

/// Calls use(m, mode) for all modes of a voxel, in order.
template <class Use>
KOKKOS_INLINE_FUNCTION void for_each_mode(const Catalogue& law, std::uint64_t voxel, std::uint32_t generation,
                                          double barrier_factor, const Use& use) {
  Words barriers{};
  for (std::uint32_t m = 0; m < static_cast<std::uint32_t>(law.modes); ++m) {
    if (m % 2 == 0) barriers = barrier_block(law, voxel, generation, m);
    use(m, make_mode(law, voxel, generation, m, barriers, barrier_factor));
  }
}

/// Calls use(m, mode) for those modes, in order, for which matters(barrier, length); the direction of the others, which
/// costs most, is never made.
template <class Matters, class Use>
KOKKOS_INLINE_FUNCTION void for_modes_that_matter(const Catalogue& law, std::uint64_t voxel, std::uint32_t generation,
                                                  double barrier_factor, const Matters& matters, const Use& use) {
  Words barriers{};
  for (std::uint32_t m = 0; m < static_cast<std::uint32_t>(law.modes); ++m) {
    if (m % 2 == 0) barriers = barrier_block(law, voxel, generation, m);
    const Words c = stream_block(law.seed, purpose_catalogue, voxel, generation, m);
    const double radius = radius_of(c);
    const double barrier = barrier_of(law, m, barriers, barrier_factor);
    if (matters(barrier, law.eigenstrain_sd * radius)) use(m, turned(law, c, radius, barrier));
  }
}

}  // namespace vitrum::kmc::kernels
