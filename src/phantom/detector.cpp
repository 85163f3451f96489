// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/detector.cpp: shot noise and defects.
#include "detector.hpp"

#include <limits>

#include "vitrum/core/random.hpp"

namespace vitrum::phantom {

std::vector<PixelState> draw_defects(const Parameters& p) {
  std::vector<PixelState> states(p.pixels.qy * p.pixels.qx, PixelState::good);
  Stream stream(p.seed, Purpose::detector_defects);
  for (std::size_t left = p.defects.dead + p.defects.hot; left > 0;) {
    PixelState& state = states[stream.below(states.size())];
    if (state != PixelState::good) continue;
    state = left > p.defects.hot ? PixelState::dead : PixelState::hot;
    --left;
  }
  return states;
}

std::size_t count_electrons(const Parameters& p, const std::vector<PixelState>& states, std::size_t position,
                            std::span<const double> shares, std::span<std::uint16_t> counts) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint16_t>::max();
  Stream stream(p.seed, Purpose::detector_noise, position);
  std::size_t clipped = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double mean = states[i] == PixelState::hot ? p.defects.hot_counts : p.dose * shares[i];
    const std::uint64_t electrons = states[i] == PixelState::dead ? 0 : stream.poisson(mean);
    if (electrons > most) ++clipped;
    counts[i] = static_cast<std::uint16_t>(std::min(electrons, most));
  }
  return clipped;
}

}  // namespace vitrum::phantom
