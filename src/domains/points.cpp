// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/points.cpp: statistics of points on the positions of a scan.
#include "domains/points.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "domains/correlator.hpp"

namespace vitrum::domains {

namespace {

using std::numbers::pi;

std::vector<std::size_t> positions_of(const std::vector<std::uint8_t>& good) {
  std::vector<std::size_t> all;
  for (std::size_t r = 0; r < good.size(); ++r) {
    if (good[r]) all.push_back(r);
  }
  return all;
}

/// Calls use(d, 1 / |W and W moved|) for every pair nearer than `reach`.
template <class Use>
void for_pairs(const PointWindow& window, const Points& points, double reach, Use&& use) {
  const auto nx = static_cast<std::ptrdiff_t>(window.shape().nx);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto yi = static_cast<std::ptrdiff_t>(points[i]) / nx, xi = static_cast<std::ptrdiff_t>(points[i]) % nx;
    for (std::size_t j = i + 1; j < points.size(); ++j) {
      const std::ptrdiff_t dy = static_cast<std::ptrdiff_t>(points[j]) / nx - yi;
      const std::ptrdiff_t dx = static_cast<std::ptrdiff_t>(points[j]) % nx - xi;
      if (static_cast<double>(dy) > reach) break;
      const double d2 = static_cast<double>(dy * dy + dx * dx);
      if (d2 <= reach * reach) use(std::sqrt(d2), 1.0 / window.shared(dy, dx));
    }
  }
}

double pairs_to_area(const PointWindow& window, const Points& points) {
  const double n = static_cast<double>(points.size());
  return 2.0 * window.area() * window.area() / (n * (n - 1.0));
}

}  // namespace

PointWindow::PointWindow(Shape shape, std::vector<std::uint8_t> good, double reach)
    : shape_(shape), good_(std::move(good)), positions_(positions_of(good_)) {
  const auto ny = static_cast<std::ptrdiff_t>(shape.ny), nx = static_cast<std::ptrdiff_t>(shape.nx);
  const auto at = [&](std::ptrdiff_t y, std::ptrdiff_t x) {
    return y >= 0 && x >= 0 && y < ny && x < nx && good_[static_cast<std::size_t>(y * nx + x)] != 0;
  };
  for (const std::size_t r : positions_) {
    const auto y = static_cast<std::ptrdiff_t>(r) / nx, x = static_cast<std::ptrdiff_t>(r) % nx;
    perimeter_ += !at(y - 1, x) + !at(y + 1, x) + !at(y, x - 1) + !at(y, x + 1);
  }
  reach_ = static_cast<std::ptrdiff_t>(reach);
  const Shape padded{shape.ny + static_cast<std::size_t>(reach_), shape.nx + static_cast<std::size_t>(reach_)};
  std::vector<double> mask(padded.size());
  for (const std::size_t r : positions_) mask[r / shape.nx * padded.nx + r % shape.nx] = 1.0;
  Correlator correlate(padded);
  const auto spectrum = correlate.transform(mask);
  const auto counts = correlate(spectrum, spectrum);
  for (std::ptrdiff_t dy = 0; dy <= reach_; ++dy) {
    for (std::ptrdiff_t dx = -reach_; dx <= reach_; ++dx) {
      const auto wrapped = static_cast<std::size_t>(dx < 0 ? dx + static_cast<std::ptrdiff_t>(padded.nx) : dx);
      shared_.push_back(std::round(counts[static_cast<std::size_t>(dy) * padded.nx + wrapped]));
    }
  }
}

double PointWindow::shared(std::ptrdiff_t dy, std::ptrdiff_t dx) const {
  return shared_[static_cast<std::size_t>(dy * (2 * reach_ + 1) + dx + reach_)];
}

std::vector<double> ripley_k(const PointWindow& window, const Points& points, const Radii& radii) {
  std::vector<double> k(radii.steps);
  const double per_step = static_cast<double>(radii.steps) / radii.r_max;
  for_pairs(window, points, radii.r_max, [&](double d, double weight) {
    const auto bin = static_cast<std::size_t>(std::max(0.0, std::ceil(d * per_step - 1e-9) - 1.0));
    k[std::min(bin, radii.steps - 1)] += weight;
  });
  const double scale = pairs_to_area(window, points);
  double sum = 0.0;
  for (double& value : k) value = scale * (sum += value);
  return k;
}

std::vector<double> l_minus_r(std::vector<double> k, const Radii& radii) {
  for (std::size_t i = 0; i < k.size(); ++i) k[i] = std::sqrt(k[i] / pi) - radii[i];
  return k;
}

