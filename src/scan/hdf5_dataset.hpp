// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/hdf5_dataset.hpp: patterns in an HDF5 dataset: type, shape, filters, and reading by position.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "scan/hdf5_file.hpp"
#include "vitrum/scan/source.hpp"

namespace vitrum::scan::hdf5 {

/// A dataset (..., QY, QX) of patterns: the last two axes are the pattern, all before them count positions in C order.
class Dataset {
 public:
  /// DataError where it is missing, has fewer than two axes or an empty one, holds no numbers of a PixelType, or
  /// needs a filter that is not installed.
  Dataset(const File& file, const std::string& path);

  const std::string& path() const { return path_; }
  const std::vector<std::size_t>& shape() const { return shape_; }
  std::size_t rank() const { return shape_.size(); }
  std::size_t positions() const { return positions_; }
  std::size_t qy() const { return shape_[shape_.size() - 2]; }
  std::size_t qx() const { return shape_.back(); }
  PixelType type() const { return type_; }
  const std::vector<std::string>& notes() const { return notes_; }

  /// Patterns [begin, begin + count) into `out`; the reason where the library fails, nothing where all went well.
  std::optional<std::string> read(std::size_t begin, std::size_t count, std::span<std::byte> out) const;

 private:
  void find_type(const std::string& file);
  void check_filters(const std::string& file) const;
  void widen_chunk_cache(const File& file);

  std::string path_;
  Handle dataset_;
  Handle memory_type_;
  std::vector<std::size_t> shape_;
  std::size_t positions_ = 1;
  PixelType type_ = PixelType::f32;
  std::vector<std::string> notes_;
};

/// A source whose patterns are those of `parts`, one after another. `info` says all but type, qy, qx (taken from the
/// parts, which must agree); its ny * nx must not exceed the positions of the parts.
Source source_of(ScanInfo info, std::vector<Dataset> parts);

/// "(2, 3, 4, 5)".
std::string shape_text(const std::vector<std::size_t>& shape);

}  // namespace vitrum::scan::hdf5
