// SPDX-License-Identifier: Apache-2.0
// vitrum/response/strength.hpp: elastic and plastic parts of a stress-strain curve, modulus, yield, peak and flow.
#pragma once

#include <limits>
#include <span>
#include <vector>

#include "vitrum/kmc/kmc.hpp"

namespace vitrum::response {

inline constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

struct StrengthChoice {
  double elastic_to = 0.002;  // the initial modulus is the slope up to this strain
  double flow_from = 0.8;     // flow stress: mean over strains from this share of the largest strain on
};

/// One point of the curve: elastic_strain = stress / modulus, plastic_strain = strain - elastic_strain.
struct CurvePart {
  double strain = 0.0, stress_GPa = 0.0, elastic_strain = 0.0, plastic_strain = 0.0;
};

/// NaN: not measured (an error of too few points); zeros of an empty curve. Of compression: magnitudes.
struct Strength {
  double sense = 1.0;        // -1: compression
  double modulus_GPa = 0.0;  // least-squares slope through the origin up to `elastic_to`; 0: no point up to there
  double modulus_error_GPa = not_measured;
  double elastic_modulus_GPa = 0.0;  // slope of stress over strain - <transformation strain>, the whole curve
  double elastic_closure = 0.0;      // largest |strain - <transformation strain> - stress / elastic modulus|
  double peak_stress_GPa = 0.0;
  double peak_strain = 0.0;
  double offset_yield_GPa = 0.0;  // stress where the curve meets the modulus line shifted by 0.2 % strain; 0: not met
  double offset_yield_strain = 0.0;
  double flow_stress_GPa = 0.0;                 // mean over the flow window
  double flow_stress_error_GPa = not_measured;  // standard error of that mean, from block averages
  double flow_stress_sd_GPa = 0.0;              // standard deviation within the window
  double flow_from_strain = 0.0;
  double plastic_strain = 0.0;      // at the end of the curve
  double overshoot = not_measured;  // peak over flow stress, less 1
};
Strength strength(std::span<const kmc::CurvePoint> curve, const StrengthChoice& choice);

std::vector<CurvePart> curve_parts(std::span<const kmc::CurvePoint> curve, double elastic_modulus_GPa);

/// Standard error of the mean of a correlated series (Flyvbjerg and Petersen, J. Chem. Phys. 91, 461 (1989)): the
/// largest s / sqrt(blocks) over block lengths 1, 2, 4, ... that leave at least 10 blocks. NaN below 20 values.
double block_error(std::span<const double> series);

/// First strain, in the order of the run, at which a measure falls below `level`, between snapshots by the line that
/// joins them; rows where it is 0 (nothing flowed yet) do not count. NaN: never.
double first_below(std::span<const double> strains, std::span<const double> values, double level);

}  // namespace vitrum::response
