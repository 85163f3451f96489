// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/detectors.cpp: virtual detectors in words and in pixels.
#include "vitrum/pattern/detectors.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "vitrum/scan/image_file.hpp"

namespace vitrum::pattern {

using kernels::Aperture;
using kernels::Shape;

std::string Detector::description() const {
  const Aperture& a = aperture;
  const std::string unit_name = unit == Length::pixel ? "px" : "1/Angstrom";
  constexpr double deg = 180.0 / std::numbers::pi;
  std::string text;
  if (!mask_file.empty()) {
    text = "weights from " + mask_file;
    if (a.friedel) text += " and their inverse";
    return a.absolute ? text + ", fixed on the detector" : text;
  }
  switch (a.shape) {
    case Shape::point:
      text = fmt::format("point at ({:g}, {:g}) {}", a.x, a.y, unit_name);
      break;
    case Shape::disk:
      text = fmt::format("disk at ({:g}, {:g}) of radius {:g} {}", a.x, a.y, a.radius, unit_name);
      break;
    case Shape::annulus:
      text = fmt::format("annulus {:g}-{:g} {}", a.r1, a.r2, unit_name);
      break;
    case Shape::sector:
      text = fmt::format("sector {:g}-{:g} {}, {:g}-{:g} deg", a.r1, a.r2, unit_name, a.phi1 * deg, a.phi2 * deg);
      break;
  }
  if (a.friedel) text += " and its inverse";
  if (a.absolute) text += ", fixed on the detector";
  return text;
}

namespace {

void check_centre(const Detector& detector, const Calibration& calibration) {
  if (!detector.needs_centre() || calibration.geometry.centre) return;
  throw InputError(
      fmt::format("virtual detector {}: the centre of the patterns was not found; give "
                  "calibration.centre_px, or draw the detector with frame: detector",
                  detector.name));
}

}  // namespace

Aperture in_pixels(const Detector& detector, const Calibration& calibration) {
  if (!detector.mask_file.empty()) throw Fault(detector.name + ": a mask has no aperture; use DetectorWeights");
  check_centre(detector, calibration);
  Aperture a = detector.aperture;
  if (detector.unit == Length::pixel) return a;
  if (!calibration.geometry.k_per_px) {
    throw InputError(
        fmt::format("virtual detector {}: it is drawn in 1/Angstrom but the scale of the patterns is "
                    "unknown; give scan.k_per_pixel or calibration.ring_k, or draw it with lengths: px",
                    detector.name));
  }
  const double scale = 1.0 / *calibration.geometry.k_per_px;
  a.x *= scale;
  a.y *= scale;
  a.radius *= scale;
  a.r1 *= scale;
  a.r2 *= scale;
  return a;
}

DetectorWeights::DetectorWeights(const Detector& detector, const Calibration& calibration) {
  if (detector.mask_file.empty()) {
    aperture_ = in_pixels(detector, calibration);
    return;
  }
  check_centre(detector, calibration);
  aperture_ = detector.aperture;
  qy_ = calibration.qy;
  qx_ = calibration.qx;
  const auto image = scan::read_image(detector.mask_file, "detectors." + detector.name + ".file", qy_, qx_);
  for (const double w : image.value) weights_.push_back(std::isnan(w) ? 0.0F : static_cast<float>(w));
  if (detector.mask_centre) {
    centre_ = {(*detector.mask_centre)[0], (*detector.mask_centre)[1]};
  } else if (detector.needs_centre()) {
    centre_ = calibration.middle();
  }
}

kernels::MaskAperture DetectorWeights::mask() const {
  return {weights_.data(), static_cast<int>(qy_), static_cast<int>(qx_), centre_.x,
          centre_.y,       aperture_.absolute,    aperture_.friedel};
}

double DetectorWeights::at(const kernels::Frame& frame, int column, int row) const {
  if (is_mask()) return kernels::mask_weight(mask(), frame, column, row);
  const kernels::Point q = kernels::corrected(aperture_.absolute ? kernels::Frame{} : frame, column, row);
  const double w = kernels::aperture_weight(aperture_, q.x, q.y);
  return aperture_.friedel ? w + kernels::aperture_weight(aperture_, -q.x, -q.y) : w;
}

}  // namespace vitrum::pattern
