// SPDX-License-Identifier: Apache-2.0
// vitrum/response/cutoff.hpp: maximum likelihood of p(x) ~ x^-tau exp(-lambda x), x >= x_min.
#pragma once

#include "vitrum/response/power_law.hpp"

namespace vitrum::response {

/// What the likelihood sees of the tail: an exponential family with these two means.
struct TailMeans {
  double n = 0.0, mean_log = 0.0, mean = 0.0, largest = 0.0;
  double x_min = 0.0, exponent = 0.0;  // of the pure law that the cut-off is compared with
};

/// Fills the cut_* part of `law`; leaves it NaN where lambda = 0 is likeliest.
void fit_cutoff(const TailMeans& tail, bool discrete, PowerLaw& law);

}  // namespace vitrum::response
