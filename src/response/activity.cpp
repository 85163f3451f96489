// SPDX-License-Identifier: Apache-2.0
// vitrum/response/activity.cpp: which classes of voxels flowed, and in avalanches of what size.
#include <algorithm>
#include <cmath>
#include <map>

#include "vitrum/response/response.hpp"

namespace vitrum::response {

std::vector<Activity> activity_by_type(const microstructure::Microstructure& microstructure,
                                       std::span<const std::int64_t> flips, std::span<const double> g) {
  std::map<int, Activity> by_type;
  by_type[0];
  for (int n : microstructure.types) by_type[n];
  for (std::size_t v = 0; v < flips.size(); ++v) {
    auto& activity = by_type[microstructure.dominant_type.empty() ? 0 : microstructure.dominant_type[v]];
    ++activity.voxels;
    activity.flips += flips[v];
    activity.mean_strain += g[v];
  }
  const Activity matrix = by_type[0];
  const double matrix_rate =
      matrix.voxels > 0 ? static_cast<double>(matrix.flips) / static_cast<double>(matrix.voxels) : 0.0;
  std::vector<Activity> result;
  for (auto& [n, activity] : by_type) {
    activity.n = n;
    if (activity.voxels > 0) {
      activity.flips_per_voxel = static_cast<double>(activity.flips) / static_cast<double>(activity.voxels);
      activity.mean_strain /= static_cast<double>(activity.voxels);
    }
    if (matrix_rate > 0.0) {
      activity.ratio_to_matrix = activity.flips_per_voxel / matrix_rate;
      if (n != 0 && activity.voxels > 0) {
        const double flips = std::max(1.0, static_cast<double>(activity.flips));
        activity.ratio_error = std::sqrt(flips) / static_cast<double>(activity.voxels) / matrix_rate *
                               std::sqrt(1.0 + flips / static_cast<double>(matrix.flips));
      }
    }
    result.push_back(activity);
  }
  return result;
}

std::vector<CascadeCount> cascade_sizes(std::span<const kmc::Event> events) {
  std::map<std::int64_t, std::int64_t> flips, cascades;
  for (const auto& event : events) ++flips[event.cascade];
  for (const auto& [id, size] : flips) ++cascades[size];
  std::vector<CascadeCount> result;
  for (const auto& [size, count] : cascades) result.push_back({size, count});
  return result;
}

}  // namespace vitrum::response
