// SPDX-License-Identifier: Apache-2.0
// vitrum/response/power_law.hpp: exponents of heavy tails by maximum likelihood (Clauset, Shalizi and Newman, SIAM
// Review 51, 661 (2009)), with goodness of fit, errors, and an exponential cut-off.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "vitrum/response/strength.hpp"

namespace vitrum::response {

struct PowerLawChoice {
  int replicas = 100;           // of the bootstrap for p, and as many for the errors; 0: neither
  std::optional<double> x_min;  // given; absent: where the Kolmogorov-Smirnov distance is smallest
  std::uint64_t seed = 1;
  std::uint64_t id = 0;  // of the sample: another id, other random numbers
};

/// p(x) ~ x^-exponent for x >= x_min. NaN: not measured (fewer than 50 values, or all of them equal).
struct PowerLaw {
  std::int64_t samples = 0;  // positive values that entered
  std::int64_t tail = 0;     // of them at or above x_min
  double x_min = not_measured, x_min_error = not_measured;
  double exponent = not_measured, exponent_error = not_measured;  // error: bootstrap, x_min fitted anew each time
  double exponent_fisher_error = not_measured;                    // at fixed x_min
  double distance = not_measured;                                 // Kolmogorov-Smirnov
  double p = not_measured;  // share of semi-parametric replicas that lie farther; below 0.1: no power law
  /// p(x) ~ x^-cut_exponent exp(-x / cutoff), x >= cut_x_min: of integers the smallest value (or the x_min given), else
  /// x_min. Errors from the Fisher matrix; NaN where no cut-off is likelier than any.
  double cut_x_min = not_measured;
  double cut_exponent = not_measured, cut_exponent_error = not_measured;
  double cutoff = not_measured, cutoff_error = not_measured;
  double cut_p = not_measured;  // of the likelihood ratio, chi^2 of one degree: small where a cut-off is needed
};

/// x = x_min, x_min + 1, ...: the normalization is Hurwitz's zeta function. Values below 1 are left out.
PowerLaw fit_discrete(std::span<const std::int64_t> sizes, const PowerLawChoice& choice);
/// Real x >= x_min. Values that are not positive are left out.
PowerLaw fit_continuous(std::span<const double> values, const PowerLawChoice& choice);

}  // namespace vitrum::response
