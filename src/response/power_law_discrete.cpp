// SPDX-License-Identifier: Apache-2.0
// vitrum/response/power_law_discrete.cpp: power laws of integers, on the histogram of their values.
#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "response/cutoff.hpp"
#include "response/power_law_tail.hpp"
#include "response/zeta.hpp"

namespace vitrum::response {
namespace {

struct Count {
  std::int64_t value = 0, count = 0;
};
using Histogram = std::vector<Count>;  // ascending

/// Maximum likelihood at this x_min: mean ln x = -zeta'/zeta, Newton's method; the cost is convex.
double exponent_at(double mean_log, double x_min) {
  double s = 1.0 + 1.0 / std::max(1e-6, mean_log - std::log(x_min - 0.5));  // continuous approximation (their eq. 3.7)
  for (int i = 0; i < 60; ++i) {
    const auto z = hurwitz_zeta(s, x_min);
    const double expected = -z.first / z.value;
    const double variance = z.second / z.value - expected * expected;
    const double next = std::clamp(s + (expected - mean_log) / variance, 1.0 + 0.3 * (s - 1.0), s + 1.0);
    const bool settled = std::abs(next - s) < 1e-12 * s;
    s = next;
    if (settled || s > steepest) break;
  }
  return s;
}

double distance_of(const Histogram& h, std::size_t from, double n, double s) {
  const double whole = hurwitz_zeta_value(s, static_cast<double>(h[from].value));
  double seen = 0.0, distance = 0.0;
  for (std::size_t i = from; i < h.size(); ++i) {
    const double below = 1.0 - hurwitz_zeta_value(s, static_cast<double>(h[i].value)) / whole;  // P(x < value)
    distance = std::max(distance, std::abs(seen / n - below));
    seen += static_cast<double>(h[i].count);
    const double up_to = 1.0 - hurwitz_zeta_value(s, static_cast<double>(h[i].value) + 1.0) / whole;
    distance = std::max(distance, std::abs(seen / n - up_to));
  }
  return distance;
}

Tail tail_from(const Histogram& h, std::size_t from) {
  double n = 0.0, logs = 0.0;
  for (std::size_t i = from; i < h.size(); ++i) {
    n += static_cast<double>(h[i].count);
    logs += static_cast<double>(h[i].count) * std::log(static_cast<double>(h[i].value));
  }
  Tail tail;
  tail.n = static_cast<std::int64_t>(n);
  tail.x_min = static_cast<double>(h[from].value);
  tail.exponent = exponent_at(logs / n, tail.x_min);
  tail.distance = distance_of(h, from, n, tail.exponent);
  return tail;
}

/// The x_min of the smallest distance, among values with two others beyond and at least `least_tail` counts.
Tail best_tail(const Histogram& h, const std::optional<double>& given) {
  std::vector<std::size_t> allowed;
  std::int64_t n = 0;
  for (std::size_t i = h.size(); i-- > 0;) {
    n += h[i].count;
    if (given ? static_cast<double>(h[i].value) >= *given : n >= least_tail && i + 1 < h.size()) allowed.push_back(i);
  }
  if (given && !allowed.empty()) {
    Tail tail;
    n = 0;
    for (std::size_t i = allowed.back(); i < h.size(); ++i) n += h[i].count;
    return n >= least_tail && allowed.size() > 1 ? tail_from(h, allowed.back()) : tail;
  }
  std::reverse(allowed.begin(), allowed.end());
  return nearest_tail(spread_out(allowed), [&](std::size_t i) { return tail_from(h, i); });
}

Histogram histogram_of(const std::map<std::int64_t, std::int64_t>& counts) {
  Histogram h;
  for (const auto& [value, count] : counts)
    if (count > 0) h.push_back({value, count});
  return h;
}

/// Every count drawn anew from the Poisson law of its own: the bootstrap of a histogram.
Histogram resampled(const Histogram& h, Stream& stream) {
  std::map<std::int64_t, std::int64_t> counts;
  for (const auto& c : h) counts[c.value] = static_cast<std::int64_t>(stream.poisson(static_cast<double>(c.count)));
  return histogram_of(counts);
}

/// Below x_min as observed (drawn anew), above it from the fitted law: expected counts one by one where they are large,
/// draws beyond.
Histogram synthetic(const Histogram& h, const Tail& fit, Stream& stream) {
  constexpr std::int64_t one_by_one = 1000;
  const auto x_min = static_cast<std::int64_t>(fit.x_min);
  std::map<std::int64_t, std::int64_t> counts;
  for (const auto& c : h)
    if (c.value < x_min) counts[c.value] = static_cast<std::int64_t>(stream.poisson(static_cast<double>(c.count)));
  const double n = static_cast<double>(fit.n), whole = hurwitz_zeta_value(fit.exponent, fit.x_min);
  for (std::int64_t k = x_min; k < x_min + one_by_one; ++k)
    counts[k] = static_cast<std::int64_t>(stream.poisson(n * std::pow(static_cast<double>(k), -fit.exponent) / whole));
  const double rest = hurwitz_zeta_value(fit.exponent, fit.x_min + one_by_one) / whole;
  for (std::uint64_t left = stream.poisson(n * rest); left > 0; --left)
    ++counts[draw_zeta(stream, fit.exponent, x_min + one_by_one)];
  return histogram_of(counts);
}

TailMeans means_from(const Histogram& h, double x_min) {
  TailMeans means;
  means.x_min = x_min;
  for (const auto& c : h) {
    const double value = static_cast<double>(c.value), count = static_cast<double>(c.count);
    if (value < x_min) continue;
    means.n += count;
    means.mean_log += count * std::log(value);
    means.mean += count * value;
    means.largest = value;
  }
  means.mean_log /= means.n;
  means.mean /= means.n;
  means.exponent = exponent_at(means.mean_log, x_min);
  return means;
}

}  // namespace

PowerLaw fit_discrete(std::span<const std::int64_t> sizes, const PowerLawChoice& choice) {
  std::map<std::int64_t, std::int64_t> counts;
  for (auto size : sizes)
    if (size > 0) ++counts[size];
  const auto h = histogram_of(counts);
  PowerLaw law;
  for (const auto& c : h) law.samples += c.count;
  const auto best = best_tail(h, choice.x_min);
  if (!best.found()) return law;
  take(best, law);
  const auto z = hurwitz_zeta(best.exponent, best.x_min);
  law.exponent_fisher_error =
      1.0 / std::sqrt(static_cast<double>(best.n) * (z.second / z.value - std::pow(z.first / z.value, 2)));
  bootstrap(
      choice, best, [&](Stream& stream) { return best_tail(synthetic(h, best, stream), choice.x_min); },
      [&](Stream& stream) { return best_tail(resampled(h, stream), choice.x_min); }, law);
  fit_cutoff(means_from(h, choice.x_min ? best.x_min : static_cast<double>(h.front().value)), true, law);
  return law;
}

}  // namespace vitrum::response
