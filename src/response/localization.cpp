// SPDX-License-Identifier: Apache-2.0
// vitrum/response/localization.cpp: how unevenly the strain is spread.
#include "vitrum/response/localization.hpp"

#include <algorithm>
#include <cmath>

namespace vitrum::response {

std::vector<double> equivalent_shear(std::span<const double> e1, std::span<const double> e3) {
  std::vector<double> g(e1.size());
  for (std::size_t i = 0; i < g.size(); ++i) g[i] = 2.0 * std::sqrt(e1[i] * e1[i] + e3[i] * e3[i]);
  return g;
}

std::vector<double> von_mises_strain(std::span<const double> e1, std::span<const double> e3) {
  auto g = equivalent_shear(e1, e3);
  for (auto& value : g) value /= std::sqrt(3.0);
  return g;
}

Localization localization(std::span<const double> g, std::span<const std::int64_t> flips) {
  Localization result;
  const double n = static_cast<double>(g.size());
  if (g.empty()) return result;
  std::vector<double> sorted(g.begin(), g.end());
  std::sort(sorted.begin(), sorted.end());
  double sum = 0.0, squares = 0.0, fourth = 0.0, ranked = 0.0, top = 0.0;
  const auto top_from = static_cast<std::size_t>(std::floor(0.95 * n));
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double v = sorted[i];
    sum += v;
    squares += v * v;
    fourth += v * v * v * v;
    ranked += static_cast<double>(i + 1) * v;
    if (i >= top_from) top += v;
  }
  const auto active = std::count_if(flips.begin(), flips.end(), [](std::int64_t f) { return f > 0; });
  result.transformed = static_cast<double>(active) / n;
  if (sum <= 0.0) return result;
  result.mean = sum / n;
  result.participation_ratio = squares * squares / (n * fourth);
  result.gini = 2.0 * ranked / (n * sum) - (n + 1.0) / n;
  result.psi = std::sqrt(std::max(0.0, squares / n - result.mean * result.mean));
  result.variation = result.psi / result.mean;
  result.top_5_percent = top / sum;
  return result;
}

}  // namespace vitrum::response
