// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/thickness_map.hpp: the thickness of the foil at every position of a scan.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "vitrum/order/maps.hpp"

namespace vitrum::domains {

/// Images of the scan's positions in nm, one for each area, or a virtual image H: t = (H - black) / slope. Neither: the
/// thickness is one value.
struct ThicknessSource {
  std::vector<std::string> maps;  // "FILE:/dataset", as scan::read_image takes it
  std::string detector;           // name of the virtual detector that gives H
  double black = 0.0, slope_per_nm = 1.0;

  bool given() const { return !maps.empty() || !detector.empty(); }
};

/// [r], nm, as they stand: find() tells of bad values where they matter. Empty where `source` gives none. One process.
/// DataError where a file cannot be read or is no image of ny x nx positions; InputError where there is no such
/// virtual image.
std::vector<double> thickness_map(const ThicknessSource& source, std::size_t area, const order::Maps& maps);

}  // namespace vitrum::domains
