// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/describe.cpp: the lines that `inspect` prints of a scan.
#include "vitrum/scan/describe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace vitrum::scan {
namespace {

std::string size_text(double bytes) {
  static constexpr std::array<const char*, 5> units{"bytes", "kB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  while (bytes >= 1000.0 && unit + 1 < units.size()) {
    bytes /= 1000.0;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", bytes, unit == 0 ? 0 : 1, units[unit]);
}

std::string value_text(const storage::Value& value) {
  constexpr std::size_t longest = 120;
  struct Print {
    std::string operator()(std::int64_t v) const { return fmt::format("{}", v); }
    std::string operator()(double v) const { return fmt::format("{:g}", v); }
    std::string operator()(const std::string& v) const {
      return v.size() <= longest ? v : v.substr(0, longest) + "...";
    }
    std::string operator()(const std::vector<double>& v) const { return fmt::format("{}", fmt::join(v, " ")); }
    std::string operator()(const std::vector<std::int64_t>& v) const { return fmt::format("{}", fmt::join(v, " ")); }
  };
  return std::visit(Print{}, value);
}

std::string calibration(const std::optional<double>& value, const char* unit, const char* key) {
  return value ? fmt::format("{:g}{}", *value, unit) : fmt::format("not in the file (deck: scan.{})", key);
}

}  // namespace

std::string describe(const ScanInfo& info) {
  std::string out;
  const auto line = [&](const std::string& name, const std::string& value) {
    out += fmt::format("{:<14}  {}\n", name, value);
  };
  line("file", info.path);
  line("format", info.format);
  line("scan", fmt::format("{} x {} positions (y, x)", info.ny, info.nx));
  line("pattern", fmt::format("{} x {} pixels (row, column)", info.qy, info.qx));
  line("pixel type", info.type == PixelType::f32 || info.type == PixelType::f64
                         ? fmt::format("{}", name_of(info.type))
                         : fmt::format("{} (counts or detector units)", name_of(info.type)));
  line("size on disk", size_text(static_cast<double>(info.bytes_on_disk)) +
                           (info.files.size() > 1 ? fmt::format(" in {} files", info.files.size()) : ""));
  line("as patterns", size_text(static_cast<double>(info.positions() * info.pattern_bytes())));
  line("scan step", calibration(info.step_nm, " nm", "step"));
  line("k per pixel", calibration(info.k_per_px_inv_A, " 1/Angstrom", "k_per_pixel"));
  line("high tension", calibration(info.high_tension_kV, " kV", "high_tension"));
  line("gain", calibration(info.gain, " detector units per electron", "gain"));
  if (info.read_noise) line("read noise", fmt::format("{:g} detector units", *info.read_noise));
  if (info.saturation) line("saturation", fmt::format("{:g} detector units", *info.saturation));
  for (const auto& note : info.notes) line("note", note);
  for (const auto& [name, value] : info.metadata) line("in the file", name + " = " + value_text(value));
  return out;
}

std::string describe_briefly(const ScanInfo& info) {
  return fmt::format("{}: {}, {} x {} positions of {} x {} {}", info.path, info.format, info.ny, info.nx, info.qy,
                     info.qx, name_of(info.type));
}

}  // namespace vitrum::scan
