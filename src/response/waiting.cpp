// SPDX-License-Identifier: Apache-2.0
// vitrum/response/waiting.cpp: whether waiting times are exponential.
#include <algorithm>
#include <cmath>

#include "response/numbers.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/response/timing.hpp"

namespace vitrum::response {
namespace {

/// Distance from the exponential law of the sample's mean.
double exponential_distance(std::vector<double> times) {
  const double mean = mean_of(times);
  std::sort(times.begin(), times.end());
  for (auto& t : times) t = -std::expm1(-t / mean);
  return uniform_distance(times);
}

/// Stephens (1974): in this form the null hardly depends on n.
double modified(double distance, std::size_t samples) {
  const double n = static_cast<double>(samples), root = std::sqrt(n);
  return (distance - 0.2 / n) * (root + 0.26 + 0.5 / root);
}

}  // namespace

std::vector<double> waiting_times(std::span<const kmc::Event> events) {
  std::vector<double> times;
  const kmc::Event* last = nullptr;
  for (const auto& event : events) {
    if (event.thermal == 0) continue;
    if (last && event.time_s > last->time_s) times.push_back(event.time_s - last->time_s);
    last = &event;
  }
  return times;
}

Waiting waiting(std::span<const double> times_s, std::uint64_t seed) {
  constexpr std::size_t simulated = 200, simulations = 999, fewest = 20;
  Waiting result;
  result.samples = static_cast<std::int64_t>(times_s.size());
  if (times_s.size() < fewest) return result;
  result.mean_s = mean_of(times_s);
  const double sd = std::sqrt(variance_of(times_s));
  result.mean_error_s = sd / std::sqrt(static_cast<double>(times_s.size()));
  result.variation = sd / result.mean_s;
  result.bins = size_bins(times_s, false, 5);
  result.distance = exponential_distance({times_s.begin(), times_s.end()});
  const std::size_t n = std::min(times_s.size(), simulated);
  std::vector<double> null;
  for (std::size_t i = 0; i < simulations; ++i) {
    Stream stream(seed, Purpose::surrogate, 1, static_cast<std::uint32_t>(i));
    std::vector<double> times(n);
    for (auto& t : times) t = stream.exponential();
    null.push_back(modified(exponential_distance(std::move(times)), n));
  }
  result.p = permutation_p(null, modified(result.distance, times_s.size()));
  return result;
}

}  // namespace vitrum::response
