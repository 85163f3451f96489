// SPDX-License-Identifier: Apache-2.0
// vitrum/response/band_profile.cpp: mean profiles normal to a band, and their width.
#include "response/band_profile.hpp"

#include <algorithm>
#include <cmath>

#include "response/numbers.hpp"

namespace vitrum::response {

BandProfile::BandProfile(std::size_t bins, double width) : bin_nm(width), own(bins) {
  for (std::size_t p = 0; p < pieces; ++p) {
    sum[p].resize(bins);
    voxels[p].resize(bins);
  }
}

std::vector<double> BandProfile::mean(std::size_t without) const {
  std::vector<double> total(own.size()), count(own.size());
  for (std::size_t p = 0; p < pieces; ++p) {
    if (p == without) continue;
    for (std::size_t b = 0; b < total.size(); ++b) {
      total[b] += sum[p][b];
      count[b] += voxels[p][b];
    }
  }
  std::vector<double> mean(total.size());
  for (std::size_t b = 0; b < mean.size(); ++b) {
    if (count[b] > 0.0) {
      mean[b] = total[b] / count[b];
      continue;
    }
    const std::size_t before = (b + mean.size() - 1) % mean.size(), after = (b + 1) % mean.size();
    const double n = count[before] + count[after];
    mean[b] = n > 0.0 ? (total[before] + total[after]) / n : 0.0;
  }
  return mean;
}

Peak peak_of(const std::vector<double>& mean, const std::vector<double>& own) {
  Peak peak;
  const double most = *std::max_element(own.begin(), own.end());
  for (std::size_t b = 0; b < mean.size(); ++b)
    if (own[b] >= 0.5 * most && mean[b] > peak.height) {
      peak.height = mean[b];
      peak.bin = b;
    }
  auto sorted = mean;
  std::sort(sorted.begin(), sorted.end());
  peak.background = quantile_of(sorted, 0.25);
  const double half = 0.5 * (peak.height + peak.background);
  const auto reach = [&](int direction) {
    double inner = peak.height;
    for (std::size_t i = 1; i < mean.size(); ++i) {
      const auto b = static_cast<std::ptrdiff_t>(peak.bin) + direction * static_cast<std::ptrdiff_t>(i);
      if (b < 0 || b >= static_cast<std::ptrdiff_t>(mean.size())) return static_cast<double>(i) - 0.5;
      const double outer = mean[static_cast<std::size_t>(b)];
      if (outer < half) return static_cast<double>(i - 1) + (inner - half) / (inner - outer);
      inner = outer;
    }
    return static_cast<double>(mean.size());
  };
  if (peak.height > peak.background) peak.width_bins = std::min(reach(1) + reach(-1), static_cast<double>(mean.size()));
  return peak;
}

double jackknife(const std::function<double(std::size_t)>& value) {
  std::vector<double> values;
  for (std::size_t p = 0; p < pieces; ++p) values.push_back(value(p));
  const double n = static_cast<double>(pieces);
  return std::sqrt(variance_of(values) * (n - 1.0) * (n - 1.0) / n);
}

}  // namespace vitrum::response
