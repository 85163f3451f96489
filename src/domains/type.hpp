// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/type.hpp: which n-fold pattern the powers P_2, P_4 .. P_12 of a hotspot speak for.
#pragma once

#include <vector>

namespace vitrum::domains {

/// One even symmetry at a hotspot, and what the featureless glass around shows of it.
struct Evidence {
  int m = 0;
  double power = 0.0;       // smoothed P_m at the hotspot
  double background = 0.0;  // mean of the bulk
  double sd = 1.0;          // of the bulk
  double floor = 0.0;       // bulk power including its shot noise: scale of the interference with the speckle
  double transfer = 1.0;    // power factor of the aperture disk at this m
};

/// Largest log-likelihood over strength A and spot width s of an n-fold template: P_m = A (T_m / T_n) exp(-((m/n)^2 -
/// 1) n^2 s^2) for m a multiple of n, else 0, T the disk transfer (A is what is seen at m = n; of odd n at m = 2 n); on
/// top of the bulk, Gaussian with variance sd^2 (1 + 2 P_m / floor): the cross term of domain and speckle.
double template_log_likelihood(const std::vector<Evidence>& evidence, int n);

/// Largest log-likelihood of two such templates on top of each other, each with its own strength and width, found by
/// fitting one and the other in turn.
double mixed_log_likelihood(const std::vector<Evidence>& evidence, int n, int m);

/// The type with the largest likelihood; 0 (ambiguous) where the next one is less than `margin` behind, or where two
/// types on top of each other are more than `mixed_margin` more likely than the best one alone (two more parameters
/// gain 10 by chance in one of 20,000; interference of one domain with the speckle is wider spread than that).
int most_likely_type(const std::vector<Evidence>& evidence, const std::vector<int>& candidates, double margin = 3.0,
                     double mixed_margin = 10.0);

}  // namespace vitrum::domains
