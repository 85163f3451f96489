// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/founding_law.hpp: what the event loop of the founding prototype (Li) has besides the common parameters.
#pragma once

#include <limits>

namespace vitrum::kmc {

/// The loop reads Load::strain_step as the elastic step d_eps (and the longest wait, d_eps / strain_rate), and
/// attempt_frequency_Hz as that of one mode (the prototype: 1e13 Hz a nm^2 times the voxel's).
struct FoundingLaw {
  double initial_strain = 0.01;  // applied at once, elastically
  bool rehardening = false;      // barrier law (b) instead of (a) (deformation 1.3)
  double net_softening = 30.0;   // law (b): eta = net_softening E:E of the accumulated strain
  double net_softening_cap = std::numeric_limits<double>::infinity();
  double barrier_floor_eV = 0.0;  // no unstressed barrier lies below
};

}  // namespace vitrum::kmc
