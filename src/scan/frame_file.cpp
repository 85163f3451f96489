// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/frame_file.cpp: positional reads (pread), byte order, and errors that name the scan position.
#include "scan/frame_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "scan/position.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::scan {

PositionalFile::PositionalFile(const std::string& path) : path_(path), descriptor_(::open(path.c_str(), O_RDONLY)) {
  struct stat status {};
  if (descriptor_ < 0 || fstat(descriptor_, &status) != 0) {
    throw DataError(fmt::format("{}: cannot open: {}", path, std::strerror(errno)));
  }
  size_ = static_cast<std::size_t>(status.st_size);
}

PositionalFile::~PositionalFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t PositionalFile::read(std::size_t offset, std::span<std::byte> out) const {
  std::size_t done = 0;
  while (done < out.size()) {
    const auto got = ::pread(descriptor_, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw DataError(fmt::format("{}: cannot read at byte {}: {}", path_, offset, std::strerror(errno)));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

std::string PositionalFile::head(std::size_t n) const {
  std::string text(std::min(n, size_), '\0');
  text.resize(read(0, std::as_writable_bytes(std::span(text))));
  return text;
}

void to_native(std::span<std::byte> bytes, std::size_t size, bool big_endian) {
  if (size == 1 || big_endian == (std::endian::native == std::endian::big)) return;
  for (auto value = bytes.begin(); value != bytes.end(); value += static_cast<std::ptrdiff_t>(size)) {
    std::reverse(value, value + static_cast<std::ptrdiff_t>(size));
  }
}

namespace {

struct FrameReader {
  ScanInfo info;
  std::string data_file;
  FrameLayout layout;
  PositionalFile file;

  void read_frame(std::size_t r, std::span<std::byte> out) const {
    const std::size_t begin = layout.first + r * layout.stride;
    if (!layout.magic.empty()) {
      std::string magic(layout.magic.size(), '\0');
      const auto got = file.read(begin, std::as_writable_bytes(std::span(magic)));
      if (got == magic.size() && magic != layout.magic) {
        throw DataError(
            fmt::format("{}: no frame header ({}) at {}, byte {}: the file is damaged, or its frames are not "
                        "of one size",
                        data_file, layout.magic, position_text(info.nx, r), begin));
      }
    }
    require(r, out.size(), file.read(begin + layout.header, out));
  }

  void require(std::size_t r, std::size_t wanted, std::size_t got) const {
    if (got == wanted) return;
    throw DataError(fmt::format("{}: the file ends at {}: truncated after it was opened", data_file,
                                position_text(info.nx, r + got / info.pattern_bytes())));
  }

  void operator()(std::size_t begin, std::size_t count, std::span<std::byte> out) const {
    check_request(info, begin, count, out.size());
    const std::size_t bytes = info.pattern_bytes();
    if (layout.stride == bytes) {
      require(begin, out.size(), file.read(layout.first + begin * bytes, out));
    } else {
      for (std::size_t i = 0; i < count; ++i) read_frame(begin + i, out.subspan(i * bytes, bytes));
    }
    to_native(out, bytes_of(info.type), layout.big_endian);
  }
};

}  // namespace

Source source_of_frames(ScanInfo info, const std::string& data_file, const FrameLayout& layout) {
  // The reader is shared so that a Source can be copied; it holds the open file.
  const std::shared_ptr<const FrameReader> reader(new FrameReader{info, data_file, layout, PositionalFile(data_file)});
  return {std::move(info),
          [reader](std::size_t begin, std::size_t count, std::span<std::byte> out) { (*reader)(begin, count, out); }};
}

bool has_suffix(const std::string& path, const std::string& suffix) {
  return path.size() >= suffix.size() &&
         std::equal(suffix.rbegin(), suffix.rend(), path.rbegin(),
                    [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

std::string sibling(const std::string& path, const std::string& suffix) {
  std::string upper = suffix;
  for (auto& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const auto& ending : {suffix, upper}) {
    const auto candidate = std::filesystem::path(path).replace_extension(ending).string();
    if (std::filesystem::is_regular_file(candidate)) return candidate;
  }
  return "";
}

}  // namespace vitrum::scan
