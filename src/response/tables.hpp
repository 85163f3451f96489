// SPDX-License-Identifier: Apache-2.0
// vitrum/response/tables.hpp: rows of measures as columns of result tables.
#pragma once

#include <string>
#include <vector>

#include "vitrum/response/response.hpp"

namespace vitrum::response {

using Table = std::vector<storage::Column>;

Table curve_table(const std::vector<CurvePart>& rows);
Table localization_table(const std::vector<Localization>& rows);
Table autocorrelation_table(const std::vector<AutocorrelationShell>& rows);
Table band_table(const std::vector<Band>& rows);
Table cascade_table(const std::vector<CascadeCount>& rows);
Table power_law_table(const std::vector<SizeDistribution>& rows);
/// `units` of the values; the density has their inverse.
Table size_table(const std::vector<SizeBin>& rows, const std::string& units);
Table aftershock_table(const std::vector<AftershockBin>& rows);
Table pair_table(const std::vector<PairShell>& rows);
Table activity_table(const std::vector<Activity>& rows);
Table association_table(const std::vector<Association>& rows);
Table distance_table(const std::vector<DistanceBin>& rows);
Table early_table(const std::vector<EarlyFlips>& rows);

}  // namespace vitrum::response