std::vector<double> pair_correlation(const PointWindow& window, const Points& points, const Radii& radii) {
  const double half = 0.15 / std::sqrt(static_cast<double>(points.size()) / window.area());
  std::vector<double> g(radii.steps);
  for_pairs(window, points, radii.r_max, [&](double d, double weight) {
    for (std::size_t i = 0; i < g.size(); ++i) {
      const double u = (radii[i] - d) / half;
      if (std::abs(u) < 1.0) g[i] += weight * 0.75 * (1.0 - u * u) / half;
    }
  });
  const double scale = pairs_to_area(window, points);
  for (std::size_t i = 0; i < g.size(); ++i) g[i] *= scale / (2.0 * pi * radii[i]);
  return g;
}

double mean_nearest_distance(const Points& points, std::size_t nx) {
  const auto squared = [&](std::size_t i, std::size_t j) {
    const double dy = static_cast<double>(points[j] / nx) - static_cast<double>(points[i] / nx);
    const double dx = static_cast<double>(points[j] % nx) - static_cast<double>(points[i] % nx);
    return std::pair(dy * dy + dx * dx, dy * dy);
  };
  double sum = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t j = i + 1; j < points.size(); ++j) {
      const auto [d2, rows2] = squared(i, j);
      if (rows2 > least) break;
      least = std::min(least, d2);
    }
    for (std::size_t j = i; j-- > 0;) {
      const auto [d2, rows2] = squared(i, j);
      if (rows2 > least) break;
      least = std::min(least, d2);
    }
    sum += std::sqrt(least);
  }
  return sum / static_cast<double>(points.size());
}

Expected donnelly(double area, double perimeter, double points) {
  const double cell = area / points;
  const double mean = 0.5 * std::sqrt(cell) + (0.0514 + 0.041 / std::sqrt(points)) * perimeter / points;
  return {mean, std::sqrt(0.0703 * cell / points + 0.037 * perimeter * std::sqrt(area / std::pow(points, 5)))};
}

double dispersion(const PointWindow& window, const Points& points, const Blocks& quadrats) {
  std::vector<double> area(quadrats.count), count(quadrats.count);
  for (const std::size_t r : window.positions()) area[quadrats.of[r]] += 1.0;
  for (const std::size_t r : points) count[quadrats.of[r]] += 1.0;
  double sum = 0.0, used = 0.0;
  for (std::size_t i = 0; i < quadrats.count; ++i) {
    if (!(area[i] > 0.0)) continue;
    const double expected = static_cast<double>(points.size()) * area[i] / window.area();
    sum += (count[i] - expected) * (count[i] - expected) / expected;
    used += 1.0;
  }
  return used > 1.0 ? sum / (used - 1.0) : 1.0;
}

std::optional<Points> hard_core_points(const PointWindow& window, std::size_t count, double exclusion, Stream& stream) {
  std::vector<std::uint8_t> blocked(window.shape().size());
  const auto& positions = window.positions();
  const auto reach = static_cast<std::ptrdiff_t>(exclusion);
  const auto ny = static_cast<std::ptrdiff_t>(window.shape().ny), nx = static_cast<std::ptrdiff_t>(window.shape().nx);
  Points points;
  std::size_t tries = 1000 * (count + 1);
  while (points.size() < count) {
    if (tries-- == 0) return std::nullopt;
    const std::size_t r = positions[stream.below(positions.size())];
    if (blocked[r]) continue;
    points.push_back(r);
    const auto y = static_cast<std::ptrdiff_t>(r) / nx, x = static_cast<std::ptrdiff_t>(r) % nx;
    for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(0, y - reach); i <= std::min(ny - 1, y + reach); ++i) {
      for (std::ptrdiff_t j = std::max<std::ptrdiff_t>(0, x - reach); j <= std::min(nx - 1, x + reach); ++j) {
        if (static_cast<double>((i - y) * (i - y) + (j - x) * (j - x)) > exclusion * exclusion) continue;
        blocked[static_cast<std::size_t>(i * nx + j)] = 1;
      }
    }
  }
  std::sort(points.begin(), points.end());
  return points;
}

GlobalTest global_test(const std::vector<double>& observed, const std::vector<double>& simulated) {
  const std::size_t steps = observed.size(), count = simulated.size() / steps;
  std::vector<double> mean = observed;
  for (std::size_t s = 0; s < count; ++s) {
    for (std::size_t i = 0; i < steps; ++i) mean[i] += simulated[s * steps + i];
  }
  for (double& m : mean) m /= static_cast<double>(count + 1);
  const auto distance = [&](const double* curve) {
    double squares = 0.0, most = 0.0;
    for (std::size_t i = 0; i < steps; ++i) {
      const double d = curve[i] - mean[i];
      squares += d * d;
      most = std::max(most, std::abs(d));
    }
    return std::pair(squares, most);
  };
  const auto [squares, most] = distance(observed.data());
  double far_squares = 1.0, far_most = 1.0;
  for (std::size_t s = 0; s < count; ++s) {
    const auto [u, m] = distance(&simulated[s * steps]);
    far_squares += u >= squares;
    far_most += m >= most;
  }
  const double all = static_cast<double>(count + 1);
  return {far_squares / all, far_most / all};
}

}  // namespace vitrum::domains
