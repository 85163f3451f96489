// SPDX-License-Identifier: Apache-2.0
// vitrum/response/extremes.cpp: the Gumbel law of block maxima.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "response/numbers.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/response/localization.hpp"

namespace vitrum::response {
namespace {

struct Gumbel {
  double location = 0.0, scale = 0.0, distance = 0.0;
};

/// beta = <x> - sum x e^(-x/beta) / sum e^(-x/beta), by Newton's method; mu = -beta ln <e^(-x/beta)>.
Gumbel likeliest(std::vector<double> x) {
  std::sort(x.begin(), x.end());
  const double mean = mean_of(x), lowest = x.front();
  double beta = std::sqrt(6.0 * variance_of(x)) / std::numbers::pi, sum = 0.0;
  for (int i = 0; i < 100; ++i) {
    sum = 0.0;
    double first = 0.0, second = 0.0;
    for (double v : x) {
      const double w = std::exp(-(v - lowest) / beta);
      sum += w;
      first += w * v;
      second += w * v * v;
    }
    const double weighted = first / sum, f = beta - mean + weighted;
    const double slope = 1.0 + (second / sum - weighted * weighted) / (beta * beta);
    const double next = std::max(0.2 * beta, beta - f / slope);
    const bool settled = std::abs(next - beta) < 1e-14 * beta;
    beta = next;
    if (settled) break;
  }
  Gumbel g{lowest - beta * std::log(sum / static_cast<double>(x.size())), beta, 0.0};
  for (auto& v : x) v = std::exp(-std::exp(-(v - g.location) / g.scale));
  g.distance = uniform_distance(x);
  return g;
}

}  // namespace

ExtremeValues fit_gumbel(std::span<const double> maxima, std::uint64_t seed) {
  constexpr std::size_t fewest = 8, simulations = 199;
  ExtremeValues result;
  result.blocks = static_cast<std::int64_t>(maxima.size());
  if (maxima.size() < fewest || !(variance_of(maxima) > 0.0)) return result;
  const auto g = likeliest({maxima.begin(), maxima.end()});
  const double n = static_cast<double>(maxima.size());
  constexpr double six_over_pi2 = 6.0 / (std::numbers::pi * std::numbers::pi);
  result.location = g.location;
  result.scale = g.scale;
  result.scale_error = g.scale * std::sqrt(six_over_pi2 / n);
  result.location_error = g.scale * std::sqrt((1.0 + six_over_pi2 * std::pow(1.0 - std::numbers::egamma, 2)) / n);
  result.distance = g.distance;
  std::vector<double> null;
  for (std::size_t i = 0; i < simulations; ++i) {
    Stream stream(seed, Purpose::surrogate, 2, static_cast<std::uint32_t>(i));
    std::vector<double> x(maxima.size());
    for (auto& v : x) v = -std::log(stream.exponential());
    null.push_back(likeliest(std::move(x)).distance);
  }
  result.p = permutation_p(null, g.distance);
  result.largest = *std::max_element(maxima.begin(), maxima.end());
  result.expected_largest = g.location + g.scale * (std::log(n) + std::numbers::egamma);
  return result;
}

ExtremeValues extreme_values(std::span<const double> g, const microstructure::Grid& grid, std::uint64_t seed) {
  const std::size_t rows = std::min<std::size_t>(8, grid.ny), columns = std::min<std::size_t>(8, grid.nx);
  std::vector<double> maxima(rows * columns, 0.0);
  for (std::size_t y = 0; y < grid.ny; ++y)
    for (std::size_t x = 0; x < grid.nx; ++x) {
      auto& largest = maxima[y * rows / grid.ny * columns + x * columns / grid.nx];
      largest = std::max(largest, g[y * grid.nx + x]);
    }
  return fit_gumbel(maxima, seed);
}

}  // namespace vitrum::response
