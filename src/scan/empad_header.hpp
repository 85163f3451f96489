// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/empad_header.hpp: what an EMPAD .xml says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scan/scan_shape.hpp"

namespace vitrum::scan {

/// A scan shape and where it was found.
struct NamedShape {
  Shape shape;
  std::string said_by;  // "the xml's pix_y, pix_x"
};

struct EmpadHeader {
  std::string raw_file;            // base name; the file may have been renamed since
  std::vector<NamedShape> shapes;  // in order of trust: pix_x/pix_y, acquire, search, series
  std::optional<double> high_tension_kV;
  std::optional<double> field_of_view_nm;        // full scan field, its scale factor divided out
  std::optional<double> scan_size;               // part of the full field that was scanned (acquire, else search)
  std::optional<double> calibrated_pixel_inv_A;  // calibrated_pixelsize as HyperSpy reads it (1/nm = 1e9 times it)
  std::optional<double> calibrated_angle_rad;    // calibrated_diffraction_angle
  std::string software;
  std::optional<double> camera_length_m;
  std::optional<double> exposure_ms;
};

/// Reads the header's text (versions 0.51 and 1.2). What is missing or unreadable in it stays empty.
EmpadHeader parse_empad_xml(const std::string& xml);

/// "scan_x64_y32.raw" -> 32 lines of 64.
std::optional<NamedShape> shape_in_name(const std::string& path);

}  // namespace vitrum::scan
