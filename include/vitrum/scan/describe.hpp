// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/describe.hpp: a scan in words, for `inspect` and logs.
#pragma once

#include <string>

#include "vitrum/scan/source.hpp"

namespace vitrum::scan {

/// Aligned lines "name  value", each ended by a newline: file, format, shape, type, size, calibration ("not in the
/// file" where it is not, with the deck key that gives it), notes, and what else the file says.
std::string describe(const ScanInfo& info);

/// One line: "scan.h5: vitrum, 64 x 64 positions of 128 x 128 uint16".
std::string describe_briefly(const ScanInfo& info);

}  // namespace vitrum::scan
