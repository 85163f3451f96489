// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/colocalization.hpp: whether n-fold power lies where V(x,y) is high (characterization 1.13).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

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
  // Manders et al. 1993: share of the summed P_n that lies where V(x,y) is above its upper quartile, and of the summed
  // V(x,y) where P_n is above its own; values below 0, which taking off shot noise leaves, count as 0.
  Association manders_power, manders_variance;
  Association jaccard;  // of the positions above the upper quartile of each
  Association share;    // of the hotspots within the exclusion radius of a maximum of V(x,y) above its upper quartile;
                        // split: of as many of the highest peaks of half A. NaN without hotspots
};

/// Cross-K of two kinds of points, K_12(r) = A^2 / (N_1 N_2) sum over pairs of 1(d <= r) / |W and W moved|, on the
/// torus that the shifts act on (Lotwick & Silverman 1982), and L_12 = sqrt(K_12 / pi): hotspots of one n with the
/// maxima of V(x,y) above its upper quartile, or with those of another n, each as found in its own map,
/// without those beside a border, where every map has more maxima. Held against random toroidal shifts of one kind; NaN
/// where there are too few points. Split: peaks of half A, V(x,y) of half B.
struct CrossK {
  int n = 0;          // 0: of all types
  std::string other;  // "V_xy", "P_6"
  bool split = false;
  std::int64_t points = 0, others = 0, shifts = 0;
  Association at_probe;  // (K_12 - pi r^2) / (2 pi r), L_12 - r to first order, at one probe FWHM, nm; p one-sided
  double dclf_p = 1.0, mad_p = 1.0;  // of that at all r, two-sided; dclf conservative where half is masked
  std::vector<double> r_nm, k_nm2, l_minus_r_nm, lo_nm, hi_nm;  // lo, hi: pointwise 95 % of the shifts
};

/// Pearson's r of a map with the thickness of the foil, p two-sided by toroidal shifts; q: Benjamini-Hochberg over the
/// maps. One that is low says that structure follows the thickness (characterization 1.12).
struct ThicknessAssociation {
  std::string map;  // "V_xy", "P_4"
  Association pearson;
  double q = 1.0;
};

}  // namespace vitrum::domains
