// SPDX-License-Identifier: Apache-2.0
// tests/unit/order/fingerprint.hpp: a number that changes with any bit of what was measured.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "vitrum/order/maps.hpp"

namespace vitrum::testing {

/// FNV-1a over the bits of everything in Maps.
inline std::uint64_t fingerprint(const order::Maps& maps) {
  std::uint64_t hash = 1469598103934665603ull;
  const auto add = [&](const std::vector<double>& values) {
    for (const double v : values) {
      std::uint64_t bits;
      std::memcpy(&bits, &v, sizeof bits);
      for (int i = 0; i < 8; ++i) hash = (hash ^ ((bits >> (8 * i)) & 0xff)) * 1099511628211ull;
    }
  };
  add(maps.mean_pattern);
  for (const auto& image : maps.images) add(image.image);
  if (maps.curves) {
    add(maps.curves->radial_profile);
    add(maps.curves->variance_omega);
    add(maps.curves->variance_omega_error);
    for (const auto& curve : maps.curves->power) add(curve);
    for (const auto& curve : maps.curves->power_error) add(curve);
  }
  if (maps.polar) {
    add(maps.polar->variance);
    add(maps.polar->correlation);
    add(maps.polar->pearson);
  }
  for (const auto& band : maps.bands) {
    add(band.intensity);
    add(band.variance_xy);
    for (const auto& map : band.power) add(map);
    for (const auto& map : band.azimuthal) add(map);
    for (const auto& map : band.coefficient) add(map);
    add(band.variance_window);
    add(band.variance_phi);
    add(band.variance_phi_error);
    add({band.condition, band.condition_even});
    if (band.halves) {
      for (const auto& map : band.halves->power) add(map);
      for (const auto& map : band.halves->cross) add(map);
      add(band.halves->variance_xy);
    }
    for (const auto& map : band.f) {
      for (const auto& f : map) add({f.real(), f.imag()});
    }
  }
  return hash;
}

}  // namespace vitrum::testing
