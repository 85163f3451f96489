// SPDX-License-Identifier: Apache-2.0
// vitrum/core/quantity.cpp: "<number> <unit>" read and written; the message says which units would do.
#include "vitrum/core/quantity.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "units.hpp"

namespace vitrum {
namespace {

using units::Unit;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

double power_of_ten(int exponent) {
  double power = 1.0;
  for (int i = 0; i < exponent; ++i) power *= 10.0;
  return power;
}

// Powers of ten below 1e22 are exact, so "3 Angstrom" becomes 0.3 nm and not 0.30000000000000004 nm.
double convert(double value, const Unit& from, const Unit& to) {
  if (from.mantissa != to.mantissa) value *= from.mantissa / to.mantissa;
  const int shift = from.exponent - to.exponent;
  return shift >= 0 ? value * power_of_ten(shift) : value / power_of_ten(-shift);
}

std::string units_that_do(std::string_view wanted, const Unit& unit) {
  std::string list(wanted);
  for (std::string_view name : units::offered())
    if (name != wanted && units::parse(name)->dimension == unit.dimension) list += fmt::format(", {}", name);
  return list;
}

Unit known_unit(std::string_view name) {
  const auto unit = units::parse(name);
  if (!unit) throw std::invalid_argument(fmt::format("\"{}\" is not a unit", name));
  return *unit;
}

// The unit that a user wrote, where one of the dimension of `wanted` is needed.
Unit fitting_unit(std::string_view written, std::string_view wanted, const Unit& target) {
  const auto unit = units::parse(written);
  if (unit && unit->dimension == target.dimension) return *unit;
  const std::string_view reason = unit ? "is the wrong kind of unit here" : "is not a unit that vitrum knows";
  if (wanted == "1")
    throw std::invalid_argument(
        fmt::format("\"{}\" {}: the value is a bare number; leave the unit out", written, reason));
  throw std::invalid_argument(
      fmt::format("\"{}\" {}; units that would do: {}", written, reason, units_that_do(wanted, target)));
}

struct Split {
  double number;
  std::string_view number_text;
  std::string_view unit;
};

Split split(std::string_view text, std::string_view wanted) {
  text = trimmed(text);
  const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
  const char* end = text.data() + text.size();
  double number = 0.0;
  const auto [rest, code] = std::from_chars(begin, end, number);
  if (code == std::errc::result_out_of_range)
    throw std::invalid_argument(fmt::format("\"{}\" does not fit into a double-precision number", text));
  if (code != std::errc() && (text == ".nan" || text == ".NaN" || text == ".inf" || text == "-.inf"))
    throw std::invalid_argument(fmt::format("\"{}\" is not a finite number", text));
  if (code != std::errc()) {
    const std::string example = wanted == "1" ? "" : fmt::format(" with a unit, as in \"1 {}\"", wanted);
    throw std::invalid_argument(fmt::format("\"{}\" is not a number{}", text, example));
  }
  if (!std::isfinite(number)) throw std::invalid_argument(fmt::format("\"{}\" is not a finite number", text));
  const auto length = static_cast<std::size_t>(rest - text.data());
  return {number, text.substr(0, length), trimmed(text.substr(length))};
}

// The shortest digits that read back the same, and "1e-4" rather than "1e-04".
std::string shortest(double value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  std::string text(digits.data(), end);
  const auto exponent = text.find('e');
  if (exponent == std::string::npos) return text;
  if (text[exponent + 1] == '+') text.erase(exponent + 1, 1);
  const auto first = text.find_first_of("0123456789", exponent);
  if (text[first] == '0') text.erase(first, 1);
  return text;
}

}  // namespace

double unit_factor(std::string_view from, std::string_view to) {
  const Unit target = known_unit(to);
  return convert(1.0, fitting_unit(from, to, target), target);
}

bool is_unit(std::string_view unit) { return units::parse(unit).has_value(); }

double parse_quantity(std::string_view text, std::string_view unit) {
  const Unit target = known_unit(unit);
  const Split parts = split(text, unit);
  if (parts.unit.empty()) {
    if (unit == "1") return parts.number;
    throw std::invalid_argument(
        fmt::format("{0} is a bare number; write its unit, as in \"{0} {1}\" (units that would do: {2})",
                    parts.number_text, unit, units_that_do(unit, target)));
  }
  const double value = convert(parts.number, fitting_unit(parts.unit, unit, target), target);
  if (!std::isfinite(value))
    throw std::invalid_argument(fmt::format("\"{}\" does not fit into a double-precision number of {}", text, unit));
  return value;
}

std::string format_quantity(double value, std::string_view unit) {
  const std::string number = shortest(value);
  return unit == "1" ? number : fmt::format("{} {}", number, unit);
}

}  // namespace vitrum
