// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/hyperspy.cpp: signals that HyperSpy saved as HDF5 (.hspy, .hdf5).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scan/calibration.hpp"
#include "scan/hdf5_formats.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::scan {
namespace {

constexpr const char* experiments = "/Experiments";

bool recognises(const std::string& path) {
  const auto file = hdf5::File::try_open(path);
  if (!file) return false;
  const auto format = hdf5::as_text(file->attribute("/", "file_format"));
  return format && format->starts_with("HyperSpy") && file->has(experiments);
}

std::string choose(const hdf5::File& file, ScanInfo& info) {
  std::vector<std::string> signals;
  for (const auto& title : file.children(experiments)) {
    const auto path = std::string(experiments) + "/" + title + "/data";
    if (file.is_dataset(path)) signals.push_back(path);
  }
  if (signals.empty()) throw DataError(fmt::format("{}: no signal in this HyperSpy file", file.path()));
  if (signals.size() > 1) {
    info.notes.push_back(fmt::format("the first of {} signals is used; scan.dataset chooses another of {}",
                                     signals.size(), fmt::join(signals, ", ")));
  }
  return signals[0];
}

/// One array axis as HyperSpy describes it.
struct Axis {
  AxisScale scale;
  bool navigate = false;
};

/// Axes in array order. Files before 1.3 do not say which navigate: there the record type does.
std::vector<Axis> axes_of(const hdf5::File& file, const std::string& group, std::size_t rank) {
  const auto record = hdf5::as_text(file.attribute(group + "/metadata/Signal", "record_by"));
  const std::size_t signal_axes = record == "spectrum" ? 1 : 2;
  std::vector<Axis> axes(rank);
  for (std::size_t d = 0; d < rank; ++d) {
    const auto axis = group + "/axis-" + std::to_string(d);
    axes[d].scale.size = hdf5::as_number(file.attribute(axis, "scale"));
    axes[d].scale.unit = hdf5::as_text(file.attribute(axis, "units")).value_or("");
    const auto flag = hdf5::as_number(file.attribute(axis, "navigate"));
    axes[d].navigate = flag ? *flag != 0.0 : d + signal_axes < rank;
  }
  return axes;
}

void check_axes(const std::string& file, const std::string& dataset, const std::vector<Axis>& axes) {
  std::size_t signal = 0;
  bool ordered = true;
  for (std::size_t d = 0; d < axes.size(); ++d) {
    signal += axes[d].navigate ? 0 : 1;
    ordered = ordered && (d == 0 || !axes[d].navigate || axes[d - 1].navigate);
  }
  if (signal != 2 || !ordered) {
    throw DataError(fmt::format(
        "{}: signal {} is not one of diffraction patterns: signal axes: {}{}; patterns have two, the last two "
        "(HyperSpy: s.transpose(signal_axes=2))",
        file, dataset, signal, ordered ? "" : ", before a navigation axis"));
  }
}

/// All attributes below a metadata group as "TEM.beam_energy".
void collect_metadata(const hdf5::File& file, const std::string& group, const std::string& prefix, ScanInfo& info) {
  for (const auto& [name, value] : file.attributes(group)) {
    if (!name.starts_with('_')) info.metadata[prefix + name] = value;
  }
  for (const auto& name : file.children(group)) {
    if (name.starts_with('_') || file.is_dataset(group + "/" + name)) continue;
    collect_metadata(file, group + "/" + name, prefix + name + ".", info);
  }
}

void calibrate(ScanInfo& info, const hdf5::File& file, const std::string& group, const std::vector<Axis>& axes,
               const OpenOptions& options) {
  const auto tem = group + "/metadata/Acquisition_instrument/TEM";
  if (const auto energy = hdf5::as_number(file.attribute(tem, "beam_energy")); energy && *energy > 0.0) {
    info.high_tension_kV = *energy;  // HyperSpy's metadata is in keV by definition
  }
  const auto n = axes.size();
  if (n >= 3) take_step(info, n >= 4 ? axes[n - 4].scale : axes[n - 3].scale, axes[n - 3].scale);
  take_k_scale(info, axes[n - 2].scale, axes[n - 1].scale, options);
}

Source open_hyperspy(const OpenOptions& options) {
  const hdf5::File file(options.path);
  ScanInfo info;
  info.path = options.path;
  info.format = "HyperSpy";
  const auto path = options.dataset.empty() ? choose(file, info) : hdf5::dataset_in(file, options.dataset);
  const auto group = hdf5::parent_of(path);
  const auto axes = axes_of(file, group, file.rank(path));
  check_axes(options.path, path, axes);
  hdf5::Dataset dataset(file, path);
  calibrate(info, file, group, axes, options);
  collect_metadata(file, group + "/metadata", "", info);
  // A line scan says its shape: one line.
  OpenOptions shaped = options;
  if (dataset.rank() == 3 && !options.scan_ny && !options.scan_nx) {
    shaped.scan_ny = 1;
    shaped.scan_nx = dataset.positions();
  }
  return hdf5::source_of_dataset(std::move(info), std::move(dataset), shaped);
}

}  // namespace

Format hyperspy_format() { return {"HyperSpy", "HyperSpy HDF5 (.hspy, .hdf5)", recognises, open_hyperspy}; }

}  // namespace vitrum::scan
