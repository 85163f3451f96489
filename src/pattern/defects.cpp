// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/defects.cpp: hot, dead and saturated pixels, and shadows of beam stop and apertures.
#include <algorithm>
#include <cmath>

#include "pattern/image.hpp"
#include "pattern/least_squares.hpp"

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

std::vector<std::uint8_t> grown(const std::vector<std::uint8_t>& set, std::size_t qy, std::size_t qx, int reach) {
  std::vector<std::uint8_t> out(set.size(), 0);
  for (std::size_t p = 0; p < set.size(); ++p) {
    if (set[p] == 0) continue;
    const auto row = static_cast<int>(p / qx);
    const auto column = static_cast<int>(p % qx);
    for (int y = std::max(0, row - reach); y <= std::min(static_cast<int>(qy) - 1, row + reach); ++y) {
      for (int x = std::max(0, column - reach); x <= std::min(static_cast<int>(qx) - 1, column + reach); ++x) {
        const int square = (y - row) * (y - row) + (x - column) * (x - column);
        if (square <= reach * reach) out[static_cast<std::size_t>(y) * qx + x] = 1;
      }
    }
  }
  return out;
}

/// Drops the 4-connected regions whose number of pixels `drops` says so.
template <class Drops>
void drop_regions(std::vector<std::uint8_t>& set, std::size_t qy, std::size_t qx, Drops drops) {
  std::vector<std::uint8_t> seen(set.size(), 0);
  for (std::size_t start = 0; start < set.size(); ++start) {
    if (set[start] == 0 || seen[start] != 0) continue;
    std::vector<std::size_t> region{start};
    seen[start] = 1;
    for (std::size_t i = 0; i < region.size(); ++i) {
      const std::size_t p = region[i];
      const std::size_t row = p / qx;
      const std::size_t column = p % qx;
      const auto visit = [&](bool inside, std::size_t q) {
        if (inside && set[q] != 0 && seen[q] == 0) {
          seen[q] = 1;
          region.push_back(q);
        }
      };
      visit(row > 0, p - qx);
      visit(row + 1 < qy, p + qx);
      visit(column > 0, p - 1);
      visit(column + 1 < qx, p + 1);
    }
    if (drops(region.size())) {
      for (const std::size_t p : region) set[p] = 0;
    }
  }
}

/// Mean of the good pixels of the 5 x 5 square; the raw value where there is none.
std::vector<double> smoothed(const Image& image) {
  std::vector<double> out(image.value.size());
  for (std::size_t row = 0; row < image.qy; ++row) {
    for (std::size_t column = 0; column < image.qx; ++column) {
      double sum = 0.0;
      int n = 0;
      for (int dy = -2; dy <= 2; ++dy) {
        for (int dx = -2; dx <= 2; ++dx) {
          const auto y = static_cast<std::ptrdiff_t>(row) + dy;
          const auto x = static_cast<std::ptrdiff_t>(column) + dx;
          if (!image.good(y, x)) continue;
          sum += image.at(y, x);
          ++n;
        }
      }
      out[row * image.qx + column] = n > 0 ? sum / n : image.value[row * image.qx + column];
    }
  }
  return out;
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
      ++counts.dead;
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
  drop_regions(hot, sample.qy, sample.qx, [](std::size_t size) { return size > 4; });
  for (std::size_t p = 0; p < pixels; ++p) {
    if (hot[p] != 0) ++counts.hot;
    if (dead[p] != 0 && hot[p] == 0) ++counts.dead;
    if (hot[p] != 0 || dead[p] != 0) mask[p] = 0;
  }
  return mask;
}

std::size_t mask_shadows(Image& image, const kernels::Frame& frame, double fraction, int grow) {
  const std::vector<double> smooth = smoothed(image);
  std::vector<std::vector<double>> rings;
  std::vector<std::size_t> ring_of(image.value.size());
  for (std::size_t p = 0; p < image.value.size(); ++p) {
    const auto q = kernels::corrected(frame, static_cast<double>(p % image.qx), static_cast<double>(p / image.qx));
    ring_of[p] = static_cast<std::size_t>(std::hypot(q.x, q.y) + 0.5);
    if (image.mask[p] == 0) continue;
    if (rings.size() <= ring_of[p]) rings.resize(ring_of[p] + 1);
    rings[ring_of[p]].push_back(smooth[p]);
  }
  std::vector<double> upper(rings.size(), 0.0);
  double largest = 0.0;
  for (std::size_t j = 0; j < rings.size(); ++j) {
    if (rings[j].size() < 12) continue;
    const auto at = rings[j].begin() + static_cast<std::ptrdiff_t>(rings[j].size() * 3 / 4);
    std::nth_element(rings[j].begin(), at, rings[j].end());
    upper[j] = *at;
    largest = std::max(largest, upper[j]);
  }
  std::vector<std::uint8_t> dark(image.value.size(), 0);
  for (std::size_t p = 0; p < dark.size(); ++p) {
    const double expected = ring_of[p] < upper.size() ? upper[ring_of[p]] : 0.0;
    dark[p] = expected > 0.01 * largest && smooth[p] < fraction * expected;
  }
  drop_regions(dark, image.qy, image.qx, [](std::size_t size) { return size < 50; });
  dark = grown(dark, image.qy, image.qx, grow);
  std::size_t masked = 0;
  for (std::size_t p = 0; p < dark.size(); ++p) {
    if (dark[p] == 0 || image.mask[p] == 0) continue;
    image.mask[p] = 0;
    ++masked;
  }
  return masked;
}

}  // namespace vitrum::pattern
