// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/kernels/reversible.hpp: modes that can go back the way they came, for detailed balance (deformation 1.3).
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstdint>

#include "vitrum/kmc/kernels/catalogue.hpp"

namespace vitrum::kmc::kernels {

/// A reversible voxel keeps the catalogue of generation 0 for ever; a bit per mode says whether it is flipped, in words
/// of 64 modes. A flipped mode offers the way back: -dE with the same F. So E = sum of dE over flipped modes, and with
/// Q = F - V s.dE (s before the flip, no softening) Q_forward - Q_back is the change of elastic energy exactly.
inline constexpr std::uint32_t modes_per_word = 64;

KOKKOS_INLINE_FUNCTION bool is_flipped(const std::uint64_t* words, std::uint32_t m) {
  return (words[m / modes_per_word] >> (m % modes_per_word) & 1u) != 0;
}

KOKKOS_INLINE_FUNCTION void toggle(std::uint64_t* words, std::uint32_t m) {
  words[m / modes_per_word] ^= std::uint64_t{1} << (m % modes_per_word);
}

/// The mode as it can go now.
KOKKOS_INLINE_FUNCTION Mode directed(Mode mode, bool flipped) {
  if (flipped) {
    mode.e1 = -mode.e1;
    mode.e3 = -mode.e3;
  }
  return mode;
}

/// nu0 exp(-Q/kT) for every Q: a rate that stops at nu0 would break detailed balance. Below 1e-304 nu0 it is zero.
KOKKOS_INLINE_FUNCTION double unbounded_rate(double q, double kT, double nu0) {
  const double x = q / kT;
  return x < 700.0 ? nu0 * std::exp(-x) : 0.0;
}

}  // namespace vitrum::kmc::kernels
