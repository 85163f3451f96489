// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/merlin_header.hpp: the header of a Merlin (Medipix) frame and the .hdr file beside it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "vitrum/scan/source.hpp"

namespace vitrum::scan {

/// Comma-separated text at the begin of every frame of a .mib file.
struct MerlinFrame {
  std::size_t header_bytes = 0;
  std::size_t width = 0, height = 0;
  PixelType type = PixelType::u8;
  std::string layout;     // "1x1", "2x2", "2x2G" (with the gap between chips)
  std::string chips;      // number of chips
  std::string timestamp;  // as written
  std::optional<double> exposure_s;
  std::string counter_depth;  // bits, "" where the header does not say
};

/// DataError naming `path` where the text is no Merlin header or its pixels are packed (raw mode).
MerlinFrame parse_merlin_frame(const std::string& path, const std::string& text);

/// Keys and values of a .hdr file.
std::map<std::string, std::string> parse_merlin_hdr(const std::string& text);

}  // namespace vitrum::scan
