// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/shadows.cpp: shadows of beam stop and apertures, told from the dark spots of a speckled pattern.
#include <algorithm>
#include <cmath>

#include "pattern/image.hpp"
#include "pattern/least_squares.hpp"
#include "pattern/regions.hpp"

namespace vitrum::pattern {
namespace {

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

/// What a lit pixel of one radius holds after smoothing.
struct Lit {
  double upper = 0.0;    // upper quartile over azimuth; 0 where it cannot be judged
  double scatter = 0.0;  // standard deviation of speckle and noise over `upper`
};

double quantile(std::vector<double>& values, double share) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size()));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

/// Upper quartile at each radius, and from it and the 90th percentile the scatter: shadows are in the lower half. The
/// scatter is the median over neighbouring radii, for speckles are as long as they are wide.
std::vector<Lit> lit_rings(const Image& image, const std::vector<double>& smooth,
                           const std::vector<std::size_t>& ring_of) {
  std::vector<std::vector<double>> rings;
  for (std::size_t p = 0; p < smooth.size(); ++p) {
    if (image.mask[p] == 0) continue;
    if (rings.size() <= ring_of[p]) rings.resize(ring_of[p] + 1);
    rings[ring_of[p]].push_back(smooth[p]);
  }
  std::vector<Lit> lit(rings.size());
  std::vector<double> own(rings.size(), 0.0);
  double largest = 0.0;
  for (std::size_t j = 0; j < rings.size(); ++j) {
    if (rings[j].size() < 12) continue;
    lit[j].upper = quantile(rings[j], 0.75);
    largest = std::max(largest, lit[j].upper);
    constexpr double apart = 1.2816 - 0.6745;  // of those quantiles of a Gaussian, in standard deviations
    if (lit[j].upper > 0.0) own[j] = (quantile(rings[j], 0.9) - lit[j].upper) / (apart * lit[j].upper);
  }
  for (std::size_t j = 0; j < lit.size(); ++j) {
    if (!(lit[j].upper > 0.01 * largest)) {
      lit[j].upper = 0.0;
      continue;
    }
    std::vector<double> near;
    const std::size_t reach = std::max<std::size_t>(4, j / 4);
    for (std::size_t i = j > reach ? j - reach : 0; i <= std::min(lit.size() - 1, j + reach); ++i) {
      if (own[i] > 0.0) near.push_back(own[i]);
    }
    lit[j].scatter = median(near);
  }
  return lit;
}

bool at_edge(const Image& image, std::size_t p) {
  const std::size_t row = p / image.qx, column = p % image.qx;
  return row == 0 || column == 0 || row + 1 == image.qy || column + 1 == image.qx;
}

/// Masks the pixels of `dark`, grown; returns how many were good.
std::size_t apply(std::vector<std::uint8_t> dark, int grow, const Image& image, std::vector<std::uint8_t>& mask) {
  dark = grown(dark, image.qy, image.qx, grow);
  std::size_t masked = 0;
  for (std::size_t p = 0; p < dark.size(); ++p) {
    if (dark[p] == 0 || mask[p] == 0) continue;
    mask[p] = 0;
    ++masked;
  }
  return masked;
}

}  // namespace

std::vector<std::uint8_t> without_dark(const Image& image, int grow) {
  const std::vector<double> smooth = smoothed(image);
  std::vector<double> good;
  for (std::size_t p = 0; p < smooth.size(); ++p) {
    if (image.mask[p] != 0) good.push_back(smooth[p]);
  }
  std::vector<std::uint8_t> mask = image.mask;
  if (good.empty()) return mask;
  const double level = 0.1 * quantile(good, 0.75);
  std::vector<std::uint8_t> dark(smooth.size(), 0);
  for (std::size_t p = 0; p < dark.size(); ++p) dark[p] = smooth[p] < level;
  drop_regions(dark, image.qy, image.qx, [&](const std::vector<std::size_t>& region) {
    return region.size() < 50 ||
           std::none_of(region.begin(), region.end(), [&](std::size_t p) { return at_edge(image, p); });
  });
  apply(std::move(dark), grow, image, mask);
  return mask;
}

std::size_t mask_shadows(Image& image, const kernels::Frame& frame, double fraction, int grow) {
  const std::vector<double> smooth = smoothed(image);
  std::vector<std::size_t> ring_of(smooth.size());
  for (std::size_t p = 0; p < smooth.size(); ++p) {
    const auto q = kernels::corrected(frame, static_cast<double>(p % image.qx), static_cast<double>(p / image.qx));
    ring_of[p] = static_cast<std::size_t>(std::hypot(q.x, q.y) + 0.5);
  }
  const std::vector<Lit> lit = lit_rings(image, smooth, ring_of);
  const auto expected = [&](std::size_t p) { return ring_of[p] < lit.size() ? lit[ring_of[p]].upper : 0.0; };
  std::vector<std::uint8_t> dark(smooth.size(), 0);
  for (std::size_t p = 0; p < dark.size(); ++p) {
    constexpr double sigmas = 5.0;  // below the upper quartile, itself 0.67 above the middle
    const double upper = expected(p);
    if (!(upper > 0.0)) continue;
    dark[p] = smooth[p] < upper * std::min(fraction, 1.0 - sigmas * lit[ring_of[p]].scatter);
  }
  // What throws a shadow is held from outside or stands in the beam: its shadow reaches the edge of the detector or of
  // what can be judged (too dark, or the middle).
  drop_regions(dark, image.qy, image.qx, [&](const std::vector<std::size_t>& region) {
    if (region.size() < 50) return true;
    return std::none_of(region.begin(), region.end(), [&](std::size_t p) {
      if (at_edge(image, p)) return true;
      return !(expected(p - 1) > 0.0) || !(expected(p + 1) > 0.0) || !(expected(p - image.qx) > 0.0) ||
             !(expected(p + image.qx) > 0.0);
    });
  });
  return apply(std::move(dark), grow, image, image.mask);
}

}  // namespace vitrum::pattern
