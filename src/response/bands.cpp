// SPDX-License-Identifier: Apache-2.0
// vitrum/response/bands.cpp: which components of a strain map are shear bands.
#include "vitrum/response/bands.hpp"

#include <algorithm>
#include <cmath>

#include "response/band_measure.hpp"
#include "response/numbers.hpp"

namespace vitrum::response {
namespace {

/// One pass of [1 2 1]/4 along x and along y, periodic.
void smooth(std::vector<double>& g, const microstructure::Grid& grid) {
  const std::size_t nx = grid.nx, ny = grid.ny;
  std::vector<double> rows(g.size());
  for (std::size_t y = 0; y < ny; ++y)
    for (std::size_t x = 0; x < nx; ++x)
      rows[y * nx + x] = 0.25 * (g[y * nx + (x + nx - 1) % nx] + g[y * nx + (x + 1) % nx]) + 0.5 * g[y * nx + x];
  for (std::size_t y = 0; y < ny; ++y)
    for (std::size_t x = 0; x < nx; ++x)
      g[y * nx + x] = 0.25 * (rows[(y + ny - 1) % ny * nx + x] + rows[(y + 1) % ny * nx + x]) + 0.5 * rows[y * nx + x];
}

double shear_of(const Component& c, std::span<const double> g) {
  double sum = 0.0;
  for (auto v : c.voxels) sum += g[v];
  return sum;
}

double least_length_nm(const microstructure::Grid& grid, const BandChoice& choice) {
  return choice.least_length *
         std::min(static_cast<double>(grid.nx) * grid.hx_nm, static_cast<double>(grid.ny) * grid.hy_nm);
}

}  // namespace

double otsu_threshold(std::span<const double> values) {
  constexpr std::size_t classes = 256;
  if (values.empty()) return 0.0;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (!(*high > *low)) return *low;
  std::vector<double> count(classes);
  const double width = (*high - *low) / classes;
  for (double v : values) count[std::min(classes - 1, static_cast<std::size_t>((v - *low) / width))] += 1.0;
  double all = 0.0, sum = 0.0;
  for (std::size_t i = 0; i < classes; ++i) {
    all += count[i];
    sum += count[i] * static_cast<double>(i);
  }
  double below = 0.0, sum_below = 0.0, most = -1.0;
  std::size_t first = 0, last = 0;  // of equal thresholds (an empty gap) the middle one
  for (std::size_t i = 0; i + 1 < classes; ++i) {
    below += count[i];
    sum_below += count[i] * static_cast<double>(i);
    if (below == 0.0 || below == all) continue;
    const double gap = sum_below / below - (sum - sum_below) / (all - below);
    const double between = below * (all - below) * gap * gap;
    if (between > most) {
      most = between;
      first = i;
    }
    if (between == most) last = i;
  }
  return *low + width * (0.5 * static_cast<double>(first + last) + 1.0);
}

BandMap find_bands(std::span<const double> g, const microstructure::Grid& grid, const BandChoice& choice) {
  BandMap map;
  map.label.assign(g.size(), 0);
  const double mean = mean_of(g);
  if (!(mean > 0.0)) return map;
  std::vector<double> smoothed(g.begin(), g.end());
  for (int pass = 0; pass < choice.smoothing; ++pass) smooth(smoothed, grid);
  map.threshold = choice.threshold == BandThreshold::otsu ? otsu_threshold(smoothed) : choice.multiple * mean;
  std::vector<char> above(g.size());
  for (std::size_t v = 0; v < g.size(); ++v) above[v] = smoothed[v] > map.threshold;
  auto components = components_of(above, grid);
  map.components = static_cast<std::int64_t>(components.size());
  std::stable_sort(components.begin(), components.end(),
                   [&](const Component& a, const Component& b) { return shear_of(a, g) > shear_of(b, g); });
  const double shortest = least_length_nm(grid, choice);
  std::int64_t label = 0;
  for (const auto& component : components) {
    bool any = false;
    for (auto& band : measure_bands(component, g, grid, map.threshold, shortest)) {
      if (!(band.width_nm > 0.0) || band.length_nm < shortest || band.length_nm < choice.least_aspect * band.width_nm)
        continue;
      if (!any) ++label;
      any = true;
      band.component = label;
      map.bands.push_back(band);
    }
    if (!any) continue;
    for (auto v : component.voxels) map.label[v] = static_cast<std::int32_t>(label);
  }
  return map;
}

}  // namespace vitrum::response
