// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/saturation_guard.hpp: integer scans that saturate do not go unnoticed.
#pragma once

#include "vitrum/scan/source.hpp"

namespace vitrum::scan {

/// Looks at a few patterns spread over an integer scan: where one holds a saturated value (info.saturation or more, or
/// the largest of its type) the scan comes back corrected (such values left out), with a note. Else patterns stay as
/// stored, and such values are counted in `left_out->saturated` as they are read. Other scans come back as they are.
Source guarded(Source source);

}  // namespace vitrum::scan
