// SPDX-License-Identifier: Apache-2.0
// vitrum/response/power_law_tail.hpp: what discrete and continuous power laws share: the choice of x_min, the
// bootstrap.
#pragma once

#include <functional>
#include <vector>

#include "vitrum/core/random.hpp"
#include "vitrum/response/power_law.hpp"

namespace vitrum::response {

inline constexpr std::int64_t least_tail = 50;  // Clauset et al. 3.4: below it x_min and p mean little
inline constexpr double steepest = 20.0;        // an exponent beyond it is that of no power law
inline constexpr std::size_t most_candidates = 30;

struct Tail {
  std::int64_t n = 0;  // 0: none found
  double x_min = 0.0, exponent = 0.0, distance = 0.0;
  bool found() const { return n > 0; }
};

/// At most `most_candidates` of ascending candidates, the first and last among them, spread evenly over their order.
std::vector<std::size_t> spread_out(const std::vector<std::size_t>& candidates);
/// The tail with the smallest distance; the first of equals; tails with an exponent beyond `steepest` do not count.
Tail nearest_tail(const std::vector<std::size_t>& candidates, const std::function<Tail(std::size_t)>& tail_at);
void take(const Tail& tail, PowerLaw& law);
/// p from replicas of the fitted law, errors from replicas of the data.
void bootstrap(const PowerLawChoice& choice, const Tail& best, const std::function<Tail(Stream&)>& of_law,
               const std::function<Tail(Stream&)>& of_data, PowerLaw& law);

}  // namespace vitrum::response
