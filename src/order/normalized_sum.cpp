// SPDX-License-Identifier: Apache-2.0
// vitrum/order/normalized_sum.cpp: the sum of symmetry maps, each in units of its own robust spread.
#include <algorithm>
#include <cmath>

#include "order/robust.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/order/maps.hpp"

namespace vitrum::order {
namespace {

double median(std::vector<double>& values) {
  if (values.empty()) return 0.0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

}  // namespace

Robust robust(const std::vector<double>& values, const std::vector<std::uint8_t>& selected) {
  std::vector<double> kept;
  for (std::size_t r = 0; r < values.size(); ++r) {
    if ((selected.empty() || selected[r] != 0) && std::isfinite(values[r])) kept.push_back(values[r]);
  }
  Robust result{kept.size(), median(kept), 0.0};
  for (double& v : kept) v = std::fabs(v - result.median);
  result.sigma = 1.4826 * median(kept);
  return result;
}

std::vector<double> normalized_sum(const BandMaps& maps, const std::vector<int>& ns,
                                   const std::vector<std::uint8_t>& selected) {
  std::vector<double> sum(maps.intensity.size(), 0.0);
  double terms = 0.0;
  for (const int n : ns) {
    if (n < 1 || n > n_max) throw Fault("normalized_sum: n = " + std::to_string(n) + " is not in 1 .. 12");
    const std::vector<double>& power = maps.power[static_cast<std::size_t>(n - 1)];
    const Robust map = robust(power, selected);
    if (map.number == 0) continue;
    terms += 1.0;
    if (!(map.sigma > 0.0)) continue;  // a constant map adds nothing
    for (std::size_t r = 0; r < power.size(); ++r) sum[r] += (power[r] - map.median) / map.sigma;
  }
  if (terms > 0.0) {
    for (double& value : sum) value /= std::sqrt(terms);
  }
  return sum;
}

}  // namespace vitrum::order
