// SPDX-License-Identifier: Apache-2.0
// vitrum/order/normalized_sum.cpp: the sum of symmetry maps, each in units of its own robust spread.
#include <algorithm>
#include <cmath>

#include "vitrum/core/error.hpp"
#include "vitrum/order/maps.hpp"

namespace vitrum::order {
namespace {

double median(std::vector<double> values) {
  if (values.empty()) return 0.0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

}  // namespace

std::vector<double> normalized_sum(const BandMaps& maps, const std::vector<int>& ns) {
  std::vector<double> sum(maps.intensity.size(), 0.0);
  for (const int n : ns) {
    if (n < 1 || n > n_max) throw Fault("normalized_sum: n = " + std::to_string(n) + " is not in 1 .. 12");
    const std::vector<double>& power = maps.power[static_cast<std::size_t>(n - 1)];
    const double centre = median(power);
    std::vector<double> deviation(power.size());
    for (std::size_t r = 0; r < power.size(); ++r) deviation[r] = std::fabs(power[r] - centre);
    const double spread = 1.4826 * median(std::move(deviation));
    if (!(spread > 0.0)) continue;  // a constant map adds nothing
    const double scale = 1.0 / (spread * std::sqrt(static_cast<double>(ns.size())));
    for (std::size_t r = 0; r < power.size(); ++r) sum[r] += (power[r] - centre) * scale;
  }
  return sum;
}

}  // namespace vitrum::order
