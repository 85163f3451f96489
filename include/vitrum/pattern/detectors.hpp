// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/detectors.hpp: virtual detectors as a deck describes them, and as kernels take them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "vitrum/pattern/calibration.hpp"
#include "vitrum/pattern/kernels/aperture.hpp"

namespace vitrum::pattern {

enum class Length { inverse_angstrom, pixel };

/// Lengths in 1/Angstrom or px, in the corrected frame from the pattern's centre (or detector columns and rows).
struct Detector {
  std::string name;
  Length unit = Length::pixel;
  kernels::Aperture aperture;  // its lengths in `unit`
  bool mean = true;            // mean counts a pixel, else their sum
  bool needs_centre() const { return !aperture.absolute; }
  std::string description() const;
};

/// The aperture in pixels. InputError where the detector is in 1/Angstrom and the scale is unknown, or needs a centre
/// that was not found.
kernels::Aperture in_pixels(const Detector& detector, const Calibration& calibration);

}  // namespace vitrum::pattern
