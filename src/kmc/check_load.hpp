// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/check_load.hpp: is a load programme one that can be followed to its end?
#pragma once

#include <string>

#include "vitrum/kmc/kmc.hpp"

namespace vitrum::kmc {

/// InputError names the segment, what is wrong and what to write.
void check_load(const Parameters& parameters, const microstructure::Grid& grid);

/// All of a load that decides the events, as text. Where it lists no segments the last strain does not count.
std::string describe(const Load& load);

}  // namespace vitrum::kmc
