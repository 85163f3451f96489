// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/detectors.hpp: virtual detectors as a deck describes them, and as kernels take them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "vitrum/pattern/calibration.hpp"
#include "vitrum/pattern/kernels/aperture.hpp"
#include "vitrum/pattern/kernels/mask_aperture.hpp"

namespace vitrum::pattern {

enum class Length { inverse_angstrom, pixel };

/// Lengths in 1/Angstrom or px, in the corrected frame from the pattern's centre (or detector columns and rows); or
/// weights from a file.
struct Detector {
  std::string name;
  Length unit = Length::pixel;
  kernels::Aperture aperture;  // its lengths in `unit`; of a mask `absolute` and `friedel` alone count
  bool mean = true;            // mean counts a pixel, else their sum
  std::string mask_file;       // image of weights as large as the detector; "" for none
  std::optional<std::array<double, 2>>
      mask_centre;  // column, row of it that follows the centre; else the mid-scan centre
  bool needs_centre() const { return !aperture.absolute; }
  std::string description() const;
};

/// The aperture in pixels. InputError where the detector is in 1/Angstrom and the scale is unknown, or needs a centre
/// that was not found. Fault for a detector of type mask: see DetectorWeights.
kernels::Aperture in_pixels(const Detector& detector, const Calibration& calibration);

/// Any detector made ready for one calibration; for what reads no kernels (tables of pixels and weights).
class DetectorWeights {
 public:
  /// Errors as in_pixels; DataError where a mask file is missing or of another detector. Reads the file.
  DetectorWeights(const Detector& detector, const Calibration& calibration);
  /// Weight of a pixel in a pattern of this frame, its Friedel partner's included: what sum_aperture (sum_mask) uses.
  double at(const kernels::Frame& frame, int column, int row) const;
  bool is_mask() const { return !weights_.empty(); }
  const kernels::Aperture& aperture() const { return aperture_; }  // in px; not of a mask
  kernels::MaskAperture mask() const;                              // on the host, valid as long as this object

 private:
  kernels::Aperture aperture_;
  std::vector<float> weights_;  // empty: no mask
  std::size_t qy_ = 0, qx_ = 0;
  kernels::Point centre_;
};

}  // namespace vitrum::pattern
