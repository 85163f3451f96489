// SPDX-License-Identifier: Apache-2.0
// vitrum/order/measure.hpp: one pass over a scan: symmetry, variance, curves, images.
#pragma once

#include <cstdint>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/order/maps.hpp"
#include "vitrum/pattern/calibration.hpp"
#include "vitrum/pattern/detectors.hpp"
#include "vitrum/scan/source.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::order {

struct Parameters {
  std::vector<Band> bands;                   // in 1/Angstrom; empty: the FWHM of the calibration's ring
  std::vector<pattern::Detector> detectors;  // virtual images
  int n_phi = 180;                           // sectors of V(x,y)
  int sectors = 36;                          // azimuthal dark-field images
  double bin_px = 1.0;                       // radial bins of profile and V(k)
  double bootstrap_block_nm = 2.0;           // blocks at least this thick (scan lines)
  int bootstrap_draws = 200;
  std::uint64_t seed = 1;
  std::size_t memory_bytes = std::size_t{1} << 30;            // a rank; results do not depend on it
  std::vector<int> normalized_sum{2, 3, 4, 5, 6, 8, 10, 12};  // n that enter it
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
