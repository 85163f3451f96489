// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/kernels/philox.hpp: Philox4x32-10 for devices; the same numbers as core's Stream.
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

namespace vitrum::kmc::kernels {

struct Words {
  std::uint32_t w[4];
};

/// Philox4x32-10 (Salmon et al., SC11): 128 random bits of a counter under a 64-bit key.
KOKKOS_INLINE_FUNCTION Words philox(Words counter, std::uint64_t key) {
  auto k0 = static_cast<std::uint32_t>(key);
  auto k1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{0xD2511F53u} * counter.w[0];
    const std::uint64_t p1 = std::uint64_t{0xCD9E8D57u} * counter.w[2];
    counter = Words{{static_cast<std::uint32_t>(p1 >> 32) ^ counter.w[1] ^ k0, static_cast<std::uint32_t>(p1),
                     static_cast<std::uint32_t>(p0 >> 32) ^ counter.w[3] ^ k1, static_cast<std::uint32_t>(p0)}};
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return counter;
}

/// Block `block` of core's Stream(seed, purpose, id, sub).
KOKKOS_INLINE_FUNCTION Words stream_block(std::uint64_t seed, std::uint32_t purpose, std::uint64_t id,
                                          std::uint32_t sub, std::uint32_t block) {
  return philox(Words{{block, sub, static_cast<std::uint32_t>(id),
                       (static_cast<std::uint32_t>(id >> 32) & 0xffffffu) | (purpose << 24)}},
                seed);
}

/// Uniform in the open interval (0, 1) from two words, as Stream::uniform().
KOKKOS_INLINE_FUNCTION double open_uniform(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (static_cast<std::uint64_t>(high) << 32) | low;
  return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
}

}  // namespace vitrum::kmc::kernels
