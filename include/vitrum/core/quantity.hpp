// SPDX-License-Identifier: Apache-2.0
// vitrum/core/quantity.hpp: numbers with units, as a deck writes them ("0.3 nm", "1e-4 1/s").
#pragma once

#include <string>
#include <string_view>

namespace vitrum {

/// Factor that turns a value in `from` into a value in `to` (both unit names, e.g. "1/Angstrom", "GPa").
/// Throws std::invalid_argument for an unknown unit or units of different dimension; the text names the
/// units that would do.
double unit_factor(std::string_view from, std::string_view to);

/// Is `unit` a unit name that decks may use?
bool is_unit(std::string_view unit);

/// Parses "<number> <unit>" and returns the number in `unit`. A bare number is refused (std::invalid_argument,
/// with the unit to write), except when `unit` is "1" (dimensionless).
double parse_quantity(std::string_view text, std::string_view unit);

/// "<shortest number that reads back the same> <unit>".
std::string format_quantity(double value, std::string_view unit);

}  // namespace vitrum
