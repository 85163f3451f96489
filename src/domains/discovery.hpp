// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/discovery.hpp: which of many tested peaks are discoveries at a given false discovery rate.
#pragma once

#include <vector>

namespace vitrum::domains {

/// Adjusted p-values of Benjamini and Hochberg (1995): q_(i) = min over j >= i of p_(j) m / j, at most 1.
/// q[i] <= Q are the discoveries at false discovery rate Q.
std::vector<double> benjamini_hochberg(const std::vector<double>& p);

}  // namespace vitrum::domains
