// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/empad.cpp: finds the raw file and its xml, the scan shape and what calibration there is.
#include "scan/empad.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "scan/calibration.hpp"
#include "scan/empad_header.hpp"
#include "scan/frame_file.hpp"
#include "scan/position.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/files.hpp"

namespace vitrum::scan {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t rows = 128, columns = 128, stored_rows = 130;
constexpr std::size_t frame_bytes = stored_rows * columns * sizeof(float);

bool is_empad_xml(const std::string& path) {
  const auto xml = read_whole_file(path);
  return xml.find("<raw_file") != std::string::npos;
}

bool recognises(const std::string& path) {
  return has_suffix(path, ".raw") || (has_suffix(path, ".xml") && is_empad_xml(path));
}

/// The only file with that suffix next to `path`; "" where there is none or several.
std::string only_neighbour(const std::string& path, const std::string& suffix) {
  std::string found;
  const auto parent = fs::path(path).parent_path();
  for (const auto& entry : fs::directory_iterator(parent.empty() ? fs::path(".") : parent)) {
    if (!entry.is_regular_file() || !has_suffix(entry.path().string(), suffix)) continue;
    if (!found.empty()) return "";
    found = (parent / entry.path().filename()).string();
  }
  return found;
}

struct Files {
  std::string raw, xml;  // xml is "" where there is none
  EmpadHeader header;
};

Files from_xml(const std::string& xml) {
  Files files{"", xml, parse_empad_xml(read_whole_file(xml))};
  const auto named = fs::path(xml).parent_path() / fs::path(files.header.raw_file).filename();
  if (!files.header.raw_file.empty() && fs::is_regular_file(named)) {
    files.raw = named.string();
  } else if (files.raw = sibling(xml, ".raw"); files.raw.empty()) {
    files.raw = only_neighbour(xml, ".raw");
  }
  if (files.raw.empty()) {
    throw DataError(
        fmt::format("{}: its raw file {} is not in the same folder, nor any other single .raw: give the .raw "
                    "file itself",
                    xml, files.header.raw_file.empty() ? "(not named)" : files.header.raw_file));
  }
  return files;
}

/// The xml of a raw file: the one of its name, or the neighbour that names it.
Files from_raw(const std::string& raw) {
  const auto own = sibling(raw, ".xml");
  if (!own.empty() && is_empad_xml(own)) return {raw, own, parse_empad_xml(read_whole_file(own))};
  const auto parent = fs::path(raw).parent_path();
  for (const auto& entry : fs::directory_iterator(parent.empty() ? fs::path(".") : parent)) {
    if (!entry.is_regular_file() || !has_suffix(entry.path().string(), ".xml")) continue;
    const auto xml = (parent / entry.path().filename()).string();
    auto header = parse_empad_xml(read_whole_file(xml));
    if (fs::path(header.raw_file).filename() == fs::path(raw).filename()) return {raw, xml, std::move(header)};
  }
  return {raw, "", {}};
}

/// The first of the shapes in the raw file's name and in the xml that the file's size agrees with.
void find_shape(ScanInfo& info, const Files& files, std::size_t bytes, const OpenOptions& options) {
  const std::size_t whole = bytes / frame_bytes;
  if (options.scan_ny || options.scan_nx) return set_shape(info, whole, options);
  auto shapes = files.header.shapes;
  if (auto named = shape_in_name(files.raw)) shapes.insert(shapes.begin(), *named);
  for (const auto& [shape, said_by] : shapes) {
    if (shape.positions() * frame_bytes == bytes) return set_shape(info, whole, options, shape, said_by);
  }
  if (shapes.empty() && bytes % frame_bytes == 0) return set_shape(info, whole, options);
  if (shapes.empty()) {
    throw DataError(
        fmt::format("{}: {} bytes are no whole number of EMPAD frames of {} bytes: the file ends within pattern "
                    "{}; scan.shape: [lines, positions in a line] uses what is whole",
                    files.raw, bytes, frame_bytes, whole));
  }
  const auto& [shape, said_by] = shapes.front();
  if (whole >= shape.positions()) {
    throw DataError(fmt::format("{}: it holds {} patterns, {} says {} x {}: write scan.shape", files.raw,
                                static_cast<double>(bytes) / frame_bytes, said_by, shape.ny, shape.nx));
  }
  throw DataError(fmt::format(
      "{}: the file ends at {}: {} bytes hold {} whole patterns of {} bytes, {} says {} x {}{}", files.raw,
      position_text(shape.nx, whole), bytes, whole, frame_bytes, said_by, shape.ny, shape.nx,
      whole >= shape.nx ? fmt::format("; scan.shape: [{}, {}] uses the whole lines", whole / shape.nx, shape.nx) : ""));
}

/// Step: HyperSpy divides the full field by the scan's length, others multiply by scan_size too. Taken where both
/// agree, noted otherwise.
void take_field_of_view(ScanInfo& info, const EmpadHeader& header) {
  if (!header.field_of_view_nm) return;
  const double full = *header.field_of_view_nm / static_cast<double>(std::max(info.ny, info.nx));
  const double part = full * header.scan_size.value_or(1.0);
  info.metadata["step_nm_of_full_field"] = full;
  info.metadata["step_nm_of_scan_size"] = part;
  if (std::abs(full - part) <= 0.01 * full) {
    take_step(info, {full, "nm"}, {full, "nm"});
  } else {
    info.notes.push_back(
        fmt::format("the xml's field of view gives a step of {:.4g} nm, or {:.4g} nm if scan_size counts: "
                    "write scan.step",
                    full, part));
  }
}

/// k scale: calibrated_pixelsize, if the calibrated angle does not contradict it.
void take_pixel_size(ScanInfo& info, const EmpadHeader& header, const OpenOptions& options) {
  const auto kV = options.high_tension_kV ? options.high_tension_kV : info.high_tension_kV;
  const auto pixel = header.calibrated_pixel_inv_A;
  std::optional<double> from_angle;
  if (header.calibrated_angle_rad && kV) from_angle = *header.calibrated_angle_rad / wavelength_A(*kV);
  if (pixel) info.metadata["k_per_px_inv_A_of_calibrated_pixelsize"] = *pixel;
  if (from_angle) info.metadata["k_per_px_inv_A_of_calibrated_diffraction_angle"] = *from_angle;
  if (pixel && from_angle && std::abs(*pixel - *from_angle) > 0.05 * *pixel) {
    info.notes.push_back(
        fmt::format("the xml's calibrated_pixelsize ({:.4g} 1/Angstrom) and calibrated_diffraction_angle "
                    "({:.4g} 1/Angstrom) contradict each other: write scan.k_per_pixel",
                    *pixel, *from_angle));
  } else if (pixel) {
    take_k_scale(info, {*pixel, "1/A"}, {*pixel, "1/A"}, options);
  }
}

void take_metadata(ScanInfo& info, const EmpadHeader& header) {
  if (!header.software.empty()) info.metadata["software_version"] = header.software;
  if (header.camera_length_m) info.metadata["camera_length_m"] = *header.camera_length_m;
  if (header.exposure_ms) info.metadata["exposure_ms"] = *header.exposure_ms;
  if (header.scan_size) info.metadata["scan_size"] = *header.scan_size;
}

Source open_empad(const OpenOptions& options) {
  const auto files = has_suffix(options.path, ".xml") ? from_xml(options.path) : from_raw(options.path);
  ScanInfo info;
  info.path = files.raw;
  info.format = "EMPAD";
  info.qy = rows;
  info.qx = columns;
  info.type = PixelType::f32;
  info.files = {files.raw};
  if (!files.xml.empty()) {
    info.files.push_back(files.xml);
  } else {
    info.notes.push_back("no .xml belongs to this file: no calibration");
  }
  info.high_tension_kV = files.header.high_tension_kV;
  take_metadata(info, files.header);
  find_shape(info, files, PositionalFile(files.raw).size(), options);
  take_field_of_view(info, files.header);
  take_pixel_size(info, files.header, options);
  return source_of_frames(std::move(info), files.raw,
                          {.first = 0, .header = 0, .stride = frame_bytes, .big_endian = false, .magic = ""});
}

}  // namespace

Format empad_format() {
  return {"EMPAD", "EMPAD raw (.raw with its .xml; either may be given)", recognises, open_empad};
}

}  // namespace vitrum::scan
