// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/merlin.cpp: opens .mib scans; patterns are read as stored, none is flipped.
#include "scan/merlin.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "scan/frame_file.hpp"
#include "scan/merlin_header.hpp"
#include "scan/scan_shape.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/files.hpp"

namespace vitrum::scan {
namespace {

constexpr std::size_t longest_header = 8192;  // single chips write 384 bytes, quads 768
using Header = std::map<std::string, std::string>;

bool recognises(const std::string& path) {
  const auto head = PositionalFile(path).head(4);
  return head == "MQ1," || (has_suffix(path, ".hdr") && head == "HDR,");
}

std::optional<std::size_t> count_in(const Header& header, const std::string& key) {
  const auto found = header.find(key);
  if (found == header.end()) return {};
  std::size_t value = 0;
  const auto& text = found->second;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && value > 0 ? std::optional<std::size_t>(value) : std::nullopt;
}

/// Lines and positions in a line, if the .hdr says: ScanX and ScanY, or more than one frame per trigger (a line).
struct Said {
  std::optional<Shape> shape;
  std::string by;
};
Said shape_in(const Header& header, std::size_t frames) {
  const auto x = count_in(header, "ScanX"), y = count_in(header, "ScanY");
  if (x && y) return {Shape{*y, *x}, "the .hdr's ScanY, ScanX"};
  const auto line = count_in(header, "Frames per Trigger (Number)");
  if (!line || *line < 2) return {};
  const auto all = count_in(header, "Frames in Acquisition (Number)").value_or(frames);
  return {Shape{std::max<std::size_t>(1, all / *line), *line}, "the .hdr's Frames per Trigger"};
}

Header read_hdr(ScanInfo& info) {
  const auto path = sibling(info.path, ".hdr");
  if (path.empty()) return {};
  info.files.push_back(path);
  auto header = parse_merlin_hdr(read_whole_file(path));
  for (const auto& [key, value] : header) info.metadata["hdr." + key] = value;
  return header;
}

void describe_frame(ScanInfo& info, const MerlinFrame& frame) {
  info.qy = frame.height;
  info.qx = frame.width;
  info.type = frame.type;
  info.metadata["layout"] = frame.layout;
  info.metadata["chips"] = frame.chips;
  if (!frame.timestamp.empty()) info.metadata["time of the first frame"] = frame.timestamp;
  if (frame.exposure_s) info.metadata["exposure_s"] = *frame.exposure_s;
  if (!frame.counter_depth.empty()) info.metadata["counter_depth_bits"] = frame.counter_depth;
}

/// Counters of 6, 12 and 24 bits stop at their largest count, which the pixel type can exceed. A counter of one bit
/// says only that there was an electron.
void set_saturation(ScanInfo& info, const Header& hdr) {
  const auto said = info.metadata.find("counter_depth_bits");
  Header depth = hdr;
  if (said != info.metadata.end()) depth["Counter Depth (number)"] = std::get<std::string>(said->second);
  const auto bits = count_in(depth, "Counter Depth (number)").value_or(0);
  if (bits > 1 && bits < 8 * bytes_of(info.type)) info.saturation = std::exp2(static_cast<double>(bits)) - 1.0;
}

std::size_t whole_frames(ScanInfo& info, const PositionalFile& file, std::size_t stride) {
  const std::size_t frames = file.size() / stride;
  const std::size_t rest = file.size() % stride;
  if (frames == 0) {
    throw DataError(
        fmt::format("{}: the file ends within its first pattern: {} of {} bytes", info.path, file.size(), stride));
  }
  if (rest != 0) {
    info.notes.push_back(
        fmt::format("the file ends within pattern {} ({} of {} bytes): that one is left out", frames, rest, stride));
  }
  return frames;
}

Source open_merlin(const OpenOptions& options) {
  ScanInfo info;
  info.format = "Merlin";
  info.path = has_suffix(options.path, ".hdr") ? sibling(options.path, ".mib") : options.path;
  if (info.path.empty()) {
    throw DataError(fmt::format("{}: the .mib file of this name is not in the same folder", options.path));
  }
  info.files = {info.path};
  info.gain = 1.0;  // every count is one detected electron
  const PositionalFile file(info.path);
  const auto frame = parse_merlin_frame(info.path, file.head(longest_header));
  describe_frame(info, frame);
  const std::size_t stride = frame.header_bytes + info.pattern_bytes();
  const std::size_t frames = whole_frames(info, file, stride);
  const Header hdr = read_hdr(info);
  set_saturation(info, hdr);
  const auto said = shape_in(hdr, frames);
  set_shape(info, frames, options, said.shape, said.by);
  const auto data_file = info.path;
  return source_of_frames(
      std::move(info), data_file,
      {.first = 0, .header = frame.header_bytes, .stride = stride, .big_endian = true, .magic = "MQ1,"});
}

}  // namespace

Format merlin_format() {
  return {"Merlin", "Merlin/Medipix .mib (U08, U16, U32) with its .hdr", recognises, open_merlin};
}

}  // namespace vitrum::scan
