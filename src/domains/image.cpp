// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/image.cpp: smoothing and peak finding on maps with unusable positions.
#include "domains/image.hpp"

#include <algorithm>
#include <cmath>

namespace vitrum::domains {

Smoother::Smoother(Shape shape, double sigma_px, std::vector<std::uint8_t> good)
    : shape_(shape), good_(std::move(good)), a_(shape.size()), b_(shape.size()) {
  const auto reach = static_cast<std::size_t>(std::ceil(4.0 * sigma_px));
  for (std::size_t i = 0; i <= reach; ++i) {
    const double u = sigma_px > 0.0 ? static_cast<double>(i) / sigma_px : 0.0;
    kernel_.push_back(std::exp(-0.5 * u * u));
  }
  std::vector<double> mask(good_.begin(), good_.end());
  convolve(mask);
  weight_.resize(shape.size());
  for (std::size_t r = 0; r < shape.size(); ++r) weight_[r] = good_[r] ? 1.0 / mask[r] : 0.0;
}

void Smoother::convolve(std::vector<double>& map) {
  const auto [ny, nx] = shape_;
  const std::size_t reach = kernel_.size() - 1;
  for (std::size_t y = 0; y < ny; ++y) {
    const double* in = map.data() + y * nx;
    double* out = b_.data() + y * nx;
    for (std::size_t x = 0; x < nx; ++x) {
      double sum = kernel_[0] * in[x];
      const std::size_t left = std::min(reach, x), right = std::min(reach, nx - 1 - x);
      for (std::size_t d = 1; d <= left; ++d) sum += kernel_[d] * in[x - d];
      for (std::size_t d = 1; d <= right; ++d) sum += kernel_[d] * in[x + d];
      out[x] = sum;
    }
  }
  for (std::size_t y = 0; y < ny; ++y) {
    double* out = map.data() + y * nx;
    const auto add = [&](double weight, std::size_t row) {
      const double* in = b_.data() + row * nx;
      for (std::size_t x = 0; x < nx; ++x) out[x] += weight * in[x];
    };
    std::fill(out, out + nx, 0.0);
    add(kernel_[0], y);
    for (std::size_t d = 1; d <= std::min(reach, y); ++d) add(kernel_[d], y - d);
    for (std::size_t d = 1; d <= std::min(reach, ny - 1 - y); ++d) add(kernel_[d], y + d);
  }
}

void Smoother::operator()(std::span<const double> values, std::span<double> smooth) {
  for (std::size_t r = 0; r < shape_.size(); ++r) a_[r] = good_[r] ? values[r] : 0.0;
  convolve(a_);
  for (std::size_t r = 0; r < shape_.size(); ++r) smooth[r] = a_[r] * weight_[r];
}

PeakFinder::PeakFinder(Shape shape, double radius_px, std::vector<std::uint8_t> good)
    : shape_(shape), radius2_(radius_px * radius_px), good_(std::move(good)), taken_(shape.size()) {}

bool PeakFinder::is_maximum(std::span<const double> map, std::size_t y, std::size_t x) const {
  const std::size_t r = y * shape_.nx + x;
  const std::size_t y0 = y > 0 ? y - 1 : 0, y1 = std::min(y + 1, shape_.ny - 1);
  const std::size_t x0 = x > 0 ? x - 1 : 0, x1 = std::min(x + 1, shape_.nx - 1);
  for (std::size_t i = y0; i <= y1; ++i) {
    for (std::size_t j = x0; j <= x1; ++j) {
      const std::size_t s = i * shape_.nx + j;
      if (s == r || !good_[s]) continue;
      if (map[s] > map[r] || (map[s] == map[r] && s < r)) return false;
    }
  }
  return true;
}

std::vector<std::size_t> PeakFinder::operator()(std::span<const double> map) {
  std::vector<std::size_t> maxima;
  for (std::size_t y = 0; y < shape_.ny; ++y) {
    for (std::size_t x = 0; x < shape_.nx; ++x) {
      if (good_[y * shape_.nx + x] && is_maximum(map, y, x)) maxima.push_back(y * shape_.nx + x);
    }
  }
  std::sort(maxima.begin(), maxima.end(),
            [&](std::size_t a, std::size_t b) { return map[a] != map[b] ? map[a] > map[b] : a < b; });
  std::fill(taken_.begin(), taken_.end(), std::uint8_t{0});
  std::vector<std::size_t> peaks;
  const auto reach = static_cast<std::ptrdiff_t>(std::sqrt(radius2_));
  for (const std::size_t r : maxima) {
    if (taken_[r]) continue;
    peaks.push_back(r);
    const auto y = static_cast<std::ptrdiff_t>(r / shape_.nx), x = static_cast<std::ptrdiff_t>(r % shape_.nx);
    for (std::ptrdiff_t dy = -reach; dy <= reach; ++dy) {
      for (std::ptrdiff_t dx = -reach; dx <= reach; ++dx) {
        const std::ptrdiff_t i = y + dy, j = x + dx;
        if (i < 0 || j < 0 || i >= static_cast<std::ptrdiff_t>(shape_.ny) ||
            j >= static_cast<std::ptrdiff_t>(shape_.nx) || static_cast<double>(dy * dy + dx * dx) > radius2_) {
          continue;
        }
        taken_[static_cast<std::size_t>(i) * shape_.nx + static_cast<std::size_t>(j)] = 1;
      }
    }
  }
  return peaks;
}

}  // namespace vitrum::domains
