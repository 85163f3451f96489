// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/drawn_mask.cpp: what the user drew over a beam stop or an aperture, as a mask.
#include "pattern/drawn_mask.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "vitrum/scan/image_file.hpp"

namespace vitrum::pattern {

std::vector<std::uint8_t> drawn_mask(const CalibrationParameters& parameters, std::size_t qy, std::size_t qx) {
  if (parameters.mask_polygons.empty() && parameters.mask_file.empty()) return {};
  std::vector<std::uint8_t> good(qy * qx, 1);
  if (!parameters.mask_file.empty()) {
    const auto image = scan::read_image(parameters.mask_file, "calibration.mask_file", qy, qx);
    for (std::size_t p = 0; p < good.size(); ++p) good[p] = image.value[p] != 0.0 && !std::isnan(image.value[p]);
  }
  for (std::size_t p = 0; p < good.size(); ++p) {
    const auto x = static_cast<double>(p % qx), y = static_cast<double>(p / qx);
    const auto& polygons = parameters.mask_polygons;
    if (std::any_of(polygons.begin(), polygons.end(), [&](const auto& one) { return scan::contains(one, x, y); })) {
      good[p] = 0;
    }
  }
  if (std::all_of(good.begin(), good.end(), [](auto g) { return g == 0; })) {
    throw InputError(fmt::format("calibration.mask_file and mask_polygons leave none of the {} x {} pixels", qy, qx));
  }
  return good;
}

void apply_drawn(const std::vector<std::uint8_t>& drawn, Calibration& out) {
  for (std::size_t p = 0; p < drawn.size(); ++p) {
    if (drawn[p] != 0 || out.mask[p] == 0) continue;
    out.mask[p] = 0;
    ++out.drawn;
  }
}

}  // namespace vitrum::pattern
