// SPDX-License-Identifier: Apache-2.0
// tests/unit/order/known.hpp: the calibration of a made-up scan, as it was made.
#pragma once

#include "unit/order/ring_scan.hpp"
#include "vitrum/pattern/calibration.hpp"

namespace vitrum::testing {

/// No pixel is masked.
inline pattern::Calibration known(const RingScan& made) {
  pattern::Calibration c;
  c.qy = made.qy;
  c.qx = made.qx;
  c.mask.assign(made.qy * made.qx, 1);
  c.geometry.centre = made.centre;
  c.geometry.centre_from = pattern::Found::given;
  c.geometry.ellipse = made.ellipse;
  c.geometry.ring = pattern::Ring{.radius_px = made.radius, .width_px = made.width};
  c.geometry.k_per_px = made.k_per_px;
  return c;
}

}  // namespace vitrum::testing
