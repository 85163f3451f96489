// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/thickness_map.cpp: the thickness of the foil at every position, from an image or a virtual detector.
#include "vitrum/domains/thickness_map.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "vitrum/core/error.hpp"
#include "vitrum/scan/image_file.hpp"

namespace vitrum::domains {

namespace {

std::vector<double> from_file(const std::string& path, const order::Maps& maps) {
  auto image = scan::read_image(path);
  if (image.frames != 1 || image.qy != maps.ny || image.qx != maps.nx) {
    throw DataError(
        fmt::format("{}: thickness.map needs one image of the scan's positions, {} x {} (rows, columns), "
                    "in nm, but this is {} of {} x {}",
                    path, maps.ny, maps.nx, image.frames, image.qy, image.qx));
  }
  return std::move(image.value);
}

std::vector<double> from_detector(const ThicknessSource& source, const order::Maps& maps) {
  const auto found = std::find_if(maps.images.begin(), maps.images.end(),
                                  [&](const order::VirtualImage& image) { return image.name == source.detector; });
  if (found == maps.images.end()) {
    throw InputError(fmt::format("thickness.detector: no virtual image '{}' was measured; name one of `detectors:`",
                                 source.detector));
  }
  std::vector<double> map = found->image;
  for (double& t : map) t = (t - source.black) / source.slope_per_nm;
  return map;
}

}  // namespace

std::vector<double> thickness_map(const ThicknessSource& source, std::size_t area, const order::Maps& maps) {
  if (!source.detector.empty()) return from_detector(source, maps);
  return source.maps.empty() ? std::vector<double>{} : from_file(source.maps.at(area), maps);
}

}  // namespace vitrum::domains
