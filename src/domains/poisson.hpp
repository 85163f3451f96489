// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/poisson.hpp: upper limits of a Poisson mean over a known background.
#pragma once

#include <cstdint>

namespace vitrum::domains {

/// Largest mean s of which n counts over a mean background b do not speak with the given confidence: P(N <= n | s + b)
/// = (1 - confidence) P(N <= n | b) (Helene 1983; CLs): never below 0, and the exact limit -ln(1 - confidence) for
/// n = 0 whatever b; without background the classical one.
double poisson_upper_limit(std::int64_t n, double background, double confidence);

}  // namespace vitrum::domains
