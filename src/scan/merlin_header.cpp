// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/merlin_header.cpp: fields of the frame header; lines of the .hdr file.
#include "scan/merlin_header.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <sstream>
#include <vector>

#include "vitrum/core/error.hpp"

namespace vitrum::scan {
namespace {

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::vector<std::string> fields_of(const std::string& text) {
  std::vector<std::string> fields;
  std::stringstream in(text.substr(0, text.find('\0')));
  for (std::string field; std::getline(in, field, ',');) fields.push_back(trimmed(field));
  return fields;
}

std::size_t length(const std::string& path, const std::string& field, const char* what) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error != std::errc{} || end != field.data() + field.size() || value == 0) {
    throw DataError(fmt::format("{}: the Merlin header gives '{}' as {}", path, field, what));
  }
  return value;
}

PixelType pixel_type(const std::string& path, const std::string& field) {
  if (field == "U08") return PixelType::u8;
  if (field == "U16") return PixelType::u16;
  if (field == "U32") return PixelType::u32;
  if (field == "R64") {
    throw DataError(
        fmt::format("{}: raw mode (R64): its pixels are packed and in the order of the chips; write the scan "
                    "with raw mode off, or convert it to U08, U16 or U32 with the Merlin software or to .hspy "
                    "with HyperSpy",
                    path));
  }
  throw DataError(
      fmt::format("{}: the Merlin header gives the unknown pixel type '{}' (known: U08, U16, U32)", path, field));
}

/// Bits of the counter: last field of "MQ1A,<time>,<exposure>ns,<bits>".
std::string counter_depth(const std::vector<std::string>& fields) {
  for (std::size_t i = 0; i + 3 < fields.size(); ++i) {
    if (fields[i] == "MQ1A") return fields[i + 3];
  }
  return "";
}

}  // namespace

MerlinFrame parse_merlin_frame(const std::string& path, const std::string& text) {
  const auto fields = fields_of(text);
  if (fields.size() < 8 || fields[0] != "MQ1") {
    throw DataError(fmt::format("{}: does not begin with a Merlin frame header (MQ1,...)", path));
  }
  MerlinFrame frame;
  frame.header_bytes = length(path, fields[2], "header length");
  frame.chips = fields[3];
  frame.width = length(path, fields[4], "width");
  frame.height = length(path, fields[5], "height");
  frame.type = pixel_type(path, fields[6]);
  frame.layout = fields[7];
  if (fields.size() > 9) frame.timestamp = fields[9];
  if (fields.size() > 10) {
    char* end = nullptr;
    const double exposure = std::strtod(fields[10].c_str(), &end);
    if (end != fields[10].c_str()) frame.exposure_s = exposure;
  }
  frame.counter_depth = counter_depth(fields);
  return frame;
}

std::map<std::string, std::string> parse_merlin_hdr(const std::string& text) {
  std::map<std::string, std::string> values;
  std::stringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const auto colon = line.find(":\t");
    if (colon == std::string::npos) continue;
    if (const auto value = trimmed(line.substr(colon + 2)); !value.empty())
      values[trimmed(line.substr(0, colon))] = value;
  }
  return values;
}

}  // namespace vitrum::scan
