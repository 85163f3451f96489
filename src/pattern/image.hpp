// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/image.hpp: a summed pattern with its mask, and simple things done to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "vitrum/pattern/calibration.hpp"

namespace vitrum::pattern {

struct Image {
  std::size_t qy = 0, qx = 0;
  std::vector<double> value;
  std::vector<std::uint8_t> mask;  // 1: good
  bool good(std::ptrdiff_t row, std::ptrdiff_t column) const {
    return row >= 0 && column >= 0 && row < static_cast<std::ptrdiff_t>(qy) &&
           column < static_cast<std::ptrdiff_t>(qx) && mask[static_cast<std::size_t>(row) * qx + column] != 0;
  }
  double at(std::ptrdiff_t row, std::ptrdiff_t column) const {
    return value[static_cast<std::size_t>(row) * qx + column];
  }
};

/// Mean pattern of the sample, all blocks.
Image mean_image(const Sample& sample, const std::vector<std::uint8_t>& mask);

/// Pixels that cannot be trusted, by the rules of characterization 2. Counts go to hot, dead, saturated.
std::vector<std::uint8_t> pixel_mask(const Sample& sample, double hot_sigma, double gain, Calibration& counts);

/// Marks 0 in `image.mask` what a beam stop or aperture shadows: smoothed value below `fraction` of the upper quartile
/// at that radius and 5 standard deviations of the pattern's own speckle below it, in regions of at least 50 px that
/// reach the detector's edge or the middle, grown by `grow` px. Returns the number of pixels masked.
std::size_t mask_shadows(Image& image, const kernels::Frame& frame, double fraction, int grow);

/// image.mask without the dark areas at the detector's edge (smoothed value below a tenth of the pattern's upper
/// quartile, at least 50 px together, grown by `grow`): where to look for a ring that an aperture cuts, not a mask to
/// measure with.
std::vector<std::uint8_t> without_dark(const Image& image, int grow);

/// Centre that maximizes the correlation of the square root of the pattern with itself turned by 180 degrees,
/// masked (Friedel's law). Empty where the pattern is too small, flat or the correlation is below `least`.
std::optional<kernels::Point> friedel_centre(const Image& image, double least);
/// Refines a Friedel centre within a few pixels of `start`.
kernels::Point refine_friedel(const Image& image, kernels::Point start, double reach);

/// Centre of mass of the direct beam, iterated (characterization 2 a). Empty where the brightest pixels are not one
/// compact spot that stands far above the pattern, the edge of the detector cuts it, or a mask covers more of it than
/// its other side can stand in for.
std::optional<kernels::Point> direct_beam_centre(const Image& image);

/// Intensity-squared centre of mass of the whole pattern: a starting point, not a measurement.
kernels::Point bright_middle(const Image& image);

}  // namespace vitrum::pattern
