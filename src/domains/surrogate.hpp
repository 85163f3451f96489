// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/surrogate.hpp: maps with the power spectrum of a measured complex map and random Fourier phases.
#pragma once

#include <complex>
#include <cstdint>
#include <memory>
#include <span>

#include "domains/image.hpp"

namespace vitrum::domains {

/// Phase randomization (Theiler et al. 1992) of a complex map F_n(r) taken as periodic. Positions with a value that
/// is not finite count as 0. Surrogate s is the stream (seed, Purpose::surrogate, n, s): the same on any rank.
class PhaseRandomizer {
 public:
  PhaseRandomizer(Shape shape, std::span<const std::complex<double>> f);
  ~PhaseRandomizer();
  PhaseRandomizer(PhaseRandomizer&&) noexcept;
  PhaseRandomizer& operator=(PhaseRandomizer&&) noexcept;

  /// |F|^2 of surrogate `index`.
  void power(std::uint64_t seed, int n, std::uint32_t index, std::span<double> out);
  /// sqrt 2 Re F of it: a real Gaussian field with the power spectrum of a real map.
  void real(std::uint64_t seed, int n, std::uint32_t index, std::span<double> out);

 private:
  void draw(std::uint64_t seed, int n, std::uint32_t index);
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace vitrum::domains
