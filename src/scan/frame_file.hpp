// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/frame_file.hpp: raw files of equal frames (header, pixels, footer), read by position.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "vitrum/scan/source.hpp"

namespace vitrum::scan {

/// Where the pixels of frame i lie: [first + i * stride + header, ... + pattern bytes).
struct FrameLayout {
  std::size_t first = 0;   // bytes before frame 0
  std::size_t header = 0;  // bytes of a frame before its pixels
  std::size_t stride = 0;  // bytes from frame to frame
  bool big_endian = false;
  std::string magic;  // what every frame's header begins with ("" where there is nothing to check)
};

/// A file open for positional reads. DataError where it cannot be opened.
class PositionalFile {
 public:
  explicit PositionalFile(const std::string& path);
  ~PositionalFile();
  PositionalFile(const PositionalFile&) = delete;
  PositionalFile& operator=(const PositionalFile&) = delete;
  std::size_t size() const { return size_; }
  /// Bytes got from `offset` on: fewer than asked only at the end of the file. DataError on a failed read.
  std::size_t read(std::size_t offset, std::span<std::byte> out) const;
  /// The first `n` bytes as text, fewer where the file is shorter.
  std::string head(std::size_t n) const;

 private:
  std::string path_;
  int descriptor_ = -1;
  std::size_t size_ = 0;
};

/// Reverses the bytes of every value of `size` bytes where the stored order is not this machine's.
void to_native(std::span<std::byte> bytes, std::size_t size, bool big_endian);

/// A source over such a file; info is complete and its positions lie in the file (checked again while reading).
Source source_of_frames(ScanInfo info, const std::string& data_file, const FrameLayout& layout);

bool has_suffix(const std::string& path, const std::string& suffix);  // in any case
/// Same name with another suffix, in lower or upper case; "" where there is no such file.
std::string sibling(const std::string& path, const std::string& suffix);

}  // namespace vitrum::scan
