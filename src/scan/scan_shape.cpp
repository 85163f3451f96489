// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/scan_shape.cpp: the deck's shape, the file's, a square, or a question.
#include "scan/scan_shape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scan/position.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::scan {
namespace {

/// Completes a shape of which the deck gives one or both lengths.
Shape given_shape(const ScanInfo& info, std::size_t patterns, const OpenOptions& options) {
  const auto zero = [](const auto& n) { return n && *n == 0; };
  if (zero(options.scan_ny) || zero(options.scan_nx)) throw InputError("scan.shape: lengths must be at least 1");
  if (options.scan_ny && options.scan_nx) return {*options.scan_ny, *options.scan_nx};
  const std::size_t one = options.scan_nx ? *options.scan_nx : *options.scan_ny;
  const std::size_t other = patterns / one;
  if (other == 0) {
    throw DataError(fmt::format("{}: {} patterns are fewer than the {} of scan.shape", info.path, patterns, one));
  }
  return options.scan_nx ? Shape{other, one} : Shape{one, other};
}

void use_given(ScanInfo& info, Shape shape, std::size_t patterns) {
  if (shape.positions() > patterns) {
    const std::size_t lines = patterns / shape.nx;
    throw DataError(
        fmt::format("{}: the file ends at {}: it holds {} whole patterns, scan.shape [{}, {}] needs {}{}", info.path,
                    position_text(shape.nx, patterns), patterns, shape.ny, shape.nx, shape.positions(),
                    lines > 0 ? fmt::format("; shape: [{}, {}] uses its whole lines", lines, shape.nx) : ""));
  }
  if (shape.positions() < patterns) {
    info.notes.push_back(fmt::format("scan.shape [{}, {}] uses the first {} of the file's {} patterns", shape.ny,
                                     shape.nx, shape.positions(), patterns));
  }
  info.ny = shape.ny;
  info.nx = shape.nx;
}

void use_said(ScanInfo& info, Shape shape, std::size_t patterns, const std::string& said_by) {
  info.nx = shape.nx;
  info.ny = std::min(shape.ny, patterns / shape.nx);
  if (info.ny == 0) {
    throw DataError(fmt::format("{}: the file holds {} whole patterns, less than one scan line of {} {}", info.path,
                                patterns, shape.nx, said_by));
  }
  if (!said_by.empty()) info.notes.push_back(fmt::format("scan shape from {}", said_by));
  if (info.positions() != patterns || info.ny != shape.ny) {
    info.notes.push_back(
        fmt::format("the file holds {} patterns where {} x {} were meant: {} whole lines of {} are used", patterns,
                    shape.ny, shape.nx, info.ny, info.nx));
  }
}

}  // namespace

void set_shape(ScanInfo& info, std::size_t patterns, const OpenOptions& options, std::optional<Shape> said,
               const std::string& said_by) {
  if (patterns == 0) throw DataError(fmt::format("{}: the file holds no whole pattern", info.path));
  if (options.scan_ny || options.scan_nx) return use_given(info, given_shape(info, patterns, options), patterns);
  if (said) return use_said(info, *said, patterns, said_by);
  const auto root = static_cast<std::size_t>(std::llround(std::sqrt(static_cast<double>(patterns))));
  if (root * root == patterns) {
    info.ny = info.nx = root;
    if (patterns > 1) {
      info.notes.push_back(
          fmt::format("scan shape taken as square: the file says only that it holds {} patterns", patterns));
    }
    return;
  }
  if (!options.line_if_unknown) {
    throw InputError(
        fmt::format("{}: the file holds {} patterns and does not say how many make a scan line: write "
                    "scan.shape: [lines, positions in a line]",
                    info.path, patterns));
  }
  info.ny = 1;
  info.nx = patterns;
  info.notes.push_back("scan shape unknown, shown as one line: write scan.shape to use this file");
}

void check_request(const ScanInfo& info, std::size_t begin, std::size_t count, std::size_t bytes) {
  if (begin > info.positions() || count > info.positions() - begin || bytes != count * info.pattern_bytes()) {
    throw Fault(fmt::format("{}: patterns {} to {} of {} asked for, with room for {} bytes", info.path, begin,
                            begin + count, info.positions(), bytes));
  }
}

}  // namespace vitrum::scan
