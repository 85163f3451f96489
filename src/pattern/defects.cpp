// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/defects.cpp: hot, dead and saturated pixels.
#include <algorithm>
#include <cmath>

#include "pattern/image.hpp"
#include "pattern/least_squares.hpp"
#include "pattern/regions.hpp"

namespace vitrum::pattern {
namespace {

/// Good values around a pixel, without it, within a square of half width `reach`.
std::vector<double> neighbours(const Image& image, std::size_t row, std::size_t column, int reach) {
  std::vector<double> values;
  for (int dy = -reach; dy <= reach; ++dy) {
    for (int dx = -reach; dx <= reach; ++dx) {
      const auto y = static_cast<std::ptrdiff_t>(row) + dy;
      const auto x = static_cast<std::ptrdiff_t>(column) + dx;
      if ((dy != 0 || dx != 0) && image.good(y, x)) values.push_back(image.at(y, x));
    }
  }
  return values;
}

/// Variance over blocks of the mean pattern of a block, times patterns, over the mean: about 1 (gain) for Poisson.
Image dispersion(const Sample& sample, const Image& mean) {
  Image ratio = mean;
  const double n = static_cast<double>(sample.blocks.size());
  for (std::size_t p = 0; p < ratio.value.size(); ++p) {
    double sum = 0.0;
    for (const auto& block : sample.blocks) {
      const double size = static_cast<double>(block.patterns);
      const double off = block.sum[p] / size - mean.value[p];
      sum += off * off * size;
    }
    ratio.value[p] = mean.value[p] > 0.0 ? sum / (n - 1.0) / mean.value[p] : 0.0;
  }
  return ratio;
}

}  // namespace

Image mean_image(const Sample& sample, const std::vector<std::uint8_t>& mask) {
  Image image{sample.qy, sample.qx, std::vector<double>(sample.qy * sample.qx, 0.0), mask};
  for (const auto& block : sample.blocks) {
    for (std::size_t p = 0; p < image.value.size(); ++p) image.value[p] += block.sum[p];
  }
  for (double& v : image.value) v /= static_cast<double>(std::max<std::size_t>(1, sample.patterns));
  return image;
}

std::vector<std::uint8_t> pixel_mask(const Sample& sample, double hot_sigma, double gain, Calibration& counts) {
  const std::size_t pixels = sample.qy * sample.qx;
  std::vector<std::uint8_t> mask(pixels, 1);
  const double frames = static_cast<double>(sample.patterns);
  constexpr double most_invalid = 0.05;  // share of patterns; fewer values that are no numbers are left out one by one
  for (std::size_t p = 0; p < pixels; ++p) {
    if (static_cast<double>(sample.invalid[p]) > most_invalid * frames) {
      mask[p] = 0;
      ++(!sample.masked.empty() && sample.masked[p] != 0 ? counts.drawn : counts.dead);
    } else if (static_cast<double>(sample.saturated[p]) > 1e-3 * frames) {
      mask[p] = 0;
      ++counts.saturated;
    }
  }
  const Image mean = mean_image(sample, mask);
  const bool many = sample.blocks.size() >= 8;
  const Image spread = many ? dispersion(sample, mean) : mean;
  std::vector<std::uint8_t> hot(pixels, 0), dead(pixels, 0);
  constexpr double enough = 25.0;  // expected electrons for which none at all is no chance (e^-25)
  for (std::size_t p = 0; p < pixels; ++p) {
    if (mean.mask[p] == 0) continue;
    const std::size_t row = p / sample.qx;
    const std::size_t column = p % sample.qx;
    std::vector<double> near = neighbours(mean, row, column, 1);
    std::vector<double> wide = neighbours(mean, row, column, 2);
    if (near.size() < 3) continue;
    const double usual = median(near);
    const double typical = median(wide);
    const double shot = std::sqrt(std::max(0.0, typical) * gain / frames);
    const double scatter = robust_scale(wide, typical) + shot + gain / frames;
    hot[p] = mean.value[p] > usual + hot_sigma * scatter;
    if (many && hot[p] == 0 && mean.value[p] * frames > 20.0 * gain) {
      std::vector<double> ratios = neighbours(spread, row, column, 2);
      hot[p] = spread.value[p] > 5.0 * std::max(gain, median(ratios));
    }
    const bool still = many && spread.value[p] == 0.0;
    // Detectors that subtract a dark level scatter about 0 where no electrons come: not so here, where neighbours
    // agree.
    const auto positive = std::count_if(wide.begin(), wide.end(), [](double v) { return v > 0.0; });
    const bool expected =
        typical * frames > enough * gain && static_cast<double>(positive) >= 0.9 * static_cast<double>(wide.size());
    dead[p] = (mean.value[p] <= 0.0 || still) && expected;
  }
  // More than a few together are the edge of the direct beam or a reflection, not defects.
  drop_regions(hot, sample.qy, sample.qx, [](const auto& region) { return region.size() > 4; });
  for (std::size_t p = 0; p < pixels; ++p) {
    if (hot[p] != 0) ++counts.hot;
    if (dead[p] != 0 && hot[p] == 0) ++counts.dead;
    if (hot[p] != 0 || dead[p] != 0) mask[p] = 0;
  }
  return mask;
}

}  // namespace vitrum::pattern
