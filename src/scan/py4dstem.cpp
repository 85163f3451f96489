// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/py4dstem.cpp: datacubes of py4DSTEM (EMD 1.0 and up to v0.12) and of Prismatic.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scan/calibration.hpp"
#include "scan/hdf5_formats.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::scan {
namespace {

constexpr const char* tops[] = {"/4DSTEM_experiment", "/4DSTEM_simulation"};

bool recognises(const std::string& path) {
  const auto file = hdf5::File::try_open(path);
  if (!file) return false;
  return hdf5::as_text(file->attribute("/", "emd_group_type")) == "file" || file->has(tops[0]) || file->has(tops[1]);
}

/// Groups marked as a DataCube, or, up to v0.12 and in Prismatic's files, all below data/datacubes.
std::vector<std::string> datacubes(const hdf5::File& file) {
  std::vector<std::string> found;
  for (const auto& path : file.datasets("/", 3)) {
    const auto group = hdf5::parent_of(path);
    const bool marked = hdf5::as_text(file.attribute(group, "python_class")) == "DataCube" && path == group + "/data";
    bool placed = false;
    for (const std::string top : tops) {
      placed = placed || (path.starts_with(top + "/data/datacubes/") &&
                          (path.ends_with("/data") || path.ends_with("/datacube")) && file.rank(path) == 4);
    }
    if (marked || placed) found.push_back(path);
  }
  return found;
}

std::string choose(const hdf5::File& file, ScanInfo& info) {
  const auto cubes = datacubes(file);
  if (cubes.empty()) {
    const auto others = file.datasets("/", 2);
    throw DataError(fmt::format("{}: no datacube in this file{}", file.path(),
                                others.empty() ? std::string()
                                               : fmt::format("; its datasets are {}: name one with scan.dataset if it "
                                                             "holds patterns",
                                                             fmt::join(others, ", "))));
  }
  if (cubes.size() > 1) {
    info.notes.push_back(fmt::format("the first of {} datacubes is used; scan.dataset chooses another of {}",
                                     cubes.size(), fmt::join(cubes, ", ")));
  }
  return cubes[0];
}

/// Calibration values: datasets (EMD 1.0) or attributes (v0.12) of one group.
struct CalibrationGroup {
  const hdf5::File& file;
  std::string group;

  std::optional<storage::Value> get(const std::string& name) const {
    if (file.is_dataset(group + "/" + name)) return file.value(group + "/" + name);
    return file.attribute(group, name);
  }
  AxisScale scale(const std::string& space) const {
    return {hdf5::as_number(get(space + "_pixel_size")), hdf5::as_text(get(space + "_pixel_units")).value_or("")};
  }
};

std::string calibration_group(const hdf5::File& file, const std::string& dataset) {
  for (const std::string top : tops) {
    if (dataset.starts_with(top + "/")) return top + "/metadata/metadata_0/calibration";
  }
  const auto root = dataset.substr(0, dataset.find('/', 1));
  const auto own = hdf5::parent_of(dataset) + "/metadatabundle/calibration";
  return file.has(own) ? own : root + "/metadatabundle/calibration";
}

void calibrate(ScanInfo& info, const hdf5::File& file, const std::string& dataset, const OpenOptions& options) {
  const CalibrationGroup calibration{file, calibration_group(file, dataset)};
  take_step(info, calibration.scale("R"), calibration.scale("R"));
  take_k_scale(info, calibration.scale("Q"), calibration.scale("Q"), options);
  ScanInfo from_axes;
  if (file.rank(dataset) == 4) take_emd_axes(from_axes, file, hdf5::parent_of(dataset), options);
  if (!info.step_nm) info.step_nm = from_axes.step_nm;
  if (!info.k_per_px_inv_A) info.k_per_px_inv_A = from_axes.k_per_px_inv_A;
  for (const auto& name : file.children(calibration.group)) {
    if (auto value = calibration.get(name); value && !name.starts_with('_'))
      info.metadata["calibration." + name] = *value;
  }
  for (const auto& [name, value] : file.attributes(calibration.group)) info.metadata["calibration." + name] = value;
  const auto flip = calibration.get("QR_flip");
  if (hdf5::as_number(flip).value_or(0.0) != 0.0) {
    info.notes.push_back("QR_flip is set in the file: patterns are read as stored, not transposed");
  }
}

Source open_py4dstem(const OpenOptions& options) {
  const hdf5::File file(options.path);
  ScanInfo info;
  info.path = options.path;
  info.format = "py4DSTEM";
  const auto path = options.dataset.empty() ? choose(file, info) : hdf5::dataset_in(file, options.dataset);
  hdf5::Dataset dataset(file, path);
  for (const char* name : {"authoring_program", "version_major", "version_minor", "UUID"}) {
    if (auto value = file.attribute("/", name)) info.metadata[name] = *value;
  }
  calibrate(info, file, path, options);
  return hdf5::source_of_dataset(std::move(info), std::move(dataset), options);
}

}  // namespace

Format py4dstem_format() {
  return {"py4DSTEM", "py4DSTEM HDF5 (EMD 1.0 and up to v0.12), Prismatic .emd", recognises, open_py4dstem};
}

}  // namespace vitrum::scan
