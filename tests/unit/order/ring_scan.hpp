// SPDX-License-Identifier: Apache-2.0
// tests/unit/order/ring_scan.hpp: a made-up 4D-STEM scan of a glass, pattern by pattern, with everything known.
#pragma once

#include <cmath>
#include <cstring>
#include <functional>
#include <numbers>
#include <vector>

#include "vitrum/core/random.hpp"
#include "vitrum/pattern/geometry.hpp"
#include "vitrum/scan/source.hpp"

namespace vitrum::testing {

/// Diffuse ring on a decaying background with a direct beam, speckled with the symmetry of a thin foil.
struct RingScan {
  std::size_t ny = 16, nx = 16, qy = 64, qx = 64;
  pattern::CentreModel centre{31.3, 32.2, 0.0, 0.0, 0.0, 0.0};
  pattern::Ellipse ellipse;
  double radius = 20.0, width = 2.5;
  double ring_electrons = 1000.0;  // in the ring above its background
  double background = 0.4;         // of the ring's peak, at the ring
  double beam = 30.0;              // peak of the direct beam over the ring's
  double contrast = 0.6;           // of the speckle
  double speckle_px = 5.0;
  int fold = 0;  // n-fold modulation 1 + 2 A cos(n (phi - phi0))
  double modulation = 0.0, orientation = 0.0;
  std::uint64_t seed = 7;
  std::vector<std::size_t> dead, hot;
  double step_nm = 0.5;
  double k_per_px = 0.0205;

  double peak() const {
    return ring_electrons / (2.0 * std::numbers::pi * radius * width * std::sqrt(2.0 * std::numbers::pi));
  }

  /// Expected electrons at corrected (x, y), before speckle.
  double smooth(double x, double y) const {
    const double r = std::hypot(x, y);
    const double z = (r - radius) / width;
    const double angle = std::atan2(y, x);
    const double folds = fold > 0 ? 1.0 + 2.0 * modulation * std::cos(fold * (angle - orientation)) : 1.0;
    const double diffuse = background * std::exp(-1.5 * (r / radius - 1.0));
    const double direct = beam * std::exp(-0.5 * r * r / 4.0);
    return peak() * (std::exp(-0.5 * z * z) * folds + diffuse + direct);
  }

  std::vector<double> speckle(std::size_t y, std::size_t x) const {
    constexpr int scatterers = 24;
    Stream stream(seed, Purpose::test, (y / 2) * nx + x / 2, 1);
    const auto c = centre.at(static_cast<double>(y), static_cast<double>(x));
    std::vector<double> re(qy * qx, 0.0), im(qy * qx, 0.0);
    for (int j = 0; j < scatterers; ++j) {
      const double fx = 0.5 * (2.0 * stream.uniform() - 1.0) / speckle_px;
      const double fy = 0.5 * (2.0 * stream.uniform() - 1.0) / speckle_px;
      std::vector<double> cosine(qx), sine(qx);
      for (std::size_t i = 0; i < qx; ++i) {
        const double phase = 2.0 * std::numbers::pi * fx * (static_cast<double>(i) - c.x);
        cosine[i] = std::cos(phase);
        sine[i] = std::sin(phase);
      }
      for (std::size_t row = 0; row < qy; ++row) {
        const double phase = 2.0 * std::numbers::pi * fy * (static_cast<double>(row) - c.y);
        const double a = std::cos(phase), b = std::sin(phase);
        for (std::size_t i = 0; i < qx; ++i) {
          re[row * qx + i] += a * cosine[i] - b * sine[i];
          im[row * qx + i] += a * sine[i] + b * cosine[i];
        }
      }
    }
    for (std::size_t p = 0; p < re.size(); ++p) re[p] = (re[p] * re[p] + im[p] * im[p]) / scatterers;
    return re;
  }

  std::vector<std::uint16_t> pattern(std::size_t y, std::size_t x) const {
    std::vector<std::uint16_t> counts(qy * qx);
    const auto frame = pattern::frame_of(centre.at(static_cast<double>(y), static_cast<double>(x)), ellipse);
    const std::vector<double> modulate = contrast > 0.0 ? speckle(y, x) : std::vector<double>(qy * qx, 1.0);
    Stream stream(seed, Purpose::test, y * nx + x, 2);
    for (std::size_t p = 0; p < counts.size(); ++p) {
      const auto q = pattern::kernels::corrected(frame, static_cast<double>(p % qx), static_cast<double>(p / qx));
      const double mean = smooth(q.x, q.y) * (1.0 - contrast + contrast * modulate[p]);
      counts[p] = static_cast<std::uint16_t>(std::min<std::uint64_t>(65000, stream.poisson(mean)));
    }
    for (const std::size_t p : dead) counts[p] = 0;
    for (const std::size_t p : hot) counts[p] = static_cast<std::uint16_t>(2000 + (y * nx + x) % 7);
    return counts;
  }

  /// Patterns are made as they are read.
  scan::Source source() const {
    scan::Source source;
    source.info.path = "made-up scan";
    source.info.format = "test";
    source.info.ny = ny;
    source.info.nx = nx;
    source.info.qy = qy;
    source.info.qx = qx;
    source.info.type = scan::PixelType::u16;
    source.info.step_nm = step_nm;
    source.info.k_per_px_inv_A = k_per_px;
    source.info.gain = 1.0;
    source.read = [made = *this](std::size_t begin, std::size_t count, std::span<std::byte> out) {
      for (std::size_t i = 0; i < count; ++i) {
        const auto counts = made.pattern((begin + i) / made.nx, (begin + i) % made.nx);
        std::memcpy(out.data() + i * counts.size() * 2, counts.data(), counts.size() * 2);
      }
    };
    return source;
  }
};

/// A scan held in memory.
template <class T>
scan::Source memory_scan(std::size_t ny, std::size_t nx, std::size_t qy, std::size_t qx, scan::PixelType type,
                         std::vector<T> values) {
  scan::Source source;
  source.info.path = "memory";
  source.info.ny = ny;
  source.info.nx = nx;
  source.info.qy = qy;
  source.info.qx = qx;
  source.info.type = type;
  source.info.gain = 1.0;
  source.info.step_nm = 0.5;
  source.read = [values = std::move(values), bytes = source.info.pattern_bytes()](std::size_t begin, std::size_t count,
                                                                                  std::span<std::byte> out) {
    std::memcpy(out.data(), reinterpret_cast<const std::byte*>(values.data()) + begin * bytes, count * bytes);
  };
  return source;
}

}  // namespace vitrum::testing
