// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/region.cpp: the region of interest, read and laid over a scan.
#include "vitrum/scan/region.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "vitrum/core/error.hpp"
#include "vitrum/scan/image_file.hpp"

namespace vitrum::scan {
namespace {

struct Pair {
  std::vector<double> x, y;
  bool in_nm = false;
};

/// x and y in nm, or columns and rows in positions; empty where there is neither.
Pair read_pair(Section& section, std::size_t least, std::size_t most, const char* what) {
  Pair nm{section.quantities("x", "nm", std::vector<double>{}), section.quantities("y", "nm", std::vector<double>{}),
          true};
  Pair positions{section.numbers("columns", std::vector<double>{}), section.numbers("rows", std::vector<double>{}),
                 false};
  const bool has_nm = !nm.x.empty() || !nm.y.empty();
  const bool has_positions = !positions.x.empty() || !positions.y.empty();
  if (has_nm && has_positions) section.fail("", "give x and y (nm), or columns and rows (positions), not both");
  const Pair& given = has_nm ? nm : positions;
  if (!has_nm && !has_positions) return given;
  if (given.x.size() != given.y.size() || given.x.size() < least || given.x.size() > most) section.fail("", what);
  return given;
}

/// Middle of position r in the units of the region.
double place(std::size_t index, bool in_nm, const ScanInfo& info) {
  return static_cast<double>(index) * (in_nm ? *info.step_nm : 1.0);
}

}  // namespace

Region read_region(Section section) {
  Region region;
  auto polygon = section.section("polygon");
  const Pair corners = read_pair(polygon, 3, static_cast<std::size_t>(-1),
                                 "needs the x and y (or columns and rows) of at least 3 corners, as many of each");
  if (!corners.x.empty()) {
    region.polygon = Polygon{corners.x, corners.y};
    region.polygon_in_nm = corners.in_nm;
  }
  auto rectangle = section.section("rectangle");
  const Pair edges = read_pair(rectangle, 2, 2, "needs [from, to] of x and y (or of columns and rows)");
  if (!edges.x.empty()) {
    if (!(edges.x[0] < edges.x[1]) || !(edges.y[0] < edges.y[1])) rectangle.fail("", "needs from < to");
    region.rectangle = {edges.x[0], edges.x[1], edges.y[0], edges.y[1]};
    region.rectangle_in_nm = edges.in_nm;
  }
  region.mask = section.optional_text("mask").value_or("");
  return region;
}

std::vector<std::uint8_t> positions_in(const Region& region, const ScanInfo& info) {
  if (region.everything()) return {};
  const bool needs_step = (region.polygon && region.polygon_in_nm) || (region.rectangle && region.rectangle_in_nm);
  if (needs_step && !info.step_nm) {
    throw InputError(fmt::format(
        "region: is drawn in nm but the step of {} is unknown; give scan.step, or draw it in columns and rows",
        info.path));
  }
  std::vector<double> mask;
  if (!region.mask.empty()) {
    const auto image = read_image(region.mask);
    if (image.qy != info.ny || image.qx != info.nx) {
      throw DataError(
          fmt::format("{}: region.mask needs an image of the scan's {} x {} positions (rows, columns), but this "
                      "is {} x {}",
                      region.mask, info.ny, info.nx, image.qy, image.qx));
    }
    mask = image.value;
  }
  std::vector<std::uint8_t> in(info.positions(), 1);
  for (std::size_t r = 0; r < in.size(); ++r) {
    const std::size_t y = r / info.nx, x = r % info.nx;
    if (const auto& p = region.polygon) {
      if (!contains(*p, place(x, region.polygon_in_nm, info), place(y, region.polygon_in_nm, info))) in[r] = 0;
    }
    if (const auto& e = region.rectangle) {
      const double px = place(x, region.rectangle_in_nm, info), py = place(y, region.rectangle_in_nm, info);
      if (px < (*e)[0] || px > (*e)[1] || py < (*e)[2] || py > (*e)[3]) in[r] = 0;
    }
    if (!mask.empty() && (mask[r] == 0.0 || std::isnan(mask[r]))) in[r] = 0;
  }
  if (std::all_of(in.begin(), in.end(), [](auto v) { return v == 0; })) {
    throw InputError(
        fmt::format("region: none of the {} x {} positions of {} lies in it", info.ny, info.nx, info.path));
  }
  return in;
}

std::vector<std::string> files_of(const Region& region) {
  return region.mask.empty() ? std::vector<std::string>{} : std::vector<std::string>{file_of(region.mask)};
}

}  // namespace vitrum::scan
