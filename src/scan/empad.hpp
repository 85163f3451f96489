// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/empad.hpp: EMPAD raw files: little-endian float32 frames of 130 rows, the last two a footer.
#pragma once

#include "vitrum/scan/source.hpp"

namespace vitrum::scan {

Format empad_format();

}  // namespace vitrum::scan
