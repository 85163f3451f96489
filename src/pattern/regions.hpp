// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/regions.hpp: connected sets of pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vitrum::pattern {

/// Drops the 4-connected regions that `drops`, called with their pixels, says so.
template <class Drops>
void drop_regions(std::vector<std::uint8_t>& set, std::size_t qy, std::size_t qx, Drops drops) {
  std::vector<std::uint8_t> seen(set.size(), 0);
  for (std::size_t start = 0; start < set.size(); ++start) {
    if (set[start] == 0 || seen[start] != 0) continue;
    std::vector<std::size_t> region{start};
    seen[start] = 1;
    for (std::size_t i = 0; i < region.size(); ++i) {
      const std::size_t p = region[i];
      const std::size_t row = p / qx;
      const std::size_t column = p % qx;
      const auto visit = [&](bool inside, std::size_t q) {
        if (inside && set[q] != 0 && seen[q] == 0) {
          seen[q] = 1;
          region.push_back(q);
        }
      };
      visit(row > 0, p - qx);
      visit(row + 1 < qy, p + qx);
      visit(column > 0, p - 1);
      visit(column + 1 < qx, p + 1);
    }
    if (drops(region)) {
      for (const std::size_t p : region) set[p] = 0;
    }
  }
}

}  // namespace vitrum::pattern
