// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/source.hpp: a 4D-STEM scan of any format: its shape, calibration, and patterns read by position.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "vitrum/scan/corrections.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::scan {

/// Type of a stored pixel, in native byte order once read.
enum class PixelType { u8, u16, u32, u64, i8, i16, i32, i64, f32, f64 };
std::size_t bytes_of(PixelType type);
const char* name_of(PixelType type);
bool is_integer(PixelType type);

/// Calls `f.template operator()<T>()` with the C++ type of `type`.
template <class F>
decltype(auto) visit_type(PixelType type, F&& f) {
  switch (type) {
    case PixelType::u8:
      return f.template operator()<std::uint8_t>();
    case PixelType::u16:
      return f.template operator()<std::uint16_t>();
    case PixelType::u32:
      return f.template operator()<std::uint32_t>();
    case PixelType::u64:
      return f.template operator()<std::uint64_t>();
    case PixelType::i8:
      return f.template operator()<std::int8_t>();
    case PixelType::i16:
      return f.template operator()<std::int16_t>();
    case PixelType::i32:
      return f.template operator()<std::int32_t>();
    case PixelType::i64:
      return f.template operator()<std::int64_t>();
    case PixelType::f32:
      return f.template operator()<float>();
    default:
      return f.template operator()<double>();
  }
}

/// What is known of a scan before a pattern is read. Scan position r = y * nx + x (x fast); pattern pixel
/// p = row * qx + column. What a file does not say stays empty: nothing is guessed.
struct ScanInfo {
  std::string path;
  std::string format;               // a name of formats(): "vitrum", "py4DSTEM", "HyperSpy", "EMPAD", "Merlin", ...
  std::vector<std::string> files;   // all files that belong to it: data, headers, segments (for provenance)
  std::uint64_t bytes_on_disk = 0;  // of all of them
  std::size_t ny = 1, nx = 1;
  std::size_t qy = 0, qx = 0;
  PixelType type = PixelType::f32;
  std::optional<double> step_nm;         // distance of neighbouring positions
  std::optional<double> k_per_px_inv_A;  // 1/Angstrom a pixel, k = 1/d
  std::optional<double> high_tension_kV;
  std::optional<double> gain;        // detector units per electron; 1 for electron counters
  std::optional<double> read_noise;  // standard deviation of a pixel, detector units
  std::optional<double> saturation;  // stored values from here on are saturated
  std::optional<double> flagged;     // the stored value of pixels that the detector says are none
  storage::Attributes metadata;      // what else the file says, for `inspect`
  std::vector<std::string> notes;    // how the shape was found, what was left out

  std::size_t positions() const { return ny * nx; }
  std::size_t pixels() const { return qy * qx; }
  std::size_t pattern_bytes() const { return pixels() * bytes_of(type); }
};

/// An open scan. `read` fills `out` (count * pattern_bytes() bytes) with patterns [begin, begin + count) in scan
/// order and native byte order; independent of other ranks; DataError naming file and scan position where the
/// file ends early or cannot be read. Not thread-safe: one read at a time.
struct Source {
  ScanInfo info;
  std::function<void(std::size_t begin, std::size_t count, std::span<std::byte> out)> read;
  std::shared_ptr<const FrameCounts> left_out = {};  // by corrected(), in the patterns read so far
};

/// What the deck says where the file does not (or overrides it).
struct OpenOptions {
  std::string path;
  std::string format = "auto";                  // or a name of formats(), in any case
  std::string dataset;                          // HDF5 path, "" to search
  std::optional<std::size_t> scan_ny, scan_nx;  // scan shape
  std::optional<double> step_nm, k_per_px_inv_A, high_tension_kV, gain;
  Corrections corrections;
  bool guard_saturation = false;  // integer scans: leave out, or count, saturated values (see scan/deck.cpp)
  bool images = false;            // an image or a stack of images, for darks, flats and masks: two axes will do
  bool line_if_unknown = false;   // an unknown scan shape becomes one line of all patterns, with a note (`inspect`)
};

/// Opens a scan on this process (every rank opens for itself), corrected where the options ask for it, where the file
/// flags pixels, and where floats have a saturation level. DataError where the file is missing, of no known format,
/// truncated or of a wrong shape; InputError where the shape must be given and is not.
Source open(const OpenOptions& options);

/// One detector format. To add one: write src/scan/<format>.cpp with these two functions and list it in
/// src/scan/formats.cpp.
struct Format {
  std::string name;
  std::string what;                                         // for --help and error messages: "EMPAD raw (.raw + .xml)"
  std::function<bool(const std::string& path)> recognises;  // cheap: magic bytes or suffix
  std::function<Source(const OpenOptions& options)> open;
};
const std::vector<Format>& formats();
/// "auto" and the names of formats(), for decks and --help.
std::vector<std::string> format_names();

}  // namespace vitrum::scan
