// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/excess.hpp: mean n-fold power beyond that of featureless glass, and what it says of volume and
// thickness.
#pragma once

#include <vector>

#include "domains/search.hpp"
#include "vitrum/domains/domains.hpp"

namespace vitrum::domains {

/// Whether n = 2 .. 12 are there and odd n mean what they should (no mask or beam stop that mixes n).
bool odd_maps_usable(const order::BandMaps& band, std::size_t positions);

/// [r]: the line through P_3, P_5 .. P_11 at n (least squares; n = 1 is left out: miscentring).
std::vector<double> odd_power_at(const order::BandMaps& band, int n);

/// From the bulk: found hotspots, which raise even n alone, are left out with a probe FWHM around them.
ThicknessGauge gauge_thickness(const order::Maps& maps, const Search& search, const Parameters& parameters);

/// Mean powers with block errors, excess power and, with a PowerCalibration, the volume fraction of `result.types`.
/// With a thickness map both formulas take the thickness of each position.
void measure_excess(const order::Maps& maps, const Search& search, Result& result);

/// (mean power - twin) / slope (characterization 1.11); the slope of a domain goes with 1 / t. The twin's error enters
/// excess and slope with opposite sign. A glass of another or uncertain thickness has another mean power, as (1 + s)
/// says where the Friedel length is known. `twin_weight`: by how much the mean power was made to hold the twin's.
Uncertain fraction_from_power(Uncertain mean_power, const PowerCalibration& calibration, Uncertain thickness_nm,
                              std::optional<double> friedel_length_nm, double twin_weight = 1.0);

}  // namespace vitrum::domains
