// SPDX-License-Identifier: Apache-2.0
// vitrum/response/edge_flips.cpp: flow by distance to the border of MRO, and who flipped first.
#include <algorithm>
#include <cmath>
#include <set>

#include "response/null_maps.hpp"
#include "response/numbers.hpp"
#include "vitrum/response/mro.hpp"

namespace vitrum::response {
namespace {

/// Bin of every voxel; bin 0 has the lowest distance.
struct Bins {
  std::vector<std::uint32_t> of;
  std::size_t count = 0;
  int lowest = 0;
};

Bins bins_of(const std::vector<double>& distance, double width) {
  const auto bin = [&](double d) { return static_cast<int>(std::floor(d / width)); };
  const auto [low, high] = std::minmax_element(distance.begin(), distance.end());
  Bins bins;
  bins.lowest = bin(*low);
  bins.count = static_cast<std::size_t>(bin(*high) - bins.lowest + 1);
  for (double d : distance) bins.of.push_back(static_cast<std::uint32_t>(bin(d) - bins.lowest));
  return bins;
}

struct Sums {
  double voxels = 0.0, flipped = 0.0, flips = 0.0;
};

void add_null(const Bins& bins, const microstructure::Grid& grid, std::span<const std::int64_t> flips,
              const MroChoice& choice, std::vector<DistanceBin>& result) {
  std::vector<std::vector<double>> rates(bins.count);
  for (int i = 0; i < choice.null_maps; ++i) {
    std::vector<double> sums(bins.count, 0.0);
    for_shifted(grid, null_shift(grid, choice.seed, i),
                [&](std::size_t v, std::size_t w) { sums[bins.of[w]] += static_cast<double>(flips[v]); });
    for (std::size_t b = 0; b < bins.count; ++b)
      if (result[b].voxels > 0) rates[b].push_back(sums[b] / static_cast<double>(result[b].voxels));
  }
  for (std::size_t b = 0; b < bins.count; ++b) {
    result[b].null_mean = mean_of(rates[b]);
    result[b].null_sd = std::sqrt(variance_of(rates[b]));
  }
}

}  // namespace

std::vector<DistanceBin> flips_by_distance(const microstructure::Microstructure& m, std::span<const std::int64_t> flips,
                                           const MroChoice& choice) {
  std::vector<DistanceBin> result;
  if (m.dominant_type.empty()) return result;
  std::vector<char> set;
  for (auto n : m.dominant_type) set.push_back(n != 0);
  const auto distance = distance_to_edge(set, m.grid);
  if (distance.empty()) return result;
  const double width = std::min(m.grid.hx_nm, m.grid.hy_nm);
  const auto bins = bins_of(distance, width);
  const auto blocks = blocks_of(m.grid);
  std::vector<Sums> by_block(blocks.count * bins.count);
  for (std::size_t v = 0; v < flips.size(); ++v) {
    auto& s = by_block[blocks.of[v] * bins.count + bins.of[v]];
    s.voxels += 1.0;
    s.flipped += flips[v] > 0 ? 1.0 : 0.0;
    s.flips += static_cast<double>(flips[v]);
  }
  const auto rates = [&](std::span<const double> weights) {
    std::vector<double> values;
    for (std::size_t b = 0; b < bins.count; ++b) {
      Sums sum;
      for (std::size_t k = 0; k < blocks.count; ++k) {
        const auto& s = by_block[k * bins.count + b];
        sum.voxels += weights[k] * s.voxels;
        sum.flipped += weights[k] * s.flipped;
        sum.flips += weights[k] * s.flips;
      }
      values.insert(values.end(), {sum.flipped / sum.voxels, sum.flips / sum.voxels, sum.voxels});
    }
    return values;
  };
  const auto values = rates(std::vector<double>(blocks.count, 1.0));
  const auto errors = bootstrap_errors(blocks, choice, rates);
  for (std::size_t b = 0; b < bins.count; ++b) {
    DistanceBin bin;
    bin.distance_nm = width * (static_cast<double>(b) + bins.lowest + 0.5);
    bin.voxels = static_cast<std::int64_t>(values[3 * b + 2]);
    if (bin.voxels > 0) {
      bin.flipped = values[3 * b];
      bin.flips_per_voxel = values[3 * b + 1];
      if (!errors.empty()) {
        bin.flipped_error = errors[3 * b];
        bin.flips_per_voxel_error = errors[3 * b + 1];
      }
    }
    result.push_back(bin);
  }
  add_null(bins, m.grid, flips, choice, result);
  std::erase_if(result, [](const DistanceBin& bin) { return bin.voxels == 0; });
  return result;
}

std::vector<EarlyFlips> early_flips(std::span<const kmc::Event> events, const microstructure::Microstructure& m,
                                    double first_share) {
  const auto first = static_cast<std::size_t>(std::ceil(first_share * static_cast<double>(events.size())));
  std::set<int> types{0};
  types.insert(m.types.begin(), m.types.end());
  std::vector<EarlyFlips> result;
  const auto ratio = [](std::int64_t own, std::size_t all, double area, double& value, double& error) {
    if (all == 0 || !(area > 0.0)) return;
    const double n = static_cast<double>(all), share = static_cast<double>(own) / n;
    const double shown = std::clamp(share, 1.0 / n, 1.0 - 1.0 / n);
    value = share / area;
    error = std::sqrt(std::max(0.0, shown * (1.0 - shown)) / n) / area;
  };
  for (int n : types) {
    EarlyFlips e;
    e.n = n;
    const auto voxels = m.dominant_type.empty() ? (n == 0 ? static_cast<std::ptrdiff_t>(m.grid.voxels()) : 0)
                                                : std::count(m.dominant_type.begin(), m.dominant_type.end(), n);
    e.area_share = static_cast<double>(voxels) / static_cast<double>(m.grid.voxels());
    for (std::size_t i = 0; i < events.size(); ++i)
      if (events[i].type == n) ++(i < first ? e.first_flips : e.later_flips);
    ratio(e.first_flips, first, e.area_share, e.first_ratio, e.first_ratio_error);
    ratio(e.later_flips, events.size() - first, e.area_share, e.later_ratio, e.later_ratio_error);
    result.push_back(e);
  }
  return result;
}

}  // namespace vitrum::response
