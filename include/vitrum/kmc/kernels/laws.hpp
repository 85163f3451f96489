// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/kernels/laws.hpp: the barrier laws of deformation 1.3 in one form.
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>

#include "vitrum/kmc/kernels/rates.hpp"

namespace vitrum::kmc::kernels {

/// How a voxel resists its modes now: Q = max(scale F + shift, floor) - drive V (s1 e1 + s3 e3). `drive` <= 1, so that
/// |dQ/ds| <= V |e| under every law: safe balls made with drive 1 hold for all.
struct Resistance {
  double scale = 1.0;  // of the mode's own barrier F
  double shift = 0.0;  // eV
  double floor = 0.0;  // eV: no unstressed barrier lies below
  double drive = 1.0;  // of the work term
};

/// Law (a), Zhao and Li: Q = F exp(-eta) - work, eta = eta^p + eta^t exp(-age); age = kappa (t - t_i). `floor` > 0 ends
/// the cascades that unbounded softening would keep going (1.4).
KOKKOS_INLINE_FUNCTION Resistance softened(double permanent, double temporary, double age, double floor) {
  return {softening_factor(permanent, temporary, age), 0.0, floor, 1.0};
}

/// Law (b), the older form of Li: Q = (F + F0 [1 - exp(-age)] - work) exp(-eta), eta = `softening` E:E of the net
/// transformation strain, at most `cap`: barriers harden again towards 2 F0 with time, and softening weakens the work
/// too.
KOKKOS_INLINE_FUNCTION Resistance rehardening(double barrier0, double softening, double cap, double e1, double e3,
                                              double age, double floor) {
  const double eta = softening * 2.0 * (e1 * e1 + e3 * e3);
  const double factor = std::exp(-(eta < cap ? eta : cap));
  return {factor, barrier0 * -std::expm1(-age) * factor, floor, factor};
}

/// Activation energy in eV of a mode; `volume` V in eV/GPa, stress in GPa.
KOKKOS_INLINE_FUNCTION double activation(const Resistance& r, double barrier, double volume, double s1, double s3,
                                         double e1, double e3) {
  const double unstressed = barrier * r.scale + r.shift;
  return (unstressed < r.floor ? r.floor : unstressed) - r.drive * (volume * (s1 * e1 + s3 * e3));
}

}  // namespace vitrum::kmc::kernels
