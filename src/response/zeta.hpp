// SPDX-License-Identifier: Apache-2.0
// vitrum/response/zeta.hpp: sums of power laws over integers.
#pragma once

#include <cstdint>

#include "vitrum/core/random.hpp"

namespace vitrum::response {

/// Hurwitz's zeta(s, a) = sum_{k >= 0} (a + k)^-s and its first two derivatives in s, s > 1, a >= 1
/// (Euler-Maclaurin after 12 terms; relative error below 1e-13 for s < 10).
struct Zeta {
  double value = 0.0, first = 0.0, second = 0.0;
};
Zeta hurwitz_zeta(double s, double a);
double hurwitz_zeta_value(double s, double a);

/// A draw of P(k) ~ k^-s, k >= k_min, exact: floor of a Pareto deviate, accepted with the ratio of the two laws.
std::int64_t draw_zeta(Stream& stream, double s, std::int64_t k_min);

}  // namespace vitrum::response
