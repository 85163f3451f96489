// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/size.hpp: how wide a hotspot is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "domains/image.hpp"

namespace vitrum::domains {

/// b + A exp(-|r - r0|^2 / (2 s^2)), positions in pixels.
struct Spot {
  double amplitude = 0.0, y = 0.0, x = 0.0, sigma = 0.0;
  bool converged = false;
};

struct FitWindow {
  double radius_px = 2.0;   // positions used around the peak
  double sigma_px = 1.0;    // first guess; kept within a factor 4
  double shift_px = 1.0;    // how far the centre may move
  double background = 0.0;  // b
};

/// Least squares (Levenberg-Marquardt) on the map as measured around position `peak`. Where it does not converge the
/// peak's own place and value with the guessed width are returned.
Spot fit_spot(std::span<const double> map, Shape shape, std::span<const std::uint8_t> good, std::size_t peak,
              const FitWindow& window);

/// Width in sqrt(P_n) of pure speckle: sqrt 2 times the 0.74 W of the P_n autocorrelation (1.10).
double speckle_fwhm(double probe_fwhm_nm);

}  // namespace vitrum::domains
