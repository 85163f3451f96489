// SPDX-License-Identifier: Apache-2.0
// tests/unit/core/test_quantity.cpp: units convert exactly where decimals allow it, and messages name what would do.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

#include "vitrum/core/quantity.hpp"

namespace vitrum {
namespace {

std::string message_of(const std::string& text, const std::string& unit) {
  try {
    parse_quantity(text, unit);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

TEST(Quantity, ConvertsDecimalPrefixesWithoutRounding) {
  EXPECT_EQ(parse_quantity("0.3 nm", "nm"), 0.3);
  EXPECT_EQ(parse_quantity("3 Angstrom", "nm"), 0.3);
  EXPECT_EQ(parse_quantity("0.3 nm", "Angstrom"), 3.0);
  EXPECT_EQ(parse_quantity("35 GPa", "Pa"), 35e9);
  EXPECT_EQ(parse_quantity("1e-4 1/s", "1/s"), 1e-4);
  EXPECT_EQ(parse_quantity("1e-3 1/ms", "1/s"), 1.0);
  EXPECT_EQ(parse_quantity("4 1/nm", "1/Angstrom"), 0.4);
  EXPECT_EQ(parse_quantity("7.9 g/cm^3", "kg/m^3"), 7900.0);
  EXPECT_EQ(parse_quantity("2 MPa/s", "GPa/s"), 0.002);
  EXPECT_EQ(parse_quantity("5 %", "1"), 0.05);
  EXPECT_EQ(parse_quantity("200 kV", "V"), 200e3);
}

TEST(Quantity, ConvertsWhatIsNotDecimal) {
  EXPECT_EQ(parse_quantity("2 GiB", "B"), 2147483648.0);
  EXPECT_EQ(parse_quantity("1 GiB", "MiB"), 1024.0);
  EXPECT_EQ(parse_quantity("2 min", "s"), 120.0);
  EXPECT_EQ(parse_quantity("1.5 h", "min"), 90.0);
  EXPECT_DOUBLE_EQ(parse_quantity("180 deg", "rad"), std::numbers::pi);
  EXPECT_DOUBLE_EQ(parse_quantity("1 eV", "J"), 1.602176634e-19);
  EXPECT_EQ(parse_quantity("60 meV", "eV"), 0.06);
  EXPECT_DOUBLE_EQ(parse_quantity("1 THz", "1/s"), 1e12);
  EXPECT_DOUBLE_EQ(parse_quantity("1 eV/nm^3", "GPa"), 0.1602176634);
}

TEST(Quantity, ReadsTheSpellingsOfPapers) {
  EXPECT_EQ(parse_quantity("3 \u00c5", "nm"), 0.3);
  EXPECT_EQ(parse_quantity("4 nm\u207b\u00b9", "1/nm"), 4.0);
  EXPECT_EQ(parse_quantity("4 nm^-1", "1/nm"), 4.0);
  EXPECT_EQ(parse_quantity("2 \u00b5m", "nm"), 2000.0);
  EXPECT_EQ(parse_quantity("10 nm\u00b2", "nm^2"), 10.0);
  EXPECT_EQ(parse_quantity("  300K ", "K"), 300.0);
  EXPECT_EQ(parse_quantity("+5 e", "e"), 5.0);
  EXPECT_EQ(parse_quantity("3e", "e"), 3.0);
}

TEST(Quantity, RefusesABareNumberAndSaysWhichUnitsWouldDo) {
  EXPECT_EQ(
      message_of("0.3", "nm"),
      "0.3 is a bare number; write its unit, as in \"0.3 nm\" (units that would do: nm, Angstrom, pm, um, mm, m)");
  EXPECT_EQ(parse_quantity("0.3", "1"), 0.3);
}

TEST(Quantity, RefusesUnitsThatDoNotFit) {
  EXPECT_EQ(message_of("300 K", "GPa"), "\"K\" is the wrong kind of unit here; units that would do: GPa, MPa, Pa");
  EXPECT_EQ(message_of("3 A", "nm"),
            "\"A\" is not a unit that vitrum knows; units that would do: nm, Angstrom, pm, um, mm, m");
  EXPECT_EQ(message_of("3 nm", "1"),
            "\"nm\" is the wrong kind of unit here: the value is a bare number; leave the unit out");
  EXPECT_EQ(message_of("1 rad", "1").substr(0, 31), "\"rad\" is the wrong kind of unit");
}

TEST(Quantity, RefusesWhatIsNotAFiniteNumber) {
  EXPECT_EQ(message_of("wide", "nm"), "\"wide\" is not a number with a unit, as in \"1 nm\"");
  EXPECT_EQ(message_of("nan nm", "nm"), "\"nan nm\" is not a finite number");
  EXPECT_EQ(message_of(".inf", "1"), "\".inf\" is not a finite number");
  EXPECT_EQ(message_of("-inf K", "K"), "\"-inf K\" is not a finite number");
  EXPECT_EQ(message_of("1e999 nm", "nm"), "\"1e999 nm\" does not fit into a double-precision number");
  EXPECT_EQ(message_of("1e308 GPa", "Pa"), "\"1e308 GPa\" does not fit into a double-precision number of Pa");
  EXPECT_EQ(message_of("", "K"), "\"\" is not a number with a unit, as in \"1 K\"");
}

TEST(Quantity, KnowsItsUnits) {
  for (const char* unit :
       {"m",      "mm",  "um",  "nm",    "pm",   "Angstrom", "1/nm",   "1/Angstrom", "GPa",    "MPa",
        "Pa",     "K",   "s",   "ms",    "us",   "ns",       "h",      "min",        "1/s",    "eV",
        "meV",    "J",   "kV",  "V",     "mrad", "rad",      "deg",    "e",          "B",      "KiB",
        "MiB",    "GiB", "kB",  "MB",    "GB",   "nm^2",     "nm^3",   "Angstrom^2", "1/nm^3", "1/Angstrom^3",
        "g/cm^3", "Hz",  "THz", "GPa/s", "%",    "px",       "e/nm^2", "nm/px",      "1"})
    EXPECT_TRUE(is_unit(unit)) << unit;
  for (const char* unit : {"", "A", "nn", "1/", "/s", "nm^", "nm^x", "nm^0", "nm^12", "nm2", "*nm", "nm**2"})
    EXPECT_FALSE(is_unit(unit)) << unit;
  EXPECT_EQ(unit_factor("nm", "nm"), 1.0);
  EXPECT_EQ(unit_factor("um", "nm"), 1000.0);
  EXPECT_THROW(unit_factor("nm", "K"), std::invalid_argument);
}

TEST(Quantity, WritesTheShortestNumberThatReadsBackTheSame) {
  EXPECT_EQ(format_quantity(0.3, "nm"), "0.3 nm");
  EXPECT_EQ(format_quantity(1e-4, "1/s"), "1e-4 1/s");
  EXPECT_EQ(format_quantity(5.0, "1"), "5");
  EXPECT_EQ(format_quantity(1.5e300, "1"), "1.5e300");
  EXPECT_EQ(format_quantity(-2e-10, "1"), "-2e-10");
  double value = 0.1;
  for (int i = 0; i < 2000; ++i) {
    value = std::fmod(value * 1.618033988749895e3 + 1e-7, 1e3) * std::pow(10.0, i % 41 - 20);
    EXPECT_EQ(parse_quantity(format_quantity(value, "eV"), "eV"), value);
    EXPECT_EQ(parse_quantity(format_quantity(-value, "1"), "1"), -value);
  }
}

}  // namespace
}  // namespace vitrum
