// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/sizes.hpp: clusters of one size in a simulated wave field, and what is made of them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "verification/domains/wave_foil.hpp"

namespace vitrum::domains::testing {

/// Mean contrast, mean shift against the nearest truth and the standard error of the shift.
struct Found {
  double contrast = 0.0, dy = 0.0, dx = 0.0, error = 0.0;
};

inline Found look(const Result& result, const std::vector<TrueDomain>& truth) {
  Found found;
  double squares = 0.0, count = 0.0;
  for (const Domain& d : result.domains) {
    const auto nearest = std::min_element(truth.begin(), truth.end(), [&](const auto& a, const auto& b) {
      return std::hypot(a.y_nm - d.y_nm, a.x_nm - d.x_nm) < std::hypot(b.y_nm - d.y_nm, b.x_nm - d.x_nm);
    });
    const double dy = d.y_nm - nearest->y_nm, dx = d.x_nm - nearest->x_nm;
    if (std::hypot(dy, dx) > nearest->diameter_nm) continue;
    found.contrast += d.contrast;
    found.dy += dy;
    found.dx += dx;
    squares += dy * dy + dx * dx;
    count += 1.0;
  }
  return {found.contrast / count, found.dy / count, found.dx / count, std::sqrt(squares) / count};
}

struct Case {
  int n;
  double diameter_nm, strength;
};

/// 25 clusters a scan: the pooled diameter and the visible fraction hold within two of their stated standard errors,
/// the truth lies between the limits of the size with two standard errors of the width, and the places are not shifted.
inline void expect_sizes(const comm::Communicator& comm, const Case& made, std::uint64_t seed) {
  const auto& [n, diameter, strength] = made;
  const WaveScan scan({.n = n, .diameter_nm = diameter, .strength = strength, .seed = seed});
  Parameters p;
  p.types = {4, 6};
  p.surrogates = 60;
  p.surrogates_unsought = p.point_simulations = p.toroidal_shifts = 0;  // not what is tested here
  const Result result = find(comm, scan.measure(comm), p);
  const std::size_t t = n == 4 ? 0 : 1;
  const TypeSummary& type = result.types[t];
  const auto c = compare(result, scan.truth(), {4, 6}, result.area_nm2, 8.0);
  const Found found = look(result, scan.truth());
  if (comm.is_root()) {
    std::printf(
        "n = %d, D = %.2f nm: found %.0f of 25 (%lld false), contrast %.1f, FWHM %.3f +- %.3f nm (null %.3f), "
        "D %.2f +- %.2f nm in [%.2f, %.2f] (limits %.2f, %.2f), visible fraction %.4f +- %.4f (%.4f), shifted by "
        "(%.3f, %.3f) +- %.3f nm\n",
        n, diameter, type.count.value, static_cast<long long>(c[t].found - c[t].matched), found.contrast,
        type.fwhm_nm.value, type.fwhm_nm.error, result.nulls[t].fwhm_nm, type.diameter_nm.value, type.diameter_nm.error,
        type.diameter_lo_nm, type.diameter_hi_nm, type.interference_limit_nm, type.raised_limit_nm,
        type.visible_volume_fraction.value, type.visible_volume_fraction.error, c[t].truth_by_count_form, found.dy,
        found.dx, found.error);
  }
  EXPECT_GE(c[t].matched,
            8);  // enough for a median; bare spots of one layer saturate P_n, and recall is not the point
  EXPECT_GE(c[t].precision, 0.9);
  EXPECT_LT(std::hypot(found.dy, found.dx), 3.0 * found.error);
  EXPECT_NEAR(type.diameter_nm.value, diameter, 2.0 * type.diameter_nm.error);
  EXPECT_LE(type.diameter_lo_nm, diameter);
  EXPECT_GE(2.0 * type.diameter_hi_nm - type.raised_limit_nm, diameter);
  EXPECT_EQ(type.probe_limited, diameter < 1.5);
  EXPECT_NEAR(type.visible_volume_fraction.value, c[t].truth_by_count_form, 2.0 * type.visible_volume_fraction.error);
}

}  // namespace vitrum::domains::testing
