// SPDX-License-Identifier: Apache-2.0
// vitrum/response/lines.cpp: averages along closed lines, and the directional band index made of them.
#include "response/lines.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "response/numbers.hpp"
#include "vitrum/response/localization.hpp"

namespace vitrum::response {

double Lines::fold(double u) {
  const double folded = u - std::floor(u);
  return folded < 1.0 ? folded : 0.0;
}

Lines lines_of(const microstructure::Grid& grid, Winding winding) {
  const double lx = static_cast<double>(grid.nx) * grid.hx_nm, ly = static_cast<double>(grid.ny) * grid.hy_nm;
  const double x = winding.wx * lx, y = winding.wy * ly;
  Lines lines;
  lines.length = std::hypot(x, y);
  lines.spacing = lx * ly / lines.length;
  lines.tx = x / lines.length;
  lines.ty = y / lines.length;
  lines.angle_deg = std::atan2(y, x) * 180.0 / std::numbers::pi;
  if (lines.angle_deg > 90.0) lines.angle_deg -= 180.0;
  if (lines.angle_deg <= -90.0) lines.angle_deg += 180.0;
  lines.wx_ly = winding.wx / ly;
  lines.wy_lx = winding.wy / lx;
  return lines;
}

std::vector<Winding> windings(int largest) {
  std::vector<Winding> all{{1, 0}, {0, 1}};
  for (int wx = 1; wx <= largest; ++wx)
    for (int wy = 1; wy <= largest; ++wy)
      if (std::gcd(wx, wy) == 1) {
        all.push_back({wx, wy});
        all.push_back({wx, -wy});
      }
  return all;
}

Profile profile_of(std::span<const double> g, const microstructure::Grid& grid, const Lines& lines, std::size_t bins,
                   double first_phase) {
  Profile profile{std::vector<double>(bins), std::vector<double>(bins)};
  constexpr double rounding = 1e-9;  // a voxel on the border of two bins falls into the upper one
  for (std::size_t y = 0; y < grid.ny; ++y)
    for (std::size_t x = 0; x < grid.nx; ++x) {
      const double u =
          Lines::fold(lines.phase(static_cast<double>(x) * grid.hx_nm, static_cast<double>(y) * grid.hy_nm) -
                      first_phase + rounding);
      const auto bin = std::min(bins - 1, static_cast<std::size_t>(u * static_cast<double>(bins)));
      profile.mean[bin] += g[y * grid.nx + x];
      profile.voxels[bin] += 1.0;
    }
  for (std::size_t b = 0; b < bins; ++b)
    if (profile.voxels[b] > 0.0) profile.mean[b] /= profile.voxels[b];
  return profile;
}

BandIndex band_index(std::span<const double> g, const microstructure::Grid& grid, int largest_winding) {
  constexpr std::size_t fewest_lines = 8;
  BandIndex best;
  const double variance = variance_of(g), mean = mean_of(g);
  if (!(variance > 0.0)) return best;
  double directions = 0.0;
  for (const auto winding : windings(largest_winding)) {
    const auto lines = lines_of(grid, winding);
    const auto bins = static_cast<std::size_t>(lines.spacing / std::max(grid.hx_nm, grid.hy_nm) + 1e-9);
    if (bins < fewest_lines) continue;
    ++directions;
    const auto profile = profile_of(g, grid, lines, bins);
    double between = 0.0, occupied = 0.0;
    for (std::size_t b = 0; b < bins; ++b) {
      if (profile.voxels[b] == 0.0) continue;
      ++occupied;
      between += profile.voxels[b] * (profile.mean[b] - mean) * (profile.mean[b] - mean);
    }
    if (occupied < 2.0) continue;
    const double index = between / ((occupied - 1.0) * variance);
    if (index <= best.index) continue;
    best = {index, lines.angle_deg, winding.wx, winding.wy, chi_square_above(occupied - 1.0, between / variance)};
  }
  best.p = std::min(1.0, best.p * directions);
  return best;
}

}  // namespace vitrum::response
