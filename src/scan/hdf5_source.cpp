// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/hdf5_source.cpp: a scan from one or several HDF5 datasets.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "scan/hdf5_dataset.hpp"
#include "scan/position.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::scan::hdf5 {
namespace {

struct Parts {
  ScanInfo info;
  std::vector<Dataset> datasets;

  /// The reason where a part cannot be read.
  std::optional<std::string> read(std::size_t begin, std::size_t count, std::span<std::byte> out) const {
    std::size_t first = 0;  // position at which the part begins
    for (const auto& part : datasets) {
      const std::size_t end = first + part.positions();
      if (begin < end && count > 0) {
        const std::size_t here = std::min(count, end - begin);
        if (auto reason = part.read(begin - first, here, out.first(here * info.pattern_bytes()))) return reason;
        out = out.subspan(here * info.pattern_bytes());
        begin += here;
        count -= here;
      }
      first = end;
    }
    return {};
  }

  void read_or_explain(std::size_t begin, std::size_t count, std::span<std::byte> out) const {
    check_request(info, begin, count, out.size());
    auto reason = read(begin, count, out);
    if (!reason) return;
    std::size_t bad = begin;  // the first that cannot be read alone
    for (std::size_t r = begin; r < begin + count; ++r) {
      if (auto alone = read(r, 1, out.first(info.pattern_bytes()))) {
        bad = r;
        reason = alone;
        break;
      }
    }
    throw DataError(
        fmt::format("{}: cannot read the pattern at {}: {}", info.path, position_text(info.nx, bad), *reason));
  }
};

void check_alike(const std::string& file, const std::vector<Dataset>& parts) {
  for (const auto& part : parts) {
    if (part.qy() != parts[0].qy() || part.qx() != parts[0].qx() || part.type() != parts[0].type()) {
      throw DataError(fmt::format("{}: {} {} of {} and {} {} of {} do not belong to one scan", file, parts[0].path(),
                                  shape_text(parts[0].shape()), name_of(parts[0].type()), part.path(),
                                  shape_text(part.shape()), name_of(part.type())));
    }
  }
}

}  // namespace

Source source_of(ScanInfo info, std::vector<Dataset> parts) {
  check_alike(info.path, parts);
  info.qy = parts[0].qy();
  info.qx = parts[0].qx();
  info.type = parts[0].type();
  for (const auto& part : parts) info.notes.insert(info.notes.end(), part.notes().begin(), part.notes().end());
  if (info.files.empty()) info.files = {info.path};
  const auto all = std::make_shared<const Parts>(Parts{info, std::move(parts)});
  return {info, [all](std::size_t begin, std::size_t count, std::span<std::byte> out) {
            all->read_or_explain(begin, count, out);
          }};
}

}  // namespace vitrum::scan::hdf5
