// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/region.cpp: the part of a map that belongs to each of its hotspots.
#include "domains/region.hpp"

#include <algorithm>
#include <cmath>
#include <queue>

namespace vitrum::domains {

namespace {

struct Front {
  double height;
  std::size_t order, position, owner;
};
struct Lower {
  bool operator()(const Front& a, const Front& b) const {
    return a.height != b.height ? a.height < b.height : a.order > b.order;
  }
};

}  // namespace

std::vector<std::vector<std::size_t>> regions(std::span<const double> map, Shape shape,
                                              std::span<const std::uint8_t> good,
                                              const std::vector<std::size_t>& peaks) {
  std::vector<std::vector<std::size_t>> found(peaks.size());
  std::vector<std::uint8_t> taken(shape.size());
  std::priority_queue<Front, std::vector<Front>, Lower> front;
  std::size_t order = 0;
  for (std::size_t i = 0; i < peaks.size(); ++i) front.push({map[peaks[i]], order++, peaks[i], i});
  while (!front.empty()) {
    const Front next = front.top();
    front.pop();
    if (taken[next.position]) continue;
    taken[next.position] = 1;
    found[next.owner].push_back(next.position);
    const std::size_t y = next.position / shape.nx, x = next.position % shape.nx;
    const double least = 0.5 * map[peaks[next.owner]];
    const auto offer = [&](std::size_t r) {
      if (!taken[r] && good[r] && map[r] >= least) front.push({map[r], order++, r, next.owner});
    };
    if (y > 0) offer(next.position - shape.nx);
    if (x > 0) offer(next.position - 1);
    if (x + 1 < shape.nx) offer(next.position + 1);
    if (y + 1 < shape.ny) offer(next.position + shape.nx);
  }
  for (auto& region : found) std::sort(region.begin(), region.end());
  return found;
}

double axis_ratio(const std::vector<std::size_t>& region, std::span<const double> map, Shape shape) {
  double weight = 0.0, my = 0.0, mx = 0.0;
  for (const std::size_t r : region) {
    weight += map[r];
    my += map[r] * static_cast<double>(r / shape.nx);
    mx += map[r] * static_cast<double>(r % shape.nx);
  }
  if (!(weight > 0.0)) return 1.0;
  my /= weight;
  mx /= weight;
  double yy = 0.0, xx = 0.0, yx = 0.0;
  for (const std::size_t r : region) {
    const double dy = static_cast<double>(r / shape.nx) - my, dx = static_cast<double>(r % shape.nx) - mx;
    yy += map[r] * dy * dy;
    xx += map[r] * dx * dx;
    yx += map[r] * dy * dx;
  }
  const double cell = 1.0 / 12.0;  // variance of a unit pixel
  yy = yy / weight + cell;
  xx = xx / weight + cell;
  yx /= weight;
  const double mean = 0.5 * (yy + xx), spread = std::sqrt(0.25 * (yy - xx) * (yy - xx) + yx * yx);
  return std::sqrt(std::max(0.0, mean - spread) / (mean + spread));
}

}  // namespace vitrum::domains
