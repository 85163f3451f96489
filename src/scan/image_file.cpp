// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/image_file.cpp: darks, flats and masks: any scan format, its frames averaged.
#include "vitrum/scan/image_file.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <limits>

#include "scan/levels.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::scan {
namespace {

/// "FILE:/dataset" taken apart, where no file has that whole name.
OpenOptions options_of(const std::string& path) {
  OpenOptions options;
  options.path = path;
  options.images = options.line_if_unknown = true;
  std::error_code ignored;
  const auto colon = path.rfind(":/");
  if (colon != std::string::npos && !std::filesystem::exists(path, ignored)) {
    options.path = path.substr(0, colon);
    options.dataset = path.substr(colon + 1);
  }
  return options;
}

}  // namespace

std::string file_of(const std::string& path) { return options_of(path).path; }

DetectorImage read_image(const std::string& path, ImageOf of) {
  const Source source = open(options_of(path));
  const ScanInfo& info = source.info;
  DetectorImage image{info.qy, info.qx, info.positions(), std::vector<double>(info.pixels(), 0.0), info.files};
  std::vector<std::size_t> numbers(info.pixels(), 0);
  std::vector<std::byte> frame(info.pattern_bytes());
  const Levels levels(info.saturation, info.flagged);
  for (std::size_t i = 0; i < image.frames; ++i) {
    source.read(i, 1, frame);
    visit_type(info.type, [&]<class T>() {
      const T* values = reinterpret_cast<const T*>(frame.data());
      for (std::size_t p = 0; p < numbers.size(); ++p) {
        const double value = static_cast<double>(values[p]);
        if (!std::isfinite(value) || (of == ImageOf::measured && levels.full(values[p]))) continue;
        image.value[p] += value;
        ++numbers[p];
      }
    });
  }
  for (std::size_t p = 0; p < numbers.size(); ++p) {
    image.value[p] =
        numbers[p] > 0 ? image.value[p] / static_cast<double>(numbers[p]) : std::numeric_limits<double>::quiet_NaN();
  }
  return image;
}

DetectorImage read_image(const std::string& path, const std::string& key, std::size_t qy, std::size_t qx, ImageOf of) {
  DetectorImage image = read_image(path, of);
  if (image.qy != qy || image.qx != qx) {
    throw DataError(
        fmt::format("{}: {} needs an image of the scan's detector, {} x {} px (rows, columns), but this is {} x {}",
                    path, key, qy, qx, image.qy, image.qx));
  }
  return image;
}

}  // namespace vitrum::scan
