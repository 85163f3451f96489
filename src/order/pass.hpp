// SPDX-License-Identifier: Apache-2.0
// vitrum/order/pass.hpp: what a rank gathers while patterns stream by.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "order/sums.hpp"
#include "order/table.hpp"
#include "vitrum/order/kernels/measure_patterns.hpp"
#include "vitrum/order/measure.hpp"

namespace vitrum::order {

namespace pk = vitrum::pattern::kernels;

/// Everything fixed before the first pattern, in pixels.
struct Plan {
  bool with_ring = false;
  std::vector<Band> bands;                // in k_units
  std::vector<kernels::BandPx> bands_px;  // the same
  std::vector<pattern::Detector> detectors;
  std::vector<std::shared_ptr<const pattern::DetectorWeights>> weights;  // [detector]
  std::vector<std::uint8_t> least_squares;                               // [band]: harmonics by least squares
  int bins = 0;        // radial bins that are summed: those of the curves and bands, and one more; 0 without a ring
  int curve_bins = 0;  // of them, those at least half covered by good pixels
  double k_per_px = 1.0;
  std::string k_units = "px";
  pk::Noise noise;
  std::size_t run = 1;  // positions a bootstrap block: a contiguous run in scan order
  std::vector<std::string> notes;
};

/// What the tables of a scan are built for.
TableShape table_shape(const scan::ScanInfo& info, const Parameters& parameters, const Plan& plan);

Plan make_plan(const scan::ScanInfo& info, const pattern::Calibration& calibration, const Parameters& parameters);

}  // namespace vitrum::order
