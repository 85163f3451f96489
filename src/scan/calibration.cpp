// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/calibration.cpp: unit names as they occur in files, and which values can be true.
#include "scan/calibration.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cmath>

namespace vitrum::scan {
namespace {

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// Without blanks, brackets, TeX and the several ways to write Angstrom and micro.
std::string plain(const std::string& unit) {
  std::string out;
  for (const char c : unit) {
    if (std::isspace(static_cast<unsigned char>(c)) == 0 && std::string("[](){}$\\_").find(c) == std::string::npos) {
      out += c;
    }
  }
  for (const char* name : {"Angstroms", "angstroms", "Angstrom", "angstrom", "ang", "\xc3\x85", "\xe2\x84\xab", "AA"}) {
    replace_all(out, name, "A");
  }
  for (const char* micro : {"\xc2\xb5", "\xce\xbc", "mum"}) replace_all(out, micro, *micro == 'm' ? "um" : "u");
  replace_all(out, "\xe2\x81\xbb\xc2\xb9", "^-1");  // superscript minus one
  return out;
}

bool not_calibrated(const std::string& unit) {
  const auto name = plain(unit);
  return name.empty() || name == "px" || name == "pixel" || name == "pixels" || name == "<undefined>";
}

/// The mean of two axes that agree within 1 %, absolute; a note and nothing otherwise.
std::optional<double> agreed(ScanInfo& info, const AxisScale& first, const AxisScale& second, const std::string& what) {
  if (!first.size && !second.size) return {};
  const double a = std::abs(first.size ? *first.size : *second.size);
  const double b = std::abs(second.size ? *second.size : *first.size);
  if (std::abs(a - b) <= 0.01 * std::max(a, b)) return a == b ? a : 0.5 * (a + b);
  info.notes.push_back(
      fmt::format("{} differs between the axes in the file ({:g} and {:g} {}): left out", what, a, b, first.unit));
  return {};
}

std::optional<double> believable(ScanInfo& info, double value, double lo, double hi, const std::string& what,
                                 const std::string& unit) {
  if (value >= lo && value <= hi) return value;
  info.notes.push_back(fmt::format("{} of {:g} {} in the file cannot be: left out", what, value, unit));
  return {};
}

void note_unit(ScanInfo& info, double size, const std::string& unit, const std::string& what) {
  if (not_calibrated(unit) && size == 1.0) return;
  info.notes.push_back(fmt::format("{} in the file is {:g} {}: left out", what, size,
                                   not_calibrated(unit) ? "without a unit" : "in the unit '" + unit + "'"));
}

}  // namespace

std::optional<double> length_unit_nm(const std::string& unit) {
  const auto name = plain(unit);
  if (name == "nm") return 1.0;
  if (name == "A") return 0.1;
  if (name == "pm") return 1e-3;
  if (name == "um") return 1e3;
  if (name == "m") return 1e9;
  return {};
}

std::optional<double> inverse_unit_inv_A(const std::string& unit) {
  auto name = plain(unit);
  if (name.starts_with("1/")) {
    name = name.substr(2);
  } else if (name.ends_with("^-1")) {
    name.resize(name.size() - 3);
  } else if (name.ends_with("-1")) {
    name.resize(name.size() - 2);
  } else {
    return {};
  }
  const auto nm = length_unit_nm(name);
  if (!nm) return {};
  return 0.1 / *nm;
}

std::optional<double> angle_unit_rad(const std::string& unit) {
  const auto name = plain(unit);
  if (name == "mrad") return 1e-3;
  if (name == "rad") return 1.0;
  return {};
}

double wavelength_A(double high_tension_kV) {
  constexpr double h = 6.62607015e-34, m = 9.1093837015e-31, e = 1.602176634e-19, c = 299792458.0;  // CODATA 2018, SI
  const double energy = e * high_tension_kV * 1e3;
  return 1e10 * h / std::sqrt(2.0 * m * energy * (1.0 + energy / (2.0 * m * c * c)));
}

void take_step(ScanInfo& info, const AxisScale& y, const AxisScale& x) {
  const auto size = agreed(info, x, y, "scan step");
  if (!size) return;
  const auto& unit = x.size ? x.unit : y.unit;
  if (const auto nm = length_unit_nm(unit)) {
    info.step_nm = believable(info, *size * *nm, 1e-4, 1e5, "scan step", "nm");
  } else {
    note_unit(info, *size, unit, "scan step");
  }
}

void take_k_scale(ScanInfo& info, const AxisScale& row, const AxisScale& column, const OpenOptions& options) {
  const auto size = agreed(info, column, row, "k per pixel");
  if (!size) return;
  const auto& unit = column.size ? column.unit : row.unit;
  const auto kV = options.high_tension_kV ? options.high_tension_kV : info.high_tension_kV;
  const auto take = [&](double k) {
    info.k_per_px_inv_A = believable(info, k, 1e-5, 2.0, "k per pixel", "1/Angstrom");
  };
  if (const auto inverse = inverse_unit_inv_A(unit)) {
    take(*size * *inverse);
  } else if (const auto rad = angle_unit_rad(unit); rad && kV) {
    take(*size * *rad / wavelength_A(*kV));
    info.notes.push_back(fmt::format("k per pixel from {:g} {} at {:g} kV", *size, unit, *kV));
  } else if (rad) {
    info.notes.push_back(
        fmt::format("k per pixel in the file is {:g} {}: write scan.high_tension to use it", *size, unit));
  } else {
    note_unit(info, *size, unit, "k per pixel");
  }
}

AxisScale emd_axis(const hdf5::File& file, const std::string& dataset) {
  const auto values = file.leading_values(dataset, 2);
  AxisScale axis;
  if (values.size() == 2 && values[0] != values[1]) axis.size = std::abs(values[1] - values[0]);
  axis.unit = hdf5::as_text(file.attribute(dataset, "units")).value_or("");
  return axis;
}

void take_emd_axes(ScanInfo& info, const hdf5::File& file, const std::string& group, const OpenOptions& options) {
  const int first = file.is_dataset(group + "/dim0") ? 0 : 1;
  const auto axis = [&](int i) { return emd_axis(file, group + "/dim" + std::to_string(first + i)); };
  take_step(info, axis(0), axis(1));
  take_k_scale(info, axis(2), axis(3), options);
}

}  // namespace vitrum::scan
