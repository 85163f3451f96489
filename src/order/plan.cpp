// SPDX-License-Identifier: Apache-2.0
// vitrum/order/plan.cpp: bands, detectors and bins in pixels, before the first pattern.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "order/pass.hpp"

namespace vitrum::order {
namespace {

/// Share of each radial bin that good pixels cover, in the middle of the scan.
std::vector<double> coverage(const scan::ScanInfo& info, const pattern::Calibration& calibration, double bin) {
  const auto& g = calibration.geometry;
  const pk::Frame frame = pattern::frame_of(
      g.centre->at(0.5 * static_cast<double>(info.ny - 1), 0.5 * static_cast<double>(info.nx - 1)), g.ellipse);
  std::vector<double> share;
  for (std::size_t p = 0; p < info.pixels(); ++p) {
    const auto q = pk::corrected(frame, static_cast<double>(p % info.qx), static_cast<double>(p / info.qx));
    const double position = std::hypot(q.x, q.y) / bin;
    const auto j = static_cast<std::size_t>(position);
    if (share.size() < j + 2) share.resize(j + 2, 0.0);
    if (calibration.mask[p] == 0) continue;
    share[j] += 1.0 - (position - static_cast<double>(j));
    share[j + 1] += position - static_cast<double>(j);
  }
  for (std::size_t j = 0; j < share.size(); ++j) {
    const double radius = j == 0 ? 1.0 / 6.0 : static_cast<double>(j);  // the first bin is half as wide
    share[j] /= 2.0 * std::numbers::pi * radius * bin * bin;
  }
  return share;
}

/// Largest |mean of e^{-i n phi}| over the good pixels of a band, n = 1 .. 12, that what is masked or off the detector
/// makes: 0 on a whole ring, whatever its pixels.
double asymmetry(const scan::ScanInfo& info, const pattern::Calibration& calibration, const pk::Frame& frame,
                 const kernels::BandPx& band) {
  double re[pk::harmonics], im[pk::harmonics], sum_re[pk::harmonics] = {}, sum_im[pk::harmonics] = {}, good = 0.0;
  const double reach = std::ceil((band.r2 + 1.0) * (frame.txx + frame.tyy));
  const auto qx = static_cast<double>(info.qx), qy = static_cast<double>(info.qy);
  for (double row = std::floor(frame.cy) - reach; row <= frame.cy + reach; ++row) {
    for (double column = std::floor(frame.cx) - reach; column <= frame.cx + reach; ++column) {
      const auto q = pk::corrected(frame, column, row);
      const double r = std::hypot(q.x, q.y);
      const double w = r > 0.0 ? pk::band_weight(r, band.r1, band.r2) : 0.0;
      if (w <= 0.0) continue;
      const bool inside = row >= 0.0 && column >= 0.0 && row < qy && column < qx;
      if (inside && calibration.mask[static_cast<std::size_t>(row * qx + column)] != 0) {
        good += w;
        continue;
      }
      pk::detail::powers(q.x, q.y, r, re, im);
      for (int n = 0; n < pk::harmonics; ++n) {
        sum_re[n] += w * re[n];
        sum_im[n] += w * im[n];
      }
    }
  }
  double largest = 0.0;
  for (int n = 0; n < pk::harmonics; ++n) largest = std::max(largest, std::hypot(sum_re[n], sum_im[n]));
  return good > 0.0 ? largest / good : 0.0;
}

/// Above this the even harmonics are fitted (HarmonicRoute::automatic).
constexpr double asymmetry_limit = 0.02;

void choose_route(const scan::ScanInfo& info, const pattern::Calibration& calibration, const Parameters& parameters,
                  Plan& plan) {
  const auto& g = calibration.geometry;
  const pk::Frame frame = pattern::frame_of(
      g.centre->at(0.5 * static_cast<double>(info.ny - 1), 0.5 * static_cast<double>(info.nx - 1)), g.ellipse);
  for (const kernels::BandPx& band : plan.bands_px) {
    const bool fit = parameters.harmonics == HarmonicRoute::least_squares ||
                     (parameters.harmonics == HarmonicRoute::automatic &&
                      asymmetry(info, calibration, frame, band) > asymmetry_limit);
    plan.least_squares.push_back(fit ? 1 : 0);
  }
}

void set_bands(const pattern::Calibration& calibration, const Parameters& parameters, const std::vector<double>& share,
               Plan& plan) {
  const pattern::Ring& ring = *calibration.geometry.ring;
  if (!parameters.bands.empty() && !calibration.geometry.k_per_px) {
    throw InputError(
        "bands are given in 1/Angstrom but the scale of the patterns is unknown; give scan.k_per_pixel or "
        "calibration.ring_k, or leave out bands to take the half-maximum width of the ring");
  }
  plan.bands = parameters.bands;
  if (plan.bands.empty()) {
    const double half = std::sqrt(2.0 * std::log(2.0)) * ring.width_px;
    plan.bands.push_back({"ring", (ring.radius_px - half) * plan.k_per_px, (ring.radius_px + half) * plan.k_per_px});
  }
  for (const Band& band : plan.bands) {
    kernels::BandPx px{band.k1 / plan.k_per_px, band.k2 / plan.k_per_px, 0.0};
    const auto j = static_cast<std::size_t>(px.r2 / parameters.bin_px);
    if (j + 2 >= share.size() || share[j] < 0.5) {
      throw InputError(
          fmt::format("band {}: its outer radius {:g} {} is {:.1f} px from the centre, where good pixels "
                      "cover less than half of the ring; choose a smaller band",
                      band.name, band.k2, plan.k_units, px.r2));
    }
    px.least_sector_weight =
        0.5 * std::numbers::pi * (px.r2 * px.r2 - px.r1 * px.r1) / static_cast<double>(parameters.n_phi);
    if (2.0 * std::numbers::pi * px.r1 < parameters.n_phi) {
      plan.notes.push_back(
          fmt::format("band {}: {} sectors are more than its inner circumference of {:.0f} px; V(x,y) "
                      "is oversampled",
                      band.name, parameters.n_phi, 2.0 * std::numbers::pi * px.r1));
    }
    plan.bands_px.push_back(px);
  }
}

void set_detectors(const pattern::Calibration& calibration, const Parameters& parameters, Plan& plan) {
  for (const auto& detector : parameters.detectors) {
    const bool no_centre = detector.needs_centre() && !calibration.geometry.centre;
    const bool no_scale = detector.unit == pattern::Length::inverse_angstrom && !calibration.geometry.k_per_px;
    if (!calibration.has_ring() && (no_centre || no_scale)) {
      plan.notes.push_back(
          fmt::format("virtual image {} is left out: {}", detector.name,
                      no_centre ? "the centre of the patterns is unknown" : "the scale of the patterns is unknown"));
      continue;
    }
    plan.detectors.push_back(detector);
    plan.weights.push_back(std::make_shared<const pattern::DetectorWeights>(detector, calibration));
  }
}

/// Runs of positions for the bootstrap: scan lines that are together as thick as asked; where that leaves fewer than 8
/// blocks, shorter runs; never more than 256 blocks.
std::size_t run_length(const scan::ScanInfo& info, double thickness_nm) {
  const double step = info.step_nm.value_or(thickness_nm / 4.0);
  const auto lines = static_cast<std::size_t>(std::max(1.0, std::ceil(thickness_nm / step)));
  std::size_t run = lines * info.nx;
  if (info.positions() / run < 8) run = std::max(lines, (info.positions() + 31) / 32);
  return std::max({run, (info.positions() + 255) / 256, std::size_t{1}});
}

}  // namespace

Plan make_plan(const scan::ScanInfo& info, const pattern::Calibration& calibration, const Parameters& parameters) {
  const pattern::Geometry& g = calibration.geometry;
  if (calibration.mask.size() != info.pixels()) {
    throw DataError(fmt::format("{}: patterns of {} x {} px, but the calibration is for {} x {}", info.path, info.qy,
                                info.qx, calibration.qy, calibration.qx));
  }
  Plan plan;
  plan.with_ring = calibration.has_ring();
  plan.noise = {g.gain, g.read_noise * g.read_noise};
  if (g.k_per_px) {
    plan.k_per_px = *g.k_per_px;
    plan.k_units = "1/Angstrom";
  }
  plan.run = run_length(info, parameters.bootstrap_block_nm);
  set_detectors(calibration, parameters, plan);
  if (!plan.with_ring) {
    plan.notes.push_back("no diffraction ring: no curves, symmetry or variance maps");
    return plan;
  }
  const std::vector<double> share = coverage(info, calibration, parameters.bin_px);
  for (std::size_t j = 0; j < share.size(); ++j) {
    if (share[j] >= 0.5) plan.curve_bins = static_cast<int>(j) + 1;
  }
  set_bands(calibration, parameters, share, plan);
  plan.bins = plan.curve_bins + 1;
  for (const auto& band : plan.bands_px)
    plan.bins = std::max(plan.bins, static_cast<int>((band.r2 + 0.5) / parameters.bin_px) + 3);
  choose_route(info, calibration, parameters, plan);
  return plan;
}

TableShape table_shape(const scan::ScanInfo& info, const Parameters& parameters, const Plan& plan) {
  TableShape shape;
  shape.qy = static_cast<int>(info.qy);
  shape.qx = static_cast<int>(info.qx);
  shape.bin = parameters.bin_px;
  shape.bins = plan.bins;
  shape.rows = plan.curve_bins;
  shape.phi = parameters.n_phi;
  shape.sectors = parameters.sectors;
  shape.bands = plan.bands_px;
  shape.least_squares = plan.least_squares;
  for (const auto& weights : plan.weights) {
    shape.apertures.push_back(weights->aperture());
    shape.masks.push_back(weights->is_mask() ? weights->mask() : pk::MaskAperture{});
  }
  return shape;
}

}  // namespace vitrum::order
