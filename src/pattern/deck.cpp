// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/deck.cpp: the sections `calibration:` and `detectors:`.
#include "vitrum/pattern/deck.hpp"

#include <cmath>
#include <numbers>

namespace vitrum::pattern {
namespace {

using kernels::Shape;

CentreMethod centre_method(Section& section) {
  const std::string name = section.choice("centre", {"auto", "ring", "friedel", "centre_of_mass"}, "auto");
  if (name == "ring") return CentreMethod::ring;
  if (name == "friedel") return CentreMethod::friedel;
  if (name == "centre_of_mass") return CentreMethod::centre_of_mass;
  return CentreMethod::automatic;
}

Descan read_descan(Section& section) {
  const std::string name = section.choice("descan", {"none", "plane", "parabola", "true", "false"}, "plane");
  if (name == "parabola") return Descan::parabola;
  return name == "none" || name == "false" ? Descan::none : Descan::plane;
}

void read_masks(Section& section, CalibrationParameters& p) {
  for (auto& item : section.list("mask_polygons")) {
    scan::Polygon polygon{item.quantities("x", "px"), item.quantities("y", "px")};
    if (polygon.x.size() != polygon.y.size() || polygon.x.size() < 3) {
      item.fail("x", "needs the x (columns) and y (rows) of at least 3 corners, as many of each");
    }
    p.mask_polygons.push_back(std::move(polygon));
  }
  p.mask_file = section.optional_text("mask_file").value_or("");
}

void read_ellipse(Section& section, CalibrationParameters& p) {
  p.fit_ellipse = section.flag("fit_ellipse", true);
  const auto e = section.optional_number("ellipse", between(-0.2, 0.2));
  const auto angle = section.optional_quantity("ellipse_angle", "rad");
  if (!e && !angle) return;
  if (!e) section.fail("ellipse_angle", "needs ellipse: the relative elongation e along that angle");
  if (!angle) section.fail("ellipse", "needs ellipse_angle: the direction of the axis that is 1 + e long");
  p.given_ellipse = ellipse_of(shear_of({*e, *angle}));
}

/// A pair of ascending lengths.
void read_band(Section& section, const std::string& unit, kernels::Aperture& a) {
  const auto band = section.quantities("k", unit, {}, non_negative());
  if (band.size() != 2 || !(band[0] < band[1])) section.fail("k", "must be [inner, outer] with inner < outer");
  a.r1 = band[0];
  a.r2 = band[1];
}

void read_sector(Section& section, kernels::Aperture& a) {
  const auto phi = section.quantities("phi", "rad");
  if (phi.size() != 2 || !(phi[0] < phi[1]) || phi[1] - phi[0] > 2.0 * std::numbers::pi * (1.0 + 1e-12)) {
    section.fail("phi", "must be [from, to] with from < to, at most 360 deg apart (angle from x towards y)");
  }
  a.phi1 = phi[0];
  a.phi2 = phi[1];
}

void read_centre(Section& section, const std::string& unit, bool required, kernels::Aperture& a) {
  const auto centre =
      required ? section.quantities("center", unit) : section.quantities("center", unit, std::vector<double>{0.0, 0.0});
  if (centre.size() != 2) section.fail("center", "must be [x, y] (along columns, along rows)");
  a.x = centre[0];
  a.y = centre[1];
}

/// Weights drawn on an image of the detector, in its pixels.
Detector read_mask_detector(Detector d, Section& section) {
  if (d.unit != Length::pixel) section.fail("lengths", "must be px for a mask: it is an image of the detector");
  d.mask_file = section.text("file");
  const auto centre = section.quantities("mask_center", "px", std::vector<double>{});
  if (!centre.empty() && centre.size() != 2) section.fail("mask_center", "must be [x, y] (column, row) of the mask");
  if (!centre.empty() && d.aperture.absolute) section.fail("mask_center", "means nothing where frame is detector");
  if (!centre.empty()) d.mask_centre = {centre[0], centre[1]};
  return d;
}

Detector read_detector(const std::string& name, Section section) {
  Detector d;
  d.name = name;
  if (name.find('/') != std::string::npos) section.fail("", "the name of a detector must not contain '/'");
  const std::string type = section.choice("type", {"point", "disk", "annulus", "sector", "mask"});
  const bool fixed = section.choice("frame", {"pattern", "detector"}, "pattern") == "detector";
  const std::string lengths = section.choice("lengths", {"k", "px"}, fixed || type == "mask" ? "px" : "k");
  if (fixed && lengths != "px") section.fail("lengths", "must be px where frame is detector");
  d.unit = lengths == "px" ? Length::pixel : Length::inverse_angstrom;
  const std::string unit = lengths == "px" ? "px" : "1/Angstrom";
  d.aperture.absolute = fixed;
  d.aperture.friedel = section.flag("friedel", false);
  if (fixed && d.aperture.friedel)
    section.fail("friedel", "needs the centre of the pattern: leave out frame: detector");
  d.mean = section.choice("output", {"mean", "sum"}, "mean") == "mean";
  if (type == "mask") return read_mask_detector(std::move(d), section);
  if (type == "point" || type == "disk") {
    d.aperture.shape = type == "point" ? Shape::point : Shape::disk;
    read_centre(section, unit, type == "point" || fixed, d.aperture);
    if (type == "disk") d.aperture.radius = section.quantity("radius", unit, {}, positive());
    return d;
  }
  if (fixed)
    section.fail("frame", "annulus and sector follow the centre of the pattern; detector is for point and disk");
  d.aperture.shape = type == "annulus" ? Shape::annulus : Shape::sector;
  read_band(section, unit, d.aperture);
  if (type == "sector") read_sector(section, d.aperture);
  return d;
}

}  // namespace

CalibrationParameters read_calibration_deck(Section section) {
  CalibrationParameters p;
  p.file = section.optional_text("file").value_or("");
  p.sample = static_cast<std::size_t>(section.integer("sample", 512, at_least(1.0)));
  p.block = static_cast<std::size_t>(section.integer("block", 4, at_least(1.0)));
  p.centre = centre_method(section);
  const auto centre = section.quantities("centre_px", "px", std::vector<double>{});
  if (!centre.empty()) {
    if (centre.size() != 2) section.fail("centre_px", "must be [x, y] (column, row)");
    p.centre = CentreMethod::given;
    p.given_centre = {centre[0], centre[1]};
  }
  p.descan = read_descan(section);
  read_masks(section, p);
  read_ellipse(section, p);
  p.beam_stop = section.flag("beam_stop", true);
  p.beam_stop_fraction = section.number("beam_stop_fraction", p.beam_stop_fraction, between(0.0, 1.0));
  p.beam_stop_grow_px = static_cast<int>(std::lround(section.quantity("beam_stop_margin", "px", 4.0, non_negative())));
  p.hot_sigma = section.number("hot_sigma", p.hot_sigma, positive());
  p.ring_radius_px = section.optional_quantity("ring_radius", "px", positive());
  p.ring_k = section.optional_quantity("ring_k", "1/Angstrom", positive());
  p.read_noise = section.optional_number("read_noise", non_negative());
  p.criterion.significance = section.number("ring_significance", p.criterion.significance, positive());
  p.criterion.contrast = section.number("ring_contrast", p.criterion.contrast, non_negative());
  p.criterion.coverage = section.number("ring_coverage", p.criterion.coverage, between(0.0, 1.0));
  return p;
}

std::vector<Detector> read_detectors(Section section) {
  std::vector<Detector> detectors;
  for (auto& [name, entry] : section.entries()) detectors.push_back(read_detector(name, entry));
  return detectors;
}

}  // namespace vitrum::pattern
