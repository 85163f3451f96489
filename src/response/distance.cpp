// SPDX-License-Identifier: Apache-2.0
// vitrum/response/distance.cpp: exact periodic distance to the border of a set of voxels.
#include <algorithm>
#include <cmath>
#include <limits>

#include "vitrum/response/mro.hpp"

namespace vitrum::response {
namespace {

constexpr double far = std::numeric_limits<double>::infinity();

/// Squared distance along y to the nearest set voxel of the column.
void columns(const std::vector<char>& set, const microstructure::Grid& grid, std::vector<double>& d2) {
  for (std::size_t x = 0; x < grid.nx; ++x) {
    const auto sweep = [&](bool down) {
      double steps = far;
      for (std::size_t i = 0; i < 2 * grid.ny; ++i) {  // twice round, so that the border does not count
        const std::size_t y = (down ? i : 2 * grid.ny - 1 - i) % grid.ny;
        steps = set[y * grid.nx + x] ? 0.0 : steps + 1.0;
        auto& d = d2[y * grid.nx + x];
        d = std::min(d, steps * steps * grid.hy_nm * grid.hy_nm);
      }
    };
    sweep(true);
    sweep(false);
  }
}

/// min over x' of (x - x')^2 h^2 + d2(x') on a periodic row: the lower envelope of parabolas (Felzenszwalb and
/// Huttenlocher 2012) over three periods.
void row(double* d2, std::size_t nx, double h) {
  const auto at = [&](std::size_t i) { return d2[i % nx]; };
  std::vector<double> from;      // parabola k is lowest from here on
  std::vector<std::size_t> who;  // its apex
  const auto crossing = [&](std::size_t a, std::size_t b) {
    const double xa = static_cast<double>(a) * h, xb = static_cast<double>(b) * h;
    return ((at(b) + xb * xb) - (at(a) + xa * xa)) / (2.0 * (xb - xa));
  };
  for (std::size_t i = 0; i < 3 * nx; ++i) {
    if (at(i) == far) continue;
    double start = -far;
    while (!who.empty() && (start = crossing(who.back(), i)) <= from.back()) {
      who.pop_back();
      from.pop_back();
      start = -far;
    }
    who.push_back(i);
    from.push_back(start);
  }
  if (who.empty()) return;
  std::vector<double> result(nx);
  std::size_t k = 0;
  for (std::size_t x = nx; x < 2 * nx; ++x) {
    const double place = static_cast<double>(x) * h;
    while (k + 1 < who.size() && from[k + 1] <= place) ++k;
    const double gap = place - static_cast<double>(who[k]) * h;
    result[x - nx] = gap * gap + at(who[k]);
  }
  std::copy(result.begin(), result.end(), d2);
}

std::vector<double> squared_distance(const std::vector<char>& set, const microstructure::Grid& grid) {
  std::vector<double> d2(set.size(), far);
  columns(set, grid, d2);
  for (std::size_t y = 0; y < grid.ny; ++y) row(&d2[y * grid.nx], grid.nx, grid.hx_nm);
  return d2;
}

}  // namespace

std::vector<double> distance_to_edge(const std::vector<char>& set, const microstructure::Grid& grid) {
  const auto inside = std::count_if(set.begin(), set.end(), [](char c) { return c != 0; });
  if (inside == 0 || inside == static_cast<std::ptrdiff_t>(set.size())) return {};
  std::vector<char> rest(set.size());
  for (std::size_t v = 0; v < set.size(); ++v) rest[v] = set[v] == 0;
  const auto to_set = squared_distance(set, grid), to_rest = squared_distance(rest, grid);
  const double half = 0.5 * std::min(grid.hx_nm, grid.hy_nm);
  std::vector<double> distance(set.size());
  for (std::size_t v = 0; v < set.size(); ++v)
    distance[v] = set[v] ? half - std::sqrt(to_rest[v]) : std::sqrt(to_set[v]) - half;
  return distance;
}

}  // namespace vitrum::response
