// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/blocks.cpp: squares of a scan that are nearly independent of each other, and errors from them.
#include "domains/blocks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vitrum::domains {

Blocks make_blocks(Shape shape, double edge_px) {
  const auto along = [edge_px](std::size_t n) {
    const auto whole = static_cast<std::size_t>(static_cast<double>(n) / std::max(edge_px, 1.0));
    return std::clamp<std::size_t>(whole, std::min<std::size_t>(2, n), n);
  };
  const std::size_t by = along(shape.ny), bx = along(shape.nx);
  Blocks blocks{std::vector<std::uint32_t>(shape.size()), by * bx};
  for (std::size_t r = 0; r < shape.size(); ++r) {
    const std::size_t y = r / shape.nx, x = r % shape.nx;
    blocks.of[r] = static_cast<std::uint32_t>(y * by / shape.ny * bx + x * bx / shape.nx);
  }
  return blocks;
}

double block_edge_px(Shape shape, double probe_px) {
  const double sixteen = 0.25 * std::sqrt(static_cast<double>(shape.size()));
  return std::max(probe_px, std::min(4.0 * probe_px, sixteen));
}

Uncertain block_ratio(std::span<const double> above, std::span<const double> below, std::span<const std::uint8_t> good,
                      const Blocks& blocks) {
  std::vector<double> a(blocks.count), b(blocks.count);
  std::vector<std::uint8_t> used(blocks.count);
  double sum_a = 0.0, sum_b = 0.0;
  for (std::size_t r = 0; r < above.size(); ++r) {
    if (!good[r] || !std::isfinite(above[r]) || !std::isfinite(below[r])) continue;
    const std::size_t block = blocks.of[r];
    a[block] += above[r];
    b[block] += below[r];
    used[block] = 1;
  }
  double n = 0.0;
  for (std::size_t i = 0; i < blocks.count; ++i) {
    sum_a += a[i];
    sum_b += b[i];
    n += used[i];
  }
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  if (n < 1.0 || sum_b == 0.0) return {unknown, unknown};
  const double ratio = sum_a / sum_b;
  if (n < 2.0) return {ratio, unknown};
  double squares = 0.0;
  for (std::size_t i = 0; i < blocks.count; ++i) squares += (a[i] - ratio * b[i]) * (a[i] - ratio * b[i]);
  return {ratio, std::sqrt(n / (n - 1.0) * squares) / std::abs(sum_b)};
}

Uncertain block_mean(std::span<const double> map, std::span<const std::uint8_t> good, const Blocks& blocks) {
  const std::vector<double> ones(map.size(), 1.0);
  return block_ratio(map, ones, good, blocks);
}

}  // namespace vitrum::domains
