// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/position.hpp: scan positions in words, for error messages.
#pragma once

#include <string>

#include "vitrum/scan/source.hpp"

namespace vitrum::scan {

/// "scan position y = 3, x = 1 (pattern 13)", counted from 0.
inline std::string position_text(std::size_t nx, std::size_t r) {
  return "scan position y = " + std::to_string(r / nx) + ", x = " + std::to_string(r % nx) + " (pattern " +
         std::to_string(r) + ")";
}

/// Throws Fault where [begin, begin + count) is not in the scan or `bytes` is not the room it needs.
void check_request(const ScanInfo& info, std::size_t begin, std::size_t count, std::size_t bytes);

}  // namespace vitrum::scan
