// SPDX-License-Identifier: Apache-2.0
// vitrum/response/avalanches.hpp: flips that share a cascade, stress drops, and how their sizes are distributed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "vitrum/response/power_law.hpp"

namespace vitrum::response {

/// How many cascades (flips that share an id) had so many flips; by size, ascending.
struct CascadeCount {
  std::int64_t flips = 0;
  std::int64_t cascades = 0;
};
std::vector<CascadeCount> cascade_sizes(std::span<const kmc::Event> events);

/// A cascade: the flip that started it, and what it did.
struct Avalanche {
  double time_s = 0.0;
  std::int64_t flips = 0;
  double stress_drop_GPa = 0.0;  // elastic modulus x (sum of e1) / zones: fall of the stress at held strain
};
/// In the order of their first flips. `zones`: volume of the glass in volumes of an STZ.
std::vector<Avalanche> avalanches(std::span<const kmc::Event> events, double elastic_modulus_GPa, double zones);

/// Falls of the recorded stress: each the whole of an unbroken run of falling points of the curve.
std::vector<double> stress_falls(std::span<const kmc::CurvePoint> curve);
/// Flips between successive points of the curve (intervals without a flip left out).
std::vector<std::int64_t> flips_between_points(std::span<const kmc::CurvePoint> curve);

/// Logarithmic bins [low, high) of positive values; density = count / (samples x width), a width of integers being the
/// number of integers in the bin; error: Poisson.
struct SizeBin {
  double low = 0.0, high = 0.0;
  std::int64_t count = 0;
  double density = 0.0, error = 0.0;
};
std::vector<SizeBin> size_bins(std::span<const double> values, bool integers, int bins_a_decade = 8);

/// One kind of event size with its distribution and the power law fitted to it.
struct SizeDistribution {
  std::string sample;  // "cascade_flips", "cascade_stress_drop", "curve_stress_drop", "interval_flips"
  std::string units;
  std::vector<SizeBin> bins;
  PowerLaw law;
};
/// The four samples of a steady part of a run. Real-valued samples of more than `fit_samples` values are thinned to so
/// many, drawn at random, for the fit (its cost).
std::vector<SizeDistribution> size_distributions(std::span<const kmc::CurvePoint> curve,
                                                 std::span<const Avalanche> steady, std::int64_t fit_samples,
                                                 const PowerLawChoice& choice);

}  // namespace vitrum::response
