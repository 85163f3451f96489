// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/empad_header.cpp: the few elements of an EMPAD .xml that matter.
#include "scan/empad_header.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <regex>

namespace vitrum::scan {
namespace {

/// Content of the first element of that name (with that text among its attributes); the elements used here do not nest
/// in themselves.
std::optional<std::string> element(const std::string& xml, const std::string& name, const std::string& attribute = "") {
  for (auto at = xml.find("<" + name); at != std::string::npos; at = xml.find("<" + name, at + 1)) {
    const auto after = at + 1 + name.size();
    const auto close = xml.find('>', after);
    if (close == std::string::npos) return {};
    if (xml[after] != '>' && xml[after] != ' ' && xml[after] != '\n' && xml[after] != '\t' && xml[after] != '\r')
      continue;
    if (!attribute.empty() && xml.substr(after, close - after).find(attribute) == std::string::npos) continue;
    const auto end = xml.find("</" + name + ">", close);
    if (end == std::string::npos) return {};
    return xml.substr(close + 1, end - close - 1);
  }
  return {};
}

std::optional<std::string> attribute_of(const std::string& xml, const std::string& name, const std::string& attribute) {
  const std::regex pattern("<" + name + R"(\b[^>]*\b)" + attribute + R"(\s*=\s*["']([^"']*)["'])");
  std::smatch match;
  if (!std::regex_search(xml, match, pattern)) return {};
  return match[1].str();
}

std::optional<double> number_in(const std::optional<std::string>& text) {
  if (!text) return {};
  const auto begin = text->find_first_of("0123456789+-.");
  if (begin == std::string::npos) return {};
  char* end = nullptr;
  const double value = std::strtod(text->c_str() + begin, &end);
  return end == text->c_str() + begin ? std::nullopt : std::optional<double>(value);
}

std::optional<double> number(const std::string& xml, const std::string& name) { return number_in(element(xml, name)); }

std::optional<double> positive(std::optional<double> value, double factor = 1.0) {
  return value && *value > 0.0 ? std::optional<double>(*value * factor) : std::nullopt;
}

void add_shape(EmpadHeader& header, std::optional<double> ny, std::optional<double> nx, const std::string& said_by) {
  constexpr double most = 1e9;
  const auto whole = [](double n) { return n >= 1.0 && n <= most && n == static_cast<double>(static_cast<long>(n)); };
  if (!ny || !nx || !whole(*ny) || !whole(*nx)) return;
  header.shapes.push_back({{static_cast<std::size_t>(*ny), static_cast<std::size_t>(*nx)}, said_by});
}

void read_shapes(EmpadHeader& header, const std::string& xml) {
  add_shape(header, number(xml, "pix_y"), number(xml, "pix_x"), "the xml's pix_y, pix_x");
  for (const std::string mode : {"acquire", "search"}) {
    const auto block = element(xml, "scan_parameters", "mode=\"" + mode + "\"");
    if (!block) continue;
    add_shape(header, number(*block, "scan_resolution_y"), number(*block, "scan_resolution_x"),
              "the xml's scan_parameters of mode " + mode);
    if (!header.scan_size) header.scan_size = positive(number(*block, "scan_size"));
  }
  const auto type = element(xml, "type");
  const auto count = number(xml, "series_count") ? number(xml, "series_count") : number(xml, "count");
  if (number(xml, "series_count") || (type && *type == "series"))
    add_shape(header, 1.0, count, "the xml's series count");
}

}  // namespace

EmpadHeader parse_empad_xml(const std::string& xml) {
  EmpadHeader header;
  header.raw_file = attribute_of(xml, "raw_file", "filename").value_or("");
  header.software = element(xml, "software_version").value_or("");
  read_shapes(header, xml);
  const auto volts = number(xml, "high_voltage") ? number(xml, "high_voltage") : number(xml, "source.get_voltage");
  header.high_tension_kV = positive(volts, 1e-3);
  if (const auto field = element(xml, "full_scan_field_of_view")) {
    const auto scale = positive(number(*field, "scale_factor")).value_or(1.0);
    header.field_of_view_nm = positive(number(*field, "x"), 1e9 / scale);
  } else {
    header.field_of_view_nm = positive(number(xml, "optics.get_full_scan_field_of_view"), 1e9);
  }
  header.calibrated_pixel_inv_A = positive(number(xml, "calibrated_pixelsize"), 1e8);
  header.calibrated_angle_rad = positive(number(xml, "calibrated_diffraction_angle"));
  header.camera_length_m = positive(number(xml, "nominal_camera_length") ? number(xml, "nominal_camera_length")
                                                                         : number(xml, "optics.get_cameralength"));
  header.exposure_ms = positive(number(xml, "exposure_time"));
  return header;
}

std::optional<NamedShape> shape_in_name(const std::string& path) {
  const auto name = std::filesystem::path(path).filename().string();
  static const std::regex pattern(R"(_x(\d{1,9})_y(\d{1,9}))");
  std::smatch match;
  if (!std::regex_search(name, match, pattern)) return {};
  const Shape shape{std::stoul(match[2].str()), std::stoul(match[1].str())};
  if (shape.positions() == 0) return {};
  return NamedShape{shape, "the name " + name};
}

}  // namespace vitrum::scan
