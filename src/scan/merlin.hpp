// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/merlin.hpp: Merlin (Medipix3) scans: frames of header and big-endian counts, a .hdr beside them.
#pragma once

#include "vitrum/scan/source.hpp"

namespace vitrum::scan {

Format merlin_format();

}  // namespace vitrum::scan
