// SPDX-License-Identifier: Apache-2.0
// tests/verification/order/block_of_patterns.hpp: made-up counts and the table of one centre, for tests of the rows.
#pragma once

#include <cmath>
#include <random>
#include <vector>

#include "order/block.hpp"
#include "order/polar_sums.hpp"

namespace vitrum::order::testing {

struct Made {
  int q = 72, count = 5;
  pk::Frame frame{35.25, 36.625, 1.012, 0.006, 0.9882};
  pk::Noise noise{1.7, 0.6};
  TableShape shape;
  std::vector<std::uint8_t> mask;
  std::vector<std::uint16_t> pixels;

  explicit Made(bool wedge) {
    shape.qy = shape.qx = q;
    shape.bins = 37;
    shape.rows = 34;
    shape.phi = 60;
    shape.sectors = 12;
    shape.bands = {{18.3, 24.6, 0.5 * 3.14159 * (24.6 * 24.6 - 18.3 * 18.3) / 60.0}, {25.0, 31.0, 0.0}};
    shape.least_squares = {0, 0};
    pk::Aperture ring{pk::Shape::annulus};
    ring.r1 = 3.3;
    ring.r2 = 30.1;
    pk::Aperture corner{pk::Shape::disk, true};
    corner.x = 2.0;
    corner.y = 68.0;
    corner.radius = 4.5;
    pk::Aperture pair{pk::Shape::sector};
    pair.r1 = 17.0;
    pair.r2 = 27.0;
    pair.phi1 = 0.3;
    pair.phi2 = 0.8;
    pair.friedel = true;
    shape.apertures = {ring, corner, pair};
    std::mt19937 random(29);
    mask.assign(static_cast<std::size_t>(q * q), 1);
    for (std::size_t p = 0; p < mask.size(); ++p) {
      const double x = static_cast<double>(p % 72) - frame.cx, y = static_cast<double>(p / 72) - frame.cy;
      if (wedge && std::fabs(std::atan2(y, x) - 0.9) < 0.45) mask[p] = 0;
      if (p % 211 == 7) mask[p] = 0;
    }
    pixels.resize(mask.size() * static_cast<std::size_t>(count));
    for (auto& v : pixels) v = static_cast<std::uint16_t>(random() % 37);
  }

  const std::uint16_t* pattern(int i) const { return &pixels[mask.size() * static_cast<std::size_t>(i)]; }
};

}  // namespace vitrum::order::testing
