// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/npy.hpp: NumPy .npy files of four axes (or three, or two) in C order.
#pragma once

#include "vitrum/scan/source.hpp"

namespace vitrum::scan {

Format npy_format();

}  // namespace vitrum::scan
