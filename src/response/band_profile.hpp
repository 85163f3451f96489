// SPDX-License-Identifier: Apache-2.0
// vitrum/response/band_profile.hpp: mean profiles normal to a band, in pieces along it.
#pragma once

#include <array>
#include <functional>
#include <vector>

namespace vitrum::response {

inline constexpr std::size_t pieces = 8;

/// Sums of g and numbers of voxels by bin across the band and piece along it; what the band's own voxels hold.
struct BandProfile {
  double bin_nm = 0.0;
  std::array<std::vector<double>, pieces> sum, voxels;
  std::vector<double> own;                 // voxels of the band by bin
  std::array<double, pieces> own_shear{};  // sum of g over the band's voxels

  BandProfile(std::size_t bins, double bin_nm);
  /// Mean of g by bin, without one piece (none: `pieces`). Bins without voxels take the mean of their neighbours.
  std::vector<double> mean(std::size_t without = pieces) const;
};

/// Full width at half maximum above the background (lower quartile), between bins by straight lines.
struct Peak {
  std::size_t bin = 0;  // of the maximum, among bins where the band has at least half as many voxels as anywhere
  double height = 0.0, background = 0.0, width_bins = 0.0;
};
Peak peak_of(const std::vector<double>& mean, const std::vector<double>& own);

/// Jackknife standard error over the pieces of a value computed without each.
double jackknife(const std::function<double(std::size_t without)>& value);

}  // namespace vitrum::response
