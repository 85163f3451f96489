// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/plain_hdf5.cpp: a dataset of patterns in an HDF5 file of no known layout.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scan/calibration.hpp"
#include "scan/hdf5_formats.hpp"
#include "scan/scan_shape.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::scan {
namespace hdf5 {

std::string parent_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

std::string rooted(const std::string& path) { return path.starts_with('/') ? path : "/" + path; }

std::string dataset_in(const File& file, const std::string& path) {
  const auto at = rooted(path);
  return !file.is_dataset(at) && file.is_dataset(at + "/data") ? at + "/data" : at;
}

Source source_of_dataset(ScanInfo info, Dataset dataset, const OpenOptions& options) {
  const auto& shape = dataset.shape();
  std::vector<std::size_t> scan;
  for (std::size_t d = 0; d + 2 < shape.size(); ++d) {
    if (shape[d] > 1 || dataset.rank() <= 4) scan.push_back(shape[d]);
  }
  if (scan.size() > 2) {
    throw DataError(
        fmt::format("{}: dataset {} of shape {} has {} axes before the pattern: vitrum reads scans of one or "
                    "two; write one scan (one time, one tilt, ...) to a file of its own",
                    info.path, dataset.path(), shape_text(shape), scan.size()));
  }
  info.metadata["dataset"] = dataset.path();
  const bool folded = options.scan_ny || options.scan_nx;
  if (scan.size() == 2 && !folded) {
    info.ny = scan[0];
    info.nx = scan[1];
  } else {
    set_shape(info, dataset.positions(), options);
    if (scan.size() == 2 && (info.ny != scan[0] || info.nx != scan[1])) {
      info.notes.push_back(fmt::format("the file's scan of {} x {} is folded to {} x {} as scan.shape says", scan[0],
                                       scan[1], info.ny, info.nx));
    }
  }
  std::vector<Dataset> parts;
  parts.push_back(std::move(dataset));
  return source_of(std::move(info), std::move(parts));
}

}  // namespace hdf5

namespace {

/// The only dataset of four axes or, where `images` will do, of most axes.
std::string find_dataset(const hdf5::File& file, bool images) {
  auto scans = file.datasets("/", 4);
  for (std::size_t axes = 3; images && scans.empty() && axes >= 2; --axes) scans = file.datasets("/", axes);
  if (scans.size() == 1) return scans[0];
  if (scans.size() > 1) {
    throw InputError(fmt::format("{}: several datasets could be the scan: {}: name one with scan.dataset", file.path(),
                                 fmt::join(scans, ", ")));
  }
  const auto others = file.datasets("/", 2);
  throw DataError(fmt::format(
      "{}: no dataset of four axes (scan row, scan column, pattern row, pattern column) in this HDF5 file{}",
      file.path(),
      others.empty() ? std::string(" and none of two or three")
                     : fmt::format("; with fewer axes: {}: name one with scan.dataset if it holds patterns",
                                   fmt::join(others, ", "))));
}

Source open_plain(const OpenOptions& options) {
  const hdf5::File file(options.path);
  const auto path =
      options.dataset.empty() ? find_dataset(file, options.images) : hdf5::dataset_in(file, options.dataset);
  ScanInfo info;
  info.path = options.path;
  info.format = "HDF5";
  hdf5::Dataset dataset(file, path);
  if (dataset.rank() == 4) take_emd_axes(info, file, hdf5::parent_of(path), options);
  for (const auto& [name, value] : file.attributes(path)) info.metadata[name] = value;
  return hdf5::source_of_dataset(std::move(info), std::move(dataset), options);
}

}  // namespace

Format plain_hdf5_format() {
  return {"HDF5", "other HDF5 files: the dataset named by scan.dataset, or the only one with four axes", hdf5::is_hdf5,
          open_plain};
}

}  // namespace vitrum::scan
