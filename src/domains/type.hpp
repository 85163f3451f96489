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
};

/// Power factor of the aperture disk: (2 J1(x) / x)^2, x = m k_a / k (characterization 1.7).
double disk_transfer(int m, double aperture_inv_A, double k_inv_A);

/// Largest log-likelihood over strength A and spot width s of an n-fold template: P_m = A T_m exp(-((m/n)^2 - 1) n^2
/// s^2) for m a multiple of n, else 0, T the disk transfer; on top of the bulk, Gaussian with variance sd^2 (1 + 2 P_m
/// / floor): the cross term of domain and speckle.
double template_log_likelihood(const std::vector<Evidence>& evidence, int n, double aperture_inv_A, double k_inv_A);

/// The type with the largest likelihood, or 0 where the next one is less than `margin` behind.
int most_likely_type(const std::vector<Evidence>& evidence, const std::vector<int>& candidates, double aperture_inv_A,
                     double k_inv_A, double margin = 3.0);

}  // namespace vitrum::domains
