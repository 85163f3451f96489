// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/arina.cpp: Dectris Arina and Eiger: a master file, segments of patterns, a sidecar with the scan.
#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "scan/calibration.hpp"
#include "scan/hdf5_formats.hpp"
#include "scan/scan_shape.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::scan {
namespace {

constexpr const char* data_group = "/entry/data";
constexpr const char* detector_group = "/entry/instrument/detector";

std::vector<std::string> segments(const hdf5::File& file) {
  std::vector<std::string> found;
  for (const auto& name : file.children(data_group)) {
    if (name.starts_with("data_")) found.push_back(std::string(data_group) + "/" + name);
  }
  return found;
}

bool recognises(const std::string& path) {
  const auto file = hdf5::File::try_open(path);
  return file && file->has(detector_group) && !segments(*file).empty();
}

/// The file that an external link names, next to the master.
std::string linked_file(const hdf5::File& file, const std::string& link) {
  H5L_info_t info;
  if (H5Lget_info(file.id(), link.c_str(), &info, H5P_DEFAULT) < 0 || info.type != H5L_TYPE_EXTERNAL) return "";
  std::string value(info.u.val_size, '\0');
  const char* name = nullptr;
  const char* object = nullptr;
  unsigned flags = 0;
  if (H5Lget_val(file.id(), link.c_str(), value.data(), value.size(), H5P_DEFAULT) < 0) return "";
  if (H5Lunpack_elink_val(value.data(), value.size(), &flags, &name, &object) < 0) return "";
  return (std::filesystem::path(file.path()).parent_path() / name).string();
}

std::vector<hdf5::Dataset> open_segments(const hdf5::File& file, ScanInfo& info) {
  std::vector<hdf5::Dataset> parts;
  info.files = {info.path};
  for (const auto& link : segments(file)) {
    const auto segment = linked_file(file, link);
    if (!segment.empty() && !std::filesystem::exists(segment)) {
      throw DataError(fmt::format("{}: the segment {} that it names is missing: put it next to the master file",
                                  info.path, segment));
    }
    if (!segment.empty()) info.files.push_back(segment);
    parts.emplace_back(file, link);
  }
  return parts;
}

/// `<base>.h5` next to `<base>_master.h5`: what the microscope says of the scan.
std::optional<Shape> read_sidecar(ScanInfo& info) {
  const std::string ending = "_master.h5";
  if (!info.path.ends_with(ending)) return {};
  const auto sidecar = info.path.substr(0, info.path.size() - ending.size()) + ".h5";
  const auto file = hdf5::File::try_open(sidecar);
  if (!file) return {};
  info.files.push_back(sidecar);
  const auto said = file->attributes("/STEM Metadata");
  for (const auto& [name, value] : said) info.metadata["STEM." + name] = value;
  const auto number = [&](const char* name) -> std::optional<double> {
    const auto found = said.find(name);
    return found == said.end() ? std::nullopt : hdf5::as_number(found->second);
  };
  if (const auto volts = number("High Tension"); volts && *volts > 0.0) info.high_tension_kV = *volts * 1e-3;
  if (const auto size = number("Pixel Size"); size && *size > 0.0) {
    info.notes.push_back(fmt::format("the sidecar gives a pixel size of {:g} without a unit: left out", *size));
  }
  const auto ny = number("NumPixelsY"), nx = number("NumPixelsX");
  if (!ny || !nx || *ny < 1.0 || *nx < 1.0) return {};
  return Shape{static_cast<std::size_t>(*ny), static_cast<std::size_t>(*nx)};
}

void read_detector(const hdf5::File& file, ScanInfo& info) {
  for (const char* name : {"description", "bit_depth_image", "saturation_value", "pixel_mask_applied", "count_time",
                           "frame_time", "detectorSpecific/nimages", "detectorSpecific/ntrigger"}) {
    if (auto value = file.value(std::string(detector_group) + "/" + name)) info.metadata[name] = *value;
  }
}

/// Counts from saturation_value on are saturated; 2^bits - 1 marks pixels that hold no count (gaps, dead pixels).
void read_levels(const hdf5::File& file, ScanInfo& info) {
  const auto number = [&](const char* name) {
    return hdf5::as_number(file.value(std::string(detector_group) + "/" + name));
  };
  if (const auto level = number("saturation_value"); level && *level > 0.0) info.saturation = *level;
  if (const auto bits = number("bit_depth_image"); bits && *bits >= 8.0 && *bits <= 64.0) {
    info.flagged = std::exp2(*bits) - 1.0;
  }
}

Source open_arina(const OpenOptions& options) {
  const hdf5::File file(options.path);
  ScanInfo info;
  info.path = options.path;
  info.format = "Arina";
  info.gain = 1.0;
  auto parts = open_segments(file, info);
  read_detector(file, info);
  read_levels(file, info);
  const auto said = read_sidecar(info);
  std::size_t patterns = 0;
  for (const auto& part : parts) patterns += part.positions();
  set_shape(info, patterns, options, said, "the sidecar (NumPixelsY, NumPixelsX)");
  return hdf5::source_of(std::move(info), std::move(parts));
}

}  // namespace

Format arina_format() { return {"Arina", "Dectris Arina/Eiger *_master.h5 with its segments", recognises, open_arina}; }

}  // namespace vitrum::scan
