// SPDX-License-Identifier: Apache-2.0
// vitrum/core/random.hpp: counter-based random streams keyed by (seed, purpose, id, sub); no hidden state.
#pragma once

#include <Random123/philox.h>

#include <array>
#include <cmath>
#include <cstdint>

namespace vitrum {

/// What a stream is for. The numbers are part of every published result: never change or reuse one.
enum class Purpose : std::uint8_t {
  test = 0,
  glass_positions = 1,
  glass_velocities = 2,
  glass_tiling = 3,
  cluster_placement = 4,
  thermal_displacement = 5,
  decoherence = 6,
  detector_noise = 7,
  detector_defects = 8,
  calibration_sample = 9,
  thinning = 10,
  surrogate = 11,
  bootstrap = 12,
  point_process = 13,
  toroidal_shift = 14,
  speckle = 15,
  catalogue = 20,
  barrier = 21,
  residual_stress = 22,
  tile_clock = 23,
  event_choice = 24,
  tail = 25,
  placement_3d = 30,
  sweep_sample = 40,
};

/// Philox4x32-10 (Salmon et al., SC11) on counter (block, sub, id, purpose) and key seed.
/// Two streams that differ in any of seed, purpose, id (56 bits), sub are independent; the n-th draw depends on
/// nothing else, so it is the same on any rank and thread.
class Stream {
 public:
  Stream(std::uint64_t seed, Purpose purpose, std::uint64_t id = 0, std::uint32_t sub = 0)
      : key_{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}},
        counter_{{0, sub, static_cast<std::uint32_t>(id),
                  (static_cast<std::uint32_t>(id >> 32) & 0xffffffu) | (static_cast<std::uint32_t>(purpose) << 24)}} {}

  std::uint32_t bits32() {
    if (used_ == 4) {
      words_ = generate(counter_, key_);
      ++counter_[0];
      used_ = 0;
    }
    return words_[used_++];
  }
  std::uint64_t bits64() {
    const std::uint64_t high = bits32();
    return (high << 32) | bits32();
  }
  /// Uniform in the open interval (0, 1): 52 random bits, centred, never 0 nor 1.
  double uniform() { return (static_cast<double>(bits64() >> 12) + 0.5) * 0x1p-52; }
  double exponential() { return -std::log(uniform()); }
  /// Standard normal (Box and Muller 1958); draws come in pairs, the second is kept.
  double normal() {
    if (has_spare_) {
      has_spare_ = false;
      return spare_;
    }
    const double radius = std::sqrt(-2.0 * std::log(uniform()));
    const double angle = 6.283185307179586 * uniform();
    spare_ = radius * std::sin(angle);
    has_spare_ = true;
    return radius * std::cos(angle);
  }
  /// Uniform integer in [0, n), n >= 1, without modulo bias.
  std::uint64_t below(std::uint64_t n) {
    const std::uint64_t limit = ~std::uint64_t{0} - (~std::uint64_t{0} % n + 1) % n;
    std::uint64_t x = bits64();
    while (x > limit) x = bits64();
    return x % n;
  }
  /// Poisson deviate of mean >= 0: inversion below 10, PTRS (Hoermann 1993) above.
  std::uint64_t poisson(double mean);
  /// Binomial(n, 1/2), exact.
  std::uint64_t half_binomial(std::uint64_t n);

 private:
  using Philox = r123::Philox4x32;
  static Philox::ctr_type generate(Philox::ctr_type counter, Philox::key_type key) { return Philox()(counter, key); }

  Philox::key_type key_;
  Philox::ctr_type counter_;
  Philox::ctr_type words_{};
  unsigned used_ = 4;
  bool has_spare_ = false;
  double spare_ = 0.0;
};

}  // namespace vitrum
