// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/image_file.hpp: one detector image from a file: the mean of its frames.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace vitrum::scan {

struct DetectorImage {
  std::size_t qy = 0, qx = 0;
  std::size_t frames = 0;
  std::vector<double> value;       // NaN where no frame holds a number
  std::vector<std::string> files;  // all that belong to it
};

/// What its values are: weights and masks as they stand, or what the detector measured, which may be saturated.
enum class ImageOf { weights, measured };

/// The file of `path` as in Corrections: without "/dataset" where that is named.
std::string file_of(const std::string& path);
/// `path` as in Corrections. Mean over the frames that hold a number, in their order; saturated and flagged values, and
/// the largest of an integer type, are none where `of` is measured. DataError where it cannot be read.
DetectorImage read_image(const std::string& path, ImageOf of = ImageOf::weights);
/// As above; DataError that names `key`, file and both shapes where it is not qy x qx.
DetectorImage read_image(const std::string& path, const std::string& key, std::size_t qy, std::size_t qx,
                         ImageOf of = ImageOf::weights);

}  // namespace vitrum::scan
