// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/summary.hpp: what the domains of a type amount to, each number with its standard error.
#pragma once

#include "domains/describe.hpp"
#include "vitrum/domains/domains.hpp"

namespace vitrum::domains {

/// Pooled width and diameter of each type; domains that are limited by the probe get their type's pooled diameter.
/// `owner[i]`: index of the type whose null domain i was held against (ambiguous ones too). The diameter is that of
/// the median width at the median contrast; its error joins statistics with the half-range between the two limits of
/// SizeModel over sqrt(3).
void pool_sizes(Result& result, const std::vector<std::size_t>& owner, const SizeModels& models);

/// Discs of the estimated diameters on the usable scan cells, clipped to 1 a type and in sum.
void cover(Result& result, const order::Maps& maps, const std::vector<std::uint8_t>& good);

/// Counts and fractions from domains, pooled sizes and coverage.
void summarize(Result& result, double step_nm);

/// Sentences: projection, probe, dose, thickness, sampling; which of them binds.
void tell_limits(Result& result, const order::Maps& maps);

}  // namespace vitrum::domains
