// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/extended_xyz.hpp: an atomic model from an (extended) XYZ file.
#pragma once

#include <string>

#include "vitrum/phantom/glass.hpp"

namespace vitrum::phantom {

/// Reads the first frame as a periodic cube. The cell stands in the second line as Lattice="a 0 0 0 a 0 0 0 a" (the
/// columns species and pos in the order that Properties= names, or symbol x y z without it), or as three leading
/// numbers. Composition: as counted. DataError, with file and line, for a truncated file, an unknown element, a cell
/// that is not a cube, or a number that is none.
Glass read_xyz(const std::string& path);

}  // namespace vitrum::phantom
