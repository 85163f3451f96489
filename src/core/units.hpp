// SPDX-License-Identifier: Apache-2.0
// vitrum/core/units.hpp: unit names such as "GPa/s" or "1/Angstrom^3", taken apart into dimension and scale.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace vitrum::units {

/// Powers of metre, second, kilogram, kelvin, volt, ampere, radian, electron, pixel, byte.
using Dimension = std::array<int, 10>;

/// The unit in base units: mantissa * 10^exponent; kept apart so that decimal prefixes convert without rounding.
struct Unit {
  Dimension dimension{};
  double mantissa = 1.0;
  int exponent = 0;
};

/// Nothing where `name` is not a unit.
std::optional<Unit> parse(std::string_view name);

/// Names to offer in messages, the commonest first.
std::span<const std::string_view> offered();

}  // namespace vitrum::units
