// SPDX-License-Identifier: Apache-2.0
// vitrum/response/power_law_tail.cpp: the choice of x_min and the bootstrap of power laws.
#include "response/power_law_tail.hpp"

#include <cmath>

#include "response/numbers.hpp"

namespace vitrum::response {

std::vector<std::size_t> spread_out(const std::vector<std::size_t>& candidates) {
  if (candidates.size() <= most_candidates) return candidates;
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < most_candidates; ++i)
    chosen.push_back(candidates[i * (candidates.size() - 1) / (most_candidates - 1)]);
  return chosen;
}

Tail nearest_tail(const std::vector<std::size_t>& candidates, const std::function<Tail(std::size_t)>& tail_at) {
  Tail best;
  for (auto candidate : candidates) {
    const auto tail = tail_at(candidate);
    if (tail.exponent <= steepest && (!best.found() || tail.distance < best.distance)) best = tail;
  }
  return best;
}

void take(const Tail& tail, PowerLaw& law) {
  law.tail = tail.n;
  law.x_min = tail.x_min;
  law.exponent = tail.exponent;
  law.distance = tail.distance;
}

void bootstrap(const PowerLawChoice& choice, const Tail& best, const std::function<Tail(Stream&)>& of_law,
               const std::function<Tail(Stream&)>& of_data, PowerLaw& law) {
  std::vector<double> distances, exponents, x_mins;
  for (int i = 0; i < choice.replicas; ++i) {
    Stream laws(choice.seed, Purpose::bootstrap, choice.id, static_cast<std::uint32_t>(2 * i));
    Stream data(choice.seed, Purpose::bootstrap, choice.id, static_cast<std::uint32_t>(2 * i + 1));
    if (const auto tail = of_law(laws); tail.found()) distances.push_back(tail.distance);
    if (const auto tail = of_data(data); tail.found()) {
      exponents.push_back(tail.exponent);
      x_mins.push_back(tail.x_min);
    }
  }
  if (!distances.empty()) law.p = permutation_p(distances, best.distance);
  if (exponents.size() < 2) return;
  law.exponent_error = std::sqrt(variance_of(exponents));
  law.x_min_error = std::sqrt(variance_of(x_mins));
}

}  // namespace vitrum::response
