// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/region.hpp: the `region:` section: which scan positions take part in all statistics.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "vitrum/core/deck.hpp"
#include "vitrum/scan/polygon.hpp"
#include "vitrum/scan/source.hpp"

namespace vitrum::scan {

/// A position takes part where it lies in all that are given. x along scan columns, y along scan rows.
struct Region {
  std::optional<Polygon> polygon;
  bool polygon_in_nm = false;                      // else in positions
  std::optional<std::array<double, 4>> rectangle;  // x from, to; y from, to; edges belong to it
  bool rectangle_in_nm = false;
  std::string mask;  // image of ny x nx positions, 0: left out
  bool everything() const { return !polygon && !rectangle && mask.empty(); }
};

Region read_region(Section section);

/// [r], 1: takes part; empty for the whole scan. InputError where lengths are in nm and the scan's step is unknown, or
/// where no position is left; DataError where the mask is of another scan. Its files are what `files_of` names.
std::vector<std::uint8_t> positions_in(const Region& region, const ScanInfo& info);
std::vector<std::string> files_of(const Region& region);

}  // namespace vitrum::scan
