// SPDX-License-Identifier: Apache-2.0
// vitrum/microstructure/resample.hpp: area-weighted resampling of a map and its continuation beyond the scan.
#pragma once

#include <cstddef>
#include <vector>

namespace vitrum::microstructure {

/// A share of a source cell.
struct Overlap {
  std::size_t cell = 0;
  double weight = 0.0;  // of the target cell; those of one target sum to 1
};

/// Whole target cells of length h that fit into n source cells of length `step`, side by side from the same edge.
std::size_t whole_cells(std::size_t n, double step, double h);

/// [target]: the source cells that it covers. Conserves the integral over the targets.
std::vector<std::vector<Overlap>> overlaps(std::size_t n, double step, std::size_t targets, double h);

/// Even reflection: cell i of the mirrored, periodic row of 2 n cells is cell mirror(i, n) of the row of n.
inline std::size_t mirror(std::size_t i, std::size_t n) {
  const std::size_t j = i % (2 * n);
  return j < n ? j : 2 * n - 1 - j;
}

}  // namespace vitrum::microstructure
