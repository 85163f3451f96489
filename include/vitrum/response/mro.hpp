// SPDX-License-Identifier: Apache-2.0
// vitrum/response/mro.hpp: where the glass flowed against where the medium-range order is.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "vitrum/kmc/kmc.hpp"
#include "vitrum/microstructure/microstructure.hpp"
#include "vitrum/response/strength.hpp"

namespace vitrum::response {

/// The null of every p below: the same map of MRO (the same fraction and S2) laid over the flow with random toroidal
/// shifts, `null_maps` of them. p = (1 + as extreme) / (1 + null maps), two-sided unless it says otherwise.
struct MroChoice {
  int null_maps = 199;
  int bootstraps = 200;  // of blocks of voxels, 8 x 8 of them on the grid
  std::uint64_t seed = 1;
};

/// Flow resolved by MRO class; n = 0 is the matrix.
struct Activity {
  int n = 0;
  std::int64_t voxels = 0;
  std::int64_t flips = 0;
  double flips_per_voxel = 0.0, flips_per_voxel_error = 0.0;  // block bootstrap
  double ratio_to_matrix = 0.0;                               // 0 where the matrix did not flow
  double ratio_error = 0.0;  // block bootstrap, at least the Poisson error of the counts (of one flip at least)
  double ratio_p = not_measured;
  double mean_strain = 0.0;                             // mean equivalent shear of its voxels
  double strain_ratio = 0.0, strain_ratio_error = 0.0;  // to that of the matrix; block bootstrap
};
/// Every voxel counts for the class that covers at least half of it, else for the matrix.
std::vector<Activity> activity_by_type(const microstructure::Microstructure& microstructure,
                                       std::span<const std::int64_t> flips, std::span<const double> g,
                                       const MroChoice& choice = {});

/// Flips of voxels against the coverage with one class.
struct Association {
  int n = 0;
  double pearson = 0.0, pearson_p = not_measured;  // point-biserial where the coverage is 0 or 1
  double spearman = 0.0, spearman_p = not_measured;
  /// Between flips (0, 1, 2, 3 to 4, 5 and more) and coverage (0, quarters above it), and its mean over the null; p
  /// one-sided.
  double information_bits = 0.0, null_information_bits = 0.0, information_p = not_measured;
};
std::vector<Association> associations(const microstructure::Microstructure& microstructure,
                                      std::span<const std::int64_t> flips, const MroChoice& choice = {});

/// Distance of every voxel's centre to the border of the set (periodic): positive outside, negative inside; the border
/// lies half a (shorter) voxel edge from the last centre inside. Empty where all voxels are on one side.
std::vector<double> distance_to_edge(const std::vector<char>& set, const microstructure::Grid& grid);

/// Flow by distance to the nearest border of any MRO, in bins one voxel wide.
struct DistanceBin {
  double distance_nm = 0.0;  // middle of the bin
  std::int64_t voxels = 0;
  double flipped = 0.0, flipped_error = 0.0;  // share of voxels that flipped at all; block bootstrap
  double flips_per_voxel = 0.0, flips_per_voxel_error = 0.0;
  double null_mean = 0.0, null_sd = 0.0;  // of flips per voxel under the null
};
std::vector<DistanceBin> flips_by_distance(const microstructure::Microstructure& microstructure,
                                           std::span<const std::int64_t> flips, const MroChoice& choice = {});

/// Share of the flips that fall on a class, over its share of the area: the first 1 % of flips and the rest.
struct EarlyFlips {
  int n = 0;
  std::int64_t first_flips = 0, later_flips = 0;  // on this class
  double area_share = 0.0;
  double first_ratio = 0.0, first_ratio_error = 0.0;  // binomial errors, of one flip at least
  double later_ratio = 0.0, later_ratio_error = 0.0;
};
std::vector<EarlyFlips> early_flips(std::span<const kmc::Event> events,
                                    const microstructure::Microstructure& microstructure, double first_share = 0.01);

}  // namespace vitrum::response
