// SPDX-License-Identifier: Apache-2.0
// vitrum/microstructure/resample.cpp: area-weighted resampling of a map.
#include "microstructure/resample.hpp"

#include <algorithm>
#include <cmath>

namespace vitrum::microstructure {

std::size_t whole_cells(std::size_t n, double step, double h) {
  return static_cast<std::size_t>(std::floor(static_cast<double>(n) * step / h * (1.0 + 1e-12)));
}

std::vector<std::vector<Overlap>> overlaps(std::size_t n, double step, std::size_t targets, double h) {
  std::vector<std::vector<Overlap>> all(targets);
  const double ratio = h / step;  // a target's length in source cells
  for (std::size_t t = 0; t < targets; ++t) {
    const double from = static_cast<double>(t) * ratio;
    const double to = std::min(static_cast<double>(n), static_cast<double>(t + 1) * ratio);
    for (auto cell = static_cast<std::size_t>(from); cell < n && static_cast<double>(cell) < to; ++cell) {
      const double shared = std::min(to, static_cast<double>(cell + 1)) - std::max(from, static_cast<double>(cell));
      if (shared > 0.0) all[t].push_back({cell, shared / ratio});
    }
  }
  return all;
}

}  // namespace vitrum::microstructure
