// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/vitrum_hdf5.cpp: scans that vitrum itself wrote.
#include "scan/calibration.hpp"
#include "scan/hdf5_formats.hpp"

namespace vitrum::scan {
namespace {

constexpr const char* cube = "/datacube";

bool recognises(const std::string& path) {
  const auto file = hdf5::File::try_open(path);
  return file && hdf5::as_number(file->attribute(cube, "emd_group_type")) == 1.0 &&
         file->is_dataset(std::string(cube) + "/data");
}

Source open_vitrum(const OpenOptions& options) {
  const hdf5::File file(options.path);
  const auto path = options.dataset.empty() ? std::string(cube) + "/data" : hdf5::dataset_in(file, options.dataset);
  const auto group = hdf5::parent_of(path);
  ScanInfo info;
  info.path = options.path;
  info.format = "vitrum";
  hdf5::Dataset dataset(file, path);
  info.metadata = file.attributes(group);
  for (const auto& [name, value] : file.attributes("/scan_calibration")) info.metadata.emplace(name, value);
  const auto number = [&](const char* name) -> std::optional<double> {
    const auto found = info.metadata.find(name);
    return found == info.metadata.end() ? std::nullopt : hdf5::as_number(found->second);
  };
  info.step_nm = number("step_nm");
  info.k_per_px_inv_A = number("k_per_px_inv_A");
  info.high_tension_kV = number("high_tension_kV");
  info.gain = number("gain");
  info.read_noise = number("read_noise");
  info.saturation = number("saturation");
  ScanInfo from_axes;  // older files have the calibration in the axes alone
  if (dataset.rank() == 4) take_emd_axes(from_axes, file, group, options);
  if (!info.step_nm) info.step_nm = from_axes.step_nm;
  if (!info.k_per_px_inv_A) info.k_per_px_inv_A = from_axes.k_per_px_inv_A;
  return hdf5::source_of_dataset(std::move(info), std::move(dataset), options);
}

}  // namespace

Format vitrum_format() { return {"vitrum", "scan.h5 as vitrum writes it", recognises, open_vitrum}; }

}  // namespace vitrum::scan
