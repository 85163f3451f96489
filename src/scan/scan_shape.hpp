// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/scan_shape.hpp: the shape of a scan whose file is one long row of patterns.
#pragma once

#include <optional>
#include <string>

#include "vitrum/scan/source.hpp"

namespace vitrum::scan {

struct Shape {
  std::size_t ny = 1, nx = 1;
  std::size_t positions() const { return ny * nx; }
};

/// Sets info.ny, info.nx for `patterns` whole patterns, with a note on how. In this order: the deck's shape (must fit:
/// DataError otherwise); what the file says (`said`, by `said_by`: whole lines only where the file holds fewer
/// patterns); one pattern; a square. Else InputError that asks for scan.shape, or one line where options allow it.
void set_shape(ScanInfo& info, std::size_t patterns, const OpenOptions& options, std::optional<Shape> said = {},
               const std::string& said_by = "");

}  // namespace vitrum::scan
