// SPDX-License-Identifier: Apache-2.0
// vitrum/response/bands.hpp: shear bands of a strain map: how many, how wide, at what angle, how far they slipped.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "vitrum/microstructure/microstructure.hpp"
#include "vitrum/response/strength.hpp"

namespace vitrum::response {

enum class BandThreshold { mean_multiple, otsu };

struct BandChoice {
  BandThreshold threshold = BandThreshold::mean_multiple;
  double multiple = 2.0;      // g > multiple x <g>
  int smoothing = 1;          // passes of the periodic 3 x 3 binomial filter before the threshold; 0: the bare map
  double least_length = 0.5;  // of a band, in shorter edges of the grid
  double least_aspect = 3.0;  // length over width
};

/// Angles are those of the band to the load axis x. A band that percolates closes on itself through the periodic cell,
/// which fixes its mean angle and length: their errors are 0. Errors are jackknifed over 8 pieces along the band.
struct Band {
  double strain = 0.0;            // of the snapshot
  std::int64_t component = 0;     // label of its voxels in the map, from 1, most shear first
  std::int64_t voxels = 0;        // of the component
  double x_nm = 0.0, y_nm = 0.0;  // a point on its middle line
  double inclination_deg = 0.0;   // -90 .. 90, positive from x towards y
  double angle_deg = 0.0;         // its magnitude: 45 where pressure does not matter
  double angle_error_deg = 0.0;
  double width_nm = 0.0, width_error_nm = not_measured;  // full width at half maximum of the mean profile normal to it
  double length_nm = 0.0;  // percolating: of one period; else sqrt(12 x second moment along it)
  double offset_nm = 0.0,
         offset_error_nm = not_measured;            // shear offset: sum of g over its voxels x their area / length
  double peak_shear = 0.0;                          // highest of the mean profile
  double background_shear = 0.0;                    // lower quartile of the mean profile
  std::int64_t winding_x = 0, winding_y = 0;        // periods after which it closes; 0, 0: it ends inside the cell
  std::int64_t percolates_x = 0, percolates_y = 0;  // 1: spans the cell in that direction
  std::int64_t crossing = 0;                        // 1: one of two directions of a component that percolates in both
};

struct BandMap {
  double threshold = 0.0;           // of the smoothed g
  std::int64_t components = 0;      // all of them
  std::vector<std::int32_t> label;  // component of each voxel if it is a band, else 0
  std::vector<Band> bands;
};

/// Periodic components (voxels that share an edge) of the voxels above the threshold, and those of them that are bands.
BandMap find_bands(std::span<const double> g, const microstructure::Grid& grid, const BandChoice& choice);

/// The threshold that parts values into two classes of largest variance between them (Otsu 1979; 256 classes).
double otsu_threshold(std::span<const double> values);

}  // namespace vitrum::response
