// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/thickness.hpp: the thickness of a foil from how much odd-n power its patterns hold.
#pragma once

#include <optional>
#include <string>

#include "vitrum/domains/uncertain.hpp"

namespace vitrum::domains {

/// Relativistic electron wavelength, Angstrom.
double electron_wavelength_A(double high_tension_kV);

/// 1 / (lambda k^2) in nm: the thickness at which s first falls to 0.
double friedel_length_nm(double high_tension_kV, double k_inv_A);

/// s = sinc^2(pi lambda k^2 t), sinc(x) = sin x / x: what is left of Friedel's law in a random foil of thickness t
/// (characterization F3, D4).
double friedel_share(double thickness_nm, double friedel_length_nm);

/// <P_odd> / <P_even> = (1 - s) / (1 + s).
double odd_even_ratio(double thickness_nm, double friedel_length_nm);

/// Thickness as the ratio of odd to even power tells it (characterization F3, D8). MRO adds to even n alone, so what of
/// it is not found as hotspots makes the gauge read low.
struct ThicknessGauge {
  bool measured = false;
  Uncertain ratio;                        // <P_odd> / <P_even>, n = 3 .. 11 against their even neighbours
  std::optional<Uncertain> thickness_nm;  // where it is unique
  double lo_nm = 0.0, hi_nm = 0.0;        // 95 % interval; a lower bound alone: hi = infinity (lo one-sided 95 %)
  std::string note;                       // why not, or what it rests on
};

/// Solves (1 - s) / (1 + s) = ratio on t < 1 / (lambda k^2). Unique where ratio + 1.96 standard errors stay below
/// .9099, the least ratio beyond; else a lower bound alone.
ThicknessGauge thickness_from_ratio(Uncertain ratio, double friedel_length_nm);

}  // namespace vitrum::domains
