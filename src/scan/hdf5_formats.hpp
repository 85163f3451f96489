// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/hdf5_formats.hpp: the readers of the HDF5 family, and what they share.
#pragma once

#include "scan/hdf5_dataset.hpp"
#include "vitrum/scan/source.hpp"

namespace vitrum::scan {

/// `scan.h5` as vitrum writes it: EMD group /datacube with calibration attributes.
Format vitrum_format();
/// py4DSTEM: EMD 1.0, legacy files up to v0.12, and Prismatic's .emd.
Format py4dstem_format();
/// HyperSpy signals with two signal axes and none to two navigation axes.
Format hyperspy_format();
/// Dectris Arina/Eiger *_master.h5 with its data segments.
Format arina_format();
/// Any other HDF5 file: a named dataset, or the only one with four axes.
Format plain_hdf5_format();

namespace hdf5 {

/// "/a/b" of "/a/b/data".
std::string parent_of(const std::string& path);
/// With the leading '/' that users leave out.
std::string rooted(const std::string& path);
/// `path` rooted; of an EMD group its /data.
std::string dataset_in(const File& file, const std::string& path);
/// The source of one dataset: up to two position axes are the scan (axes of length 1 do not count), one is a row of
/// patterns (see set_shape), none is a single pattern. The deck's shape may fold the same patterns in another way.
Source source_of_dataset(ScanInfo info, Dataset dataset, const OpenOptions& options);

}  // namespace hdf5
}  // namespace vitrum::scan
