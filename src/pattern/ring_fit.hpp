// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/ring_fit.hpp: a diffraction ring by robust least squares on the Cartesian pixels of summed patterns.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "pattern/image.hpp"

namespace vitrum::pattern {

/// Parameters of I = A exp(-(rho - a)^2 / 2 w^2) + b0 + b1 (rho - a) on the pixels of blocks at scan positions (y, x)
/// counted from the middle of the sample; centre c = (cx, cy) + slopes * (x, y) + bows * (x^2, x y, y^2); rho by Shear
/// (geometry.hpp). The coordinates of a term are neighbours: cy follows cx.
enum RingParameter : std::size_t {
  cx,
  cy,
  cx_x,
  cy_x,
  cx_y,
  cy_y,
  cx_xx,
  cy_xx,
  cx_xy,
  cy_xy,
  cx_yy,
  cy_yy,
  s1,
  s2,
  a,
  w,
  A,
  b0,
  b1,
  ring_parameters
};
using RingValues = std::array<double, ring_parameters>;
using RingFree = std::array<bool, ring_parameters>;

/// Summed patterns of one scan position or block, scaled so that blocks compare.
struct RingBlock {
  double scan_y = 0.0, scan_x = 0.0;  // from the middle of the sample
  const double* value = nullptr;
  double scale = 1.0;  // multiplies the values
};

struct RingFit {
  RingValues value{};
  RingValues error{};      // standard errors, 0 where held fixed; clustered by block where there are >= 8 blocks
  double scatter = 0.0;    // robust residual of a pixel
  std::size_t pixels = 0;  // in the window
  bool good = false;       // converged to a ring inside the detector: a >= 2 w, w >= 0.5 px
};

/// How hard to try: `rounds` of window and scatter; at most about `pixels` evenly taken pixels of the window.
struct Effort {
  int rounds = 8;
  std::size_t pixels = static_cast<std::size_t>(-1);
  double tolerance = 1e-6;
};
inline constexpr Effort quick{4, 8000, 1e-4};
inline constexpr Effort thorough{};

/// Window |rho - a| < 2.5 w, weights 1 / counts, Huber's loss at 1.345 robust standard deviations; window, weights and
/// scatter renewed each round.
RingFit fit_ring(const std::vector<RingBlock>& blocks, const std::vector<std::uint8_t>& mask, std::size_t qy,
                 std::size_t qx, const RingValues& start, const RingFree& free, const Effort& effort);

kernels::Frame frame_of(const RingValues& value, double scan_y, double scan_x);

/// Distortions n = 2, 3, 4 that the fit leaves in the ring: one Newton step in r(phi) = a + sum over n = 0 ... 4 of
/// (C_n cos n phi + S_n sin n phi) with the fit's window and Huber's loss; errors as in fit_ring.
std::array<RingHarmonic, 3> ring_harmonics(const std::vector<RingBlock>& blocks, const std::vector<std::uint8_t>& mask,
                                           std::size_t qy, std::size_t qx, const RingFit& fit);

/// Candidates for the first ring about a centre, most conspicuous first: a, w, A, b0, b1 from the radial profile
/// (medians over rings). `near`: only radii within 25 % of it.
std::vector<RingValues> ring_candidates(const Image& image, kernels::Point centre, std::optional<double> near);

/// Amplitude in 12 sectors of azimuth, the other parameters held. `failed` names the first test that the ring does not
/// pass, empty for a ring.
struct RingTest {
  double significance = 0.0;
  double coverage = 0.0;
  std::string failed;
};
RingTest test_ring(const Image& image, const RingValues& value, const RingCriterion& criterion);

/// How conspicuous: A sqrt(pixels of the ring) over the square root of the counts in it.
double conspicuity(const RingValues& value);

}  // namespace vitrum::pattern
