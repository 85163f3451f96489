// SPDX-License-Identifier: Apache-2.0
// vitrum/core/units.cpp: the table of units and the small grammar that multiplies and divides them.
#include "units.hpp"

#include <cctype>
#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace vitrum::units {
namespace {

constexpr Dimension one{};
constexpr Dimension length{1};
constexpr Dimension duration{0, 1};
constexpr Dimension frequency{0, -1};
constexpr Dimension mass{0, 0, 1};
constexpr Dimension pressure{-1, -2, 1};
constexpr Dimension energy{2, -2, 1};
constexpr Dimension temperature{0, 0, 0, 1};
constexpr Dimension voltage{0, 0, 0, 0, 1};
constexpr Dimension current{0, 0, 0, 0, 0, 1};
constexpr Dimension angle{0, 0, 0, 0, 0, 0, 1};
constexpr Dimension electron{0, 0, 0, 0, 0, 0, 0, 1};
constexpr Dimension pixel{0, 0, 0, 0, 0, 0, 0, 0, 1};
constexpr Dimension byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
constexpr double electron_volt = 1.602176634;  // 1e-19 J, exact (SI 2019)
constexpr double degree = 0.017453292519943295;

const std::map<std::string, Unit, std::less<>>& table() {
  static const std::map<std::string, Unit, std::less<>> units{
      {"1", {one}},
      {"%", {one, 1.0, -2}},
      {"m", {length}},
      {"cm", {length, 1.0, -2}},
      {"mm", {length, 1.0, -3}},
      {"um", {length, 1.0, -6}},
      {"nm", {length, 1.0, -9}},
      {"Angstrom", {length, 1.0, -10}},
      {"pm", {length, 1.0, -12}},
      {"s", {duration}},
      {"ms", {duration, 1.0, -3}},
      {"us", {duration, 1.0, -6}},
      {"ns", {duration, 1.0, -9}},
      {"ps", {duration, 1.0, -12}},
      {"fs", {duration, 1.0, -15}},
      {"min", {duration, 6.0, 1}},
      {"h", {duration, 36.0, 2}},
      {"Hz", {frequency}},
      {"kHz", {frequency, 1.0, 3}},
      {"MHz", {frequency, 1.0, 6}},
      {"GHz", {frequency, 1.0, 9}},
      {"THz", {frequency, 1.0, 12}},
      {"kg", {mass}},
      {"g", {mass, 1.0, -3}},
      {"Pa", {pressure}},
      {"kPa", {pressure, 1.0, 3}},
      {"MPa", {pressure, 1.0, 6}},
      {"GPa", {pressure, 1.0, 9}},
      {"J", {energy}},
      {"mJ", {energy, 1.0, -3}},
      {"eV", {energy, electron_volt, -19}},
      {"meV", {energy, electron_volt, -22}},
      {"keV", {energy, electron_volt, -16}},
      {"K", {temperature}},
      {"mK", {temperature, 1.0, -3}},
      {"V", {voltage}},
      {"kV", {voltage, 1.0, 3}},
      {"nA", {current, 1.0, -9}},
      {"pA", {current, 1.0, -12}},
      {"rad", {angle}},
      {"mrad", {angle, 1.0, -3}},
      {"deg", {angle, degree, 0}},
      {"e", {electron}},
      {"px", {pixel}},
      {"B", {byte}},
      {"kB", {byte, 1.0, 3}},
      {"MB", {byte, 1.0, 6}},
      {"GB", {byte, 1.0, 9}},
      {"TB", {byte, 1.0, 12}},
      {"KiB", {byte, 0x1p10, 0}},
      {"MiB", {byte, 0x1p20, 0}},
      {"GiB", {byte, 0x1p30, 0}},
      {"TiB", {byte, 0x1p40, 0}},
  };
  return units;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

// Signs that people copy from papers, in plain letters.
std::string plain(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> spellings[] = {
      {"\u00c5", "Angstrom"}, {"\u212b", "Angstrom"},  {"\u00b5", "u"},         {"\u03bc", "u"},
      {"\u00b7", "*"},        {"\u207b\u00b9", "^-1"}, {"\u207b\u00b2", "^-2"}, {"\u207b\u00b3", "^-3"},
      {"\u00b2", "^2"},       {"\u00b3", "^3"},        {"\u00b0", "deg"}};
  std::string text(name);
  for (const auto& [from, to] : spellings) replace_all(text, from, to);
  std::erase_if(text, [](unsigned char c) { return std::isspace(c) != 0; });
  return text;
}

void multiply(Unit& product, const Unit& factor, int power) {
  for (std::size_t i = 0; i < product.dimension.size(); ++i) product.dimension[i] += power * factor.dimension[i];
  if (factor.mantissa != 1.0) product.mantissa *= std::pow(factor.mantissa, power);
  product.exponent += power * factor.exponent;
}

// "nm^3" or "s^-1"; the power may have one digit.
bool multiply_term(Unit& product, std::string_view term, int sign) {
  int power = 1;
  if (const auto caret = term.find('^'); caret != std::string_view::npos) {
    std::string_view digits = term.substr(caret + 1);
    if (digits.starts_with('-')) {
      sign = -sign;
      digits.remove_prefix(1);
    }
    if (digits.size() != 1 || digits[0] < '1' || digits[0] > '9') return false;
    power = digits[0] - '0';
    term = term.substr(0, caret);
  }
  const auto unit = table().find(term);
  if (unit == table().end()) return false;
  multiply(product, unit->second, sign * power);
  return true;
}

}  // namespace

std::optional<Unit> parse(std::string_view name) {
  const std::string text = plain(name);
  Unit product;
  int sign = 1;
  for (std::size_t begin = 0;;) {
    const auto end = text.find_first_of("*/", begin);
    if (!multiply_term(product, std::string_view(text).substr(begin, end - begin), sign)) return {};
    if (end == std::string::npos) return product;
    sign = text[end] == '/' ? -1 : 1;
    begin = end + 1;
  }
}

std::span<const std::string_view> offered() {
  static constexpr std::string_view names[] = {"nm",
                                               "Angstrom",
                                               "pm",
                                               "um",
                                               "mm",
                                               "m",
                                               "1/nm",
                                               "1/Angstrom",
                                               "nm^2",
                                               "Angstrom^2",
                                               "nm^3",
                                               "Angstrom^3",
                                               "1/nm^2",
                                               "1/Angstrom^2",
                                               "1/nm^3",
                                               "1/Angstrom^3",
                                               "GPa",
                                               "MPa",
                                               "Pa",
                                               "K",
                                               "s",
                                               "ms",
                                               "us",
                                               "ns",
                                               "ps",
                                               "fs",
                                               "min",
                                               "h",
                                               "1/s",
                                               "Hz",
                                               "kHz",
                                               "MHz",
                                               "GHz",
                                               "THz",
                                               "GPa/s",
                                               "MPa/s",
                                               "K/s",
                                               "eV",
                                               "meV",
                                               "keV",
                                               "J",
                                               "kV",
                                               "V",
                                               "mrad",
                                               "rad",
                                               "deg",
                                               "e",
                                               "e/nm^2",
                                               "e/Angstrom^2",
                                               "g/cm^3",
                                               "kg/m^3",
                                               "px",
                                               "nm/px",
                                               "1/nm/px",
                                               "mrad/px",
                                               "pA",
                                               "nA",
                                               "B",
                                               "KiB",
                                               "MiB",
                                               "GiB",
                                               "TiB",
                                               "kB",
                                               "MB",
                                               "GB",
                                               "TB",
                                               "%"};
  return names;
}

}  // namespace vitrum::units
