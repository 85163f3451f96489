// SPDX-License-Identifier: Apache-2.0
// vitrum/order/measure.hpp: one pass over a scan: symmetry, variance, curves, images.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/order/maps.hpp"
#include "vitrum/pattern/calibration.hpp"
#include "vitrum/pattern/detectors.hpp"
#include "vitrum/scan/source.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::order {

enum class HarmonicRoute { automatic, sums, least_squares };

/// Thickness of a position from a virtual image H: t = (H - black) / slope; V(k) apart for each bin of t.
struct ThicknessFilter {
  std::string detector;  // name of the virtual detector that gives H
  double black = 0.0, slope_per_nm = 1.0;
  std::vector<double> edges_nm;  // of the bins, increasing
};

struct Parameters {
  std::vector<Band> bands;                   // in 1/Angstrom; empty: the FWHM of the calibration's ring
  std::vector<pattern::Detector> detectors;  // virtual images
  int n_phi = 180;                           // sectors of V(x,y)
  int sectors = 36;                          // azimuthal dark-field images
  double bin_px = 1.0;                       // radial bins of profile and V(k)
  double bootstrap_block_nm = 2.0;           // blocks at least this thick (scan lines)
  int bootstrap_draws = 200;
  std::uint64_t seed = 1;
  std::uint64_t area = 0;  // number of the area of a sample: areas of one seed share no coins of the split halves
  std::size_t memory_bytes = std::size_t{1} << 30;     // a rank; results do not depend on it
  HarmonicRoute harmonics = HarmonicRoute::automatic;  // automatic: least squares where the mask covers part of a band
  double centre_rounding_px = 0.125;                   // centres are rounded to multiples of this; 0: exact (slow)
  bool split_halves = true;                            // binomial thinning, where counts are whole electrons
  int window = 2;                                      // V(x,y) over (2 window + 1)^2 positions
  std::optional<double> probe_semi_angle_k;            // radius of the aperture disk k_a, 1/Angstrom
  std::optional<ThicknessFilter> thickness_filter;
  std::vector<std::uint8_t> selected;  // [r]: 1: enters all statistics over the scan; empty: all positions
  std::vector<int> normalized_sum{2, 3, 4, 5, 6, 8, 10, 12};  // n that enter it
  bool legacy_power = false;                                  // write P_n^2 too
  std::vector<double> contour_levels{1.0, 2.0, 3.0};          // of V(x,y), in robust sigma above its median
};

/// Collective: streams the scan once. Curves and bands only where the calibration has a ring (and centre); mean
/// pattern and those virtual images that need no centre, always. The same on every rank, to the bit for any number
/// of ranks, host threads and memory. InputError where a band or detector needs the scale and there is none;
/// Interrupted once a rank was asked to stop.
Maps measure(const comm::Communicator& comm, const scan::Source& source, const pattern::Calibration& calibration,
             const Parameters& parameters);

/// Writes the datasets of design.md section 4 that Maps holds. A serial File (one rank).
void write(storage::File& file, const Maps& maps, const Parameters& parameters);

}  // namespace vitrum::order
