// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/colocalization.hpp: whether n-fold power lies where V(x,y) is high (characterization 1.13).
#pragma once

#include <cstdint>

namespace vitrum::domains {

/// A measure of association, its standard deviation over random toroidal shifts of one map (the error of the measure
/// where there is no association), z against their mean and the one-sided p = (1 + shifts at least as high) / (1 +
/// shifts). Beside unusable positions the quarter of the shifts that leaves most of the others in common is drawn from,
/// and distances from the mean count in the square root of what is left in common, over which they scatter.
struct Association {
  double value = 0.0, error = 0.0, z = 0.0, p = 1.0;
};

/// P_n (n = 0: sum over the sought n, each in robust standard deviations) and V(x,y). From the same electrons V(x,y) =
/// 2 sum P_n (F1): association is a tautology. From independent halves of the electrons (P_n of A, V of B) it is not
/// one of noise; of one specimen both still are maps.
struct Colocalization {
  int n = 0;
  bool split = false;
  std::int64_t shifts = 0;
  Association pearson, spearman;
  Association jaccard;  // of the positions above the upper quartile of each
  Association share;    // of the hotspots within the exclusion radius of a maximum of V(x,y) above its upper quartile;
                        // split: of as many of the highest peaks of half A. NaN without hotspots
};

}  // namespace vitrum::domains
