// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/blocks.hpp: squares of a scan that are nearly independent of each other, and errors from them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "domains/image.hpp"
#include "vitrum/domains/uncertain.hpp"

namespace vitrum::domains {

struct Blocks {
  std::vector<std::uint32_t> of;  // [r]
  std::size_t count = 0;
};

/// Squares of about `edge_px` positions, at least 2 x 2 of them where the map has as many.
Blocks make_blocks(Shape shape, double edge_px);

/// Four probe FWHM, or less where that leaves fewer than 16 blocks; never below one probe FWHM.
double block_edge_px(Shape shape, double probe_px);

/// Mean over the good, finite positions; standard error from the scatter of the blocks' sums about it (positions beside
/// each other are correlated, blocks hardly).
Uncertain block_mean(std::span<const double> map, std::span<const std::uint8_t> good, const Blocks& blocks);

/// sum of `above` over sum of `below`, error likewise.
Uncertain block_ratio(std::span<const double> above, std::span<const double> below, std::span<const std::uint8_t> good,
                      const Blocks& blocks);

}  // namespace vitrum::domains
