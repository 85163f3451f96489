// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/randomness.hpp: whether domains lie at random (characterization 1.12).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "vitrum/domains/uncertain.hpp"

namespace vitrum::domains {

/// Against r: K with translation correction, L(r) - r with L = sqrt(K / pi), g with an Epanechnikov kernel of .15 /
/// sqrt(density); lo and hi: pointwise 95 % of L - r of hard-core random points.
struct PointCurves {
  std::vector<double> r_nm, k_nm2, l_minus_r_nm, g, lo_nm, hi_nm;
};

/// Hotspots of one n (0: of all types, with the ambiguous ones) against points at random with the detector's own
/// exclusion radius (hard core), and against the peaks of featureless surrogate maps through the same detector. Every p
/// is that of simulations, (1 + as extreme) / (1 + simulations); NaN where there are too few points. Several types
/// together have no one hard core (coinciding ones of different types are merged), so only surrogate_* are theirs.
struct PointTest {
  int n = 0;
  std::int64_t points = 0, simulations = 0, surrogates = 0;
  Uncertain density_per_nm2;
  double exclusion_nm = 0.0;
  double clark_evans = 0.0, clark_evans_error = 0.0;  // mean nearest distance over Donnelly's expectation
  double clark_evans_z = 0.0, clark_evans_p = 1.0;    // z of Donnelly (no hard core; NaN, as its error, where the
                                                      // window is no full rectangle); p two-sided, hard core
  double dispersion = 0.0, dispersion_p = 1.0;        // variance over mean of quadrat counts; p two-sided
  double dclf_p = 1.0, mad_p = 1.0;                   // of L(r), hard core
  double surrogate_dclf_p = 1.0, surrogate_mad_p = 1.0;
  PointCurves curves;
  std::string note;  // what was not tested, and why
};

}  // namespace vitrum::domains
