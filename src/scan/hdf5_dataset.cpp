// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/hdf5_dataset.cpp: what a dataset of patterns is made of, and hyperslabs of it.
#include "scan/hdf5_dataset.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "vitrum/core/error.hpp"

namespace vitrum::scan::hdf5 {
namespace {

std::optional<PixelType> integer_type(std::size_t size, bool is_signed) {
  switch (size) {
    case 1:
      return is_signed ? PixelType::i8 : PixelType::u8;
    case 2:
      return is_signed ? PixelType::i16 : PixelType::u16;
    case 4:
      return is_signed ? PixelType::i32 : PixelType::u32;
    case 8:
      return is_signed ? PixelType::i64 : PixelType::u64;
    default:
      return {};
  }
}

hid_t native(PixelType type) {
  switch (type) {
    case PixelType::u8:
      return H5T_NATIVE_UINT8;
    case PixelType::u16:
      return H5T_NATIVE_UINT16;
    case PixelType::u32:
      return H5T_NATIVE_UINT32;
    case PixelType::u64:
      return H5T_NATIVE_UINT64;
    case PixelType::i8:
      return H5T_NATIVE_INT8;
    case PixelType::i16:
      return H5T_NATIVE_INT16;
    case PixelType::i32:
      return H5T_NATIVE_INT32;
    case PixelType::i64:
      return H5T_NATIVE_INT64;
    case PixelType::f32:
      return H5T_NATIVE_FLOAT;
    default:
      return H5T_NATIVE_DOUBLE;
  }
}

/// What to install for a registered filter number.
std::string filter_advice(H5Z_filter_t id) {
  switch (id) {
    case 307:
      return "bzip2 (hdf5plugin's libh5bz2)";
    case 32000:
      return "LZF (Debian: package bitshuffle)";
    case 32001:
      return "Blosc (hdf5plugin's libh5blosc)";
    case 32004:
      return "LZ4 (hdf5plugin's libh5lz4)";
    case 32008:
      return "bitshuffle (Debian: package bitshuffle)";
    case 32013:
      return "ZFP (hdf5plugin's libh5zfp)";
    case 32015:
      return "Zstandard (hdf5plugin's libh5zstd)";
    case 32026:
      return "Blosc2 (hdf5plugin's libh5blosc2)";
    default:
      return "see the HDF Group's list of registered filters";
  }
}

std::vector<std::size_t> shape_of(hid_t dataset) {
  const Handle space(H5Dget_space(dataset), H5Sclose);
  std::vector<hsize_t> dims(static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space.get()))));
  H5Sget_simple_extent_dims(space.get(), dims.data(), nullptr);
  return {dims.begin(), dims.end()};
}

}  // namespace

std::string shape_text(const std::vector<std::size_t>& shape) { return fmt::format("({})", fmt::join(shape, ", ")); }

Dataset::Dataset(const File& file, const std::string& path) : path_(path) {
  const Quiet quiet;
  dataset_ = Handle(H5Dopen2(file.id(), path.c_str(), H5P_DEFAULT), H5Dclose);
  if (!dataset_) throw DataError(fmt::format("{}: cannot open dataset {}: {}", file.path(), path, last_reason()));
  shape_ = shape_of(dataset_.get());
  if (shape_.size() < 2) {
    throw DataError(fmt::format("{}: dataset {} has shape {}: patterns need two axes (row, column) at the end",
                                file.path(), path, shape_text(shape_)));
  }
  if (std::find(shape_.begin(), shape_.end(), 0U) != shape_.end()) {
    throw DataError(fmt::format("{}: dataset {} is empty: shape {}", file.path(), path, shape_text(shape_)));
  }
  positions_ = std::accumulate(shape_.begin(), shape_.end() - 2, std::size_t{1}, std::multiplies<>());
  find_type(file.path());
  check_filters(file.path());
  widen_chunk_cache(file);
}

void Dataset::find_type(const std::string& file) {
  const Handle stored(H5Dget_type(dataset_.get()), H5Tclose);
  if (!stored) {
    throw DataError(fmt::format("{}: cannot read the type of dataset {}: {}", file, path_, last_reason()));
  }
  const auto size = H5Tget_size(stored.get());
  std::optional<PixelType> type;
  switch (H5Tget_class(stored.get())) {
    case H5T_INTEGER:
      type = integer_type(size, H5Tget_sign(stored.get()) == H5T_SGN_2);
      break;
    case H5T_ENUM: {  // h5py's booleans
      const Handle base(H5Tget_super(stored.get()), H5Tclose);
      type = integer_type(size, H5Tget_sign(base.get()) == H5T_SGN_2);
      break;
    }
    case H5T_FLOAT:
      if (size == 2) notes_.push_back(path_ + " holds 16-bit floats, read as 32-bit floats (exact)");
      if (size == 2 || size == 4) type = PixelType::f32;
      if (size == 8) type = PixelType::f64;
      break;
    default:
      break;
  }
  if (!type) {
    throw DataError(
        fmt::format("{}: dataset {} does not hold plain numbers (integers of 8 to 64 bits, floats of 16 to "
                    "64 bits): write it again as one of these",
                    file, path_));
  }
  type_ = *type;
  memory_type_ = Handle(H5Tcopy(native(type_)), H5Tclose);
}

