// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/detectors.cpp: virtual detectors in words and in pixels.
#include "vitrum/pattern/detectors.hpp"

#include <fmt/format.h>

#include <numbers>

namespace vitrum::pattern {

using kernels::Aperture;
using kernels::Shape;

std::string Detector::description() const {
  const Aperture& a = aperture;
  const std::string unit_name = unit == Length::pixel ? "px" : "1/Angstrom";
  constexpr double deg = 180.0 / std::numbers::pi;
  std::string text;
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

Aperture in_pixels(const Detector& detector, const Calibration& calibration) {
  if (detector.needs_centre() && !calibration.geometry.centre) {
    throw InputError(
        fmt::format("virtual detector {}: the centre of the patterns was not found; give "
                    "calibration.centre_px, or draw the detector with frame: detector",
                    detector.name));
  }
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

}  // namespace vitrum::pattern
