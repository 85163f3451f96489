// SPDX-License-Identifier: Apache-2.0
// vitrum/response/pairs.cpp: where the next flips happen, seen from a flip.
#include "vitrum/response/pairs.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "response/numbers.hpp"
#include "response/shells.hpp"
#include "vitrum/response/strength.hpp"

namespace vitrum::response {
namespace {

/// Number of pairs at every offset.
std::vector<std::int64_t> offsets_of(std::span<const kmc::Event> events, const microstructure::Grid& grid,
                                     std::int64_t lag) {
  std::vector<std::int64_t> counts(grid.voxels(), 0);
  for (std::size_t i = 0; i + static_cast<std::size_t>(lag) < events.size(); ++i) {
    const auto from = static_cast<std::size_t>(events[i].voxel);
    const auto to = static_cast<std::size_t>(events[i + static_cast<std::size_t>(lag)].voxel);
    const std::size_t dy = (to / grid.nx + grid.ny - from / grid.nx) % grid.ny;
    const std::size_t dx = (to % grid.nx + grid.nx - from % grid.nx) % grid.nx;
    ++counts[dy * grid.nx + dx];
  }
  return counts;
}

}  // namespace

std::vector<PairShell> successive_flips(std::span<const kmc::Event> events, const microstructure::Grid& grid,
                                        std::int64_t largest_lag) {
  std::vector<PairShell> result;
  const auto n = static_cast<std::int64_t>(events.size());
  const auto shells = shells_of(grid);
  for (std::int64_t lag = 1; lag <= largest_lag && lag < n; lag *= 2) {
    const auto counts = offsets_of(events, grid, lag);
    const double pairs = static_cast<double>(n - lag), unit = static_cast<double>(grid.voxels()) / pairs;
    double delay = 0.0;
    for (std::int64_t i = 0; i + lag < n; ++i)
      delay += events[static_cast<std::size_t>(i + lag)].time_s - events[static_cast<std::size_t>(i)].time_s;
    for (const auto& shell : shells) {
      PairShell row{lag, delay / pairs, shell.r_nm, static_cast<std::int64_t>(shell.offsets.size())};
      std::vector<double> values;
      for (auto offset : shell.offsets) {
        row.pairs += counts[offset];
        values.push_back(unit * static_cast<double>(counts[offset]));
      }
      const double mean = std::max(1.0, static_cast<double>(row.pairs)) / static_cast<double>(row.offsets);
      const auto fit = four_fold(shell.cos4, values, mean * unit * unit);
      row.density = fit.mean;
      row.density_error = fit.mean_error;
      row.fourfold = fit.amplitude;
      row.fourfold_error = fit.amplitude_error;
      result.push_back(row);
    }
  }
  return result;
}

PairMap pair_map(std::span<const kmc::Event> events, const microstructure::Grid& grid, std::int64_t lag) {
  constexpr std::size_t sectors = 24;
  PairMap map;
  for (std::size_t a = 0; a < sectors; ++a)
    map.angle_deg.push_back((static_cast<double>(a) + 0.5) * 180.0 / static_cast<double>(sectors));
  const auto n = static_cast<std::int64_t>(events.size());
  if (n <= lag) return map;
  const auto counts = offsets_of(events, grid, lag);
  const double unit = static_cast<double>(grid.voxels()) / static_cast<double>(n - lag);
  for (const auto& shell : shells_of(grid)) {
    if (shell.r_nm == 0.0) continue;
    std::vector<double> sum(sectors, 0.0), offsets(sectors, 0.0);
    for (auto offset : shell.offsets) {
      const double x = nearest_image(offset % grid.nx, grid.nx) * grid.hx_nm;
      const double y = nearest_image(offset / grid.nx, grid.ny) * grid.hy_nm;
      const double turn = std::atan2(y, x) / std::numbers::pi;
      const auto sector = static_cast<std::size_t>((turn - std::floor(turn)) * static_cast<double>(sectors) + 1e-9);
      sum[sector % sectors] += unit * static_cast<double>(counts[offset]);
      offsets[sector % sectors] += 1.0;
    }
    map.r_nm.push_back(shell.r_nm);
    for (std::size_t a = 0; a < sectors; ++a)
      map.density.push_back(offsets[a] > 0.0 ? sum[a] / offsets[a] : not_measured);
  }
  return map;
}

}  // namespace vitrum::response