void Dataset::check_filters(const std::string& file) const {
  const Handle creation(H5Dget_create_plist(dataset_.get()), H5Pclose);
  const int n = H5Pget_nfilters(creation.get());
  for (int i = 0; i < n; ++i) {
    unsigned flags = 0;
    std::size_t values = 0;
    char name[64] = "";
    const auto id =
        H5Pget_filter2(creation.get(), static_cast<unsigned>(i), &flags, &values, nullptr, sizeof name, name, nullptr);
    if (H5Zfilter_avail(id) > 0) continue;
    // An optional filter may have been left out when the file was written: the data then read all the same.
    std::vector<std::byte> pattern(qy() * qx() * bytes_of(type_));
    if ((flags & H5Z_FLAG_OPTIONAL) != 0 && !read(0, 1, pattern)) continue;
    throw DataError(fmt::format(
        "{}: dataset {} is compressed with HDF5 filter {}{}, which is not installed: {}; put a plugin built for this "
        "program's HDF5 in a folder named by HDF5_PLUGIN_PATH, or write the file again with gzip (h5repack -f GZIP=1)",
        file, path_, static_cast<int>(id), *name != '\0' ? fmt::format(" ({})", name) : "", filter_advice(id)));
  }
}

/// Room for the chunks that one line of scan positions touches, so that none is decompressed once per position.
void Dataset::widen_chunk_cache(const File& file) {
  constexpr std::size_t most = std::size_t{64} << 20;
  const Handle creation(H5Dget_create_plist(dataset_.get()), H5Pclose);
  if (H5Pget_layout(creation.get()) != H5D_CHUNKED) return;
  std::vector<hsize_t> chunk(shape_.size());
  if (H5Pget_chunk(creation.get(), static_cast<int>(chunk.size()), chunk.data()) < 0) return;
  std::size_t chunk_positions = 1;
  std::size_t bytes = bytes_of(type_);
  for (std::size_t d = 0; d < shape_.size(); ++d) {
    const bool pattern_axis = d + 2 >= shape_.size();
    if (!pattern_axis) chunk_positions *= chunk[d];
    const bool whole_axis = pattern_axis || d + 3 == shape_.size();
    bytes *= whole_axis ? (shape_[d] + chunk[d] - 1) / chunk[d] * chunk[d] : chunk[d];
  }
  if (chunk_positions == 1) return;
  const Handle access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose);
  constexpr std::size_t slots = 12421;  // a prime well above the number of chunks held
  H5Pset_chunk_cache(access.get(), slots, std::clamp(bytes, std::size_t{1} << 20, most), H5D_CHUNK_CACHE_W0_DEFAULT);
  dataset_ = Handle();  // the cache is set when a dataset is first opened
  dataset_ = Handle(H5Dopen2(file.id(), path_.c_str(), access.get()), H5Dclose);
  if (!dataset_) throw DataError(fmt::format("{}: cannot open dataset {}: {}", file.path(), path_, last_reason()));
}

std::optional<std::string> Dataset::read(std::size_t begin, std::size_t count, std::span<std::byte> out) const {
  const Quiet quiet;
  const std::size_t axes = shape_.size() - 2;
  const std::size_t pattern_bytes = qy() * qx() * bytes_of(type_);
  const Handle space(H5Dget_space(dataset_.get()), H5Sclose);
  while (count > 0) {
    // The largest box that begins here: whole sub-blocks along axis k, one index of every axis before it.
    std::vector<hsize_t> offset(shape_.size(), 0), box(shape_.size(), 1);
    for (std::size_t d = axes, rest = begin; d-- > 0; rest /= shape_[d]) offset[d] = rest % shape_[d];
    std::size_t k = axes;    // axes k .. are taken whole
    std::size_t inside = 1;  // positions in them
    while (k > 0 && offset[k - 1] == 0 && inside * shape_[k - 1] <= count) inside *= shape_[--k];
    std::size_t taken = inside;
    if (k > 0) {
      box[k - 1] = std::min<hsize_t>(count / inside, shape_[k - 1] - offset[k - 1]);
      taken = inside * box[k - 1];
    }
    std::copy(shape_.begin() + static_cast<std::ptrdiff_t>(k), shape_.end(),
              box.begin() + static_cast<std::ptrdiff_t>(k));
    // Of the same shape: HDF5 matches selections of unlike shapes value by value (ten times slower on compressed data).
    const Handle memory(H5Screate_simple(static_cast<int>(box.size()), box.data(), nullptr), H5Sclose);
    if (H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, offset.data(), nullptr, box.data(), nullptr) < 0) {
      return last_reason();
    }
    if (H5Dread(dataset_.get(), memory_type_.get(), memory.get(), space.get(), H5P_DEFAULT, out.data()) < 0) {
      return last_reason();
    }
    out = out.subspan(taken * pattern_bytes);
    begin += taken;
    count -= taken;
  }
  return {};
}

}  // namespace vitrum::scan::hdf5
