// SPDX-License-Identifier: Apache-2.0
// vitrum/microstructure/microstructure.hpp: the voxel grid of the deformation and what MRO does to its voxels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "vitrum/storage/file.hpp"

namespace vitrum::microstructure {

/// Regular grid of voxels, 2-D: ny x nx voxels of hy x hx, `thickness` deep. Voxel v = y * nx + x.
struct Grid {
  std::size_t ny = 0, nx = 0;
  double hy_nm = 1.8, hx_nm = 1.8;
  double thickness_nm = 1.0;
  std::size_t voxels() const { return ny * nx; }
  double voxel_volume_nm3() const { return hy_nm * hx_nm * thickness_nm; }
};

/// How a domain type changes a voxel that it covers (deformation 5.3); the neutral default changes nothing.
struct CouplingLaw {
  int n = 0;
  double barrier = 1.0;              // m: F is multiplied by m^coverage
  double permanent_softening = 1.0;  // chi^p
  double temporary_softening = 1.0;  // chi^t
};

/// Per voxel of the whole grid (small 2-D maps; every rank holds them). A voxel without MRO has exactly the neutral
/// values, so that it is the homogeneous glass to the bit.
struct Microstructure {
  Grid grid;
  std::vector<int> types;                     // n of each class
  std::vector<std::vector<double>> coverage;  // [class][v], 0 .. 1, sum over classes <= 1
  std::vector<double> log_barrier_factor;     // [v]: sum_c coverage ln m_c; 0 where neutral
  std::vector<double> permanent_softening;    // [v]: chi^p, 1 where neutral
  std::vector<double> temporary_softening;    // [v]: chi^t, 1 where neutral
  std::vector<std::int32_t> dominant_type;    // [v]: n of the class with the largest coverage >= 0.5, else 0
  std::vector<std::string> notes;             // scan extent, number of tiles, that the tiling repeats
};

/// No MRO: the homogeneous glass.
Microstructure homogeneous(const Grid& grid);

/// Maps measured on a scan.
struct MeasuredMaps {
  std::size_t ny = 0, nx = 0;
  double step_nm = 0.0;
  std::vector<int> types;
  std::vector<std::vector<double>> coverage;  // [class][r]
};

/// Resamples by area onto whole voxels (what is left of the scan at the far edges, less than a voxel, is cropped),
/// mirrors to make it periodic and tiles the mirrored cell to at least `min_ny` x `min_nx` voxels. A scan cell covers
/// [x - 1/2, x + 1/2] step. Types of the maps without a law are neutral; InputError for a law without a type, a scan
/// smaller than a voxel, or a factor that is not above 0; DataError for coverage outside 0 .. 1.
Microstructure from_maps(const MeasuredMaps& maps, double hy_nm, double hx_nm, double thickness_nm, std::size_t min_ny,
                         std::size_t min_nx, const std::vector<CouplingLaw>& laws);

/// Non-overlapping discs of one type, described by hand (where there is no scan).
struct DescribedDomains {
  int n = 0;
  double fraction = 0.0;  // of the area, 0 .. 0.5
  double diameter_nm = 0.0;
};

/// Discs of the described domains in a periodic cell, placed at random without overlap, the largest first (random
/// sequential addition; stream Purpose::placement_3d of `seed`), their exact area on the voxels. A type may appear
/// several times with different diameters. InputError where they do not fit.
Microstructure from_description(const Grid& grid, const std::vector<DescribedDomains>& described,
                                const std::vector<CouplingLaw>& laws, std::uint64_t seed);

/// Reads /domains/coverage of a result of `characterize`. DataError where it is missing or not between 0 and 1.
MeasuredMaps read_measured_maps(const storage::File& file);

/// Writes /microstructure. Every rank of the file calls it.
void write(storage::File& file, const Microstructure& microstructure);

}  // namespace vitrum::microstructure
