// SPDX-License-Identifier: Apache-2.0
// vitrum/response/power_law_continuous.cpp: power laws of real values, on their sorted sample.
#include <algorithm>
#include <cmath>
#include <vector>

#include "response/cutoff.hpp"
#include "response/power_law_tail.hpp"

namespace vitrum::response {
namespace {

/// Ascending logarithms, and sums of them from each to the last.
struct Sample {
  std::vector<double> logs, sums;
  explicit Sample(std::vector<double> values) : logs(std::move(values)), sums(logs.size()) {
    std::sort(logs.begin(), logs.end());
    double sum = 0.0;
    for (std::size_t i = logs.size(); i-- > 0;) sums[i] = (sum += logs[i]);
  }
};

/// `lowest`: ln x_min.
Tail tail_from(const Sample& sample, std::size_t from, double lowest) {
  const auto& logs = sample.logs;
  const double n = static_cast<double>(logs.size() - from);
  Tail tail;
  tail.n = static_cast<std::int64_t>(logs.size() - from);
  tail.x_min = std::exp(lowest);
  tail.exponent = 1.0 + n / std::max(1e-300, sample.sums[from] - n * lowest);
  for (std::size_t i = from; i < logs.size(); ++i) {
    const double below = -std::expm1((1.0 - tail.exponent) * (logs[i] - lowest));
    const double k = static_cast<double>(i - from);
    tail.distance = std::max({tail.distance, below - k / n, (k + 1.0) / n - below});
  }
  return tail;
}

Tail best_tail(const Sample& sample, const std::optional<double>& given) {
  const auto& logs = sample.logs;
  const auto size = static_cast<std::int64_t>(logs.size());
  if (given) {
    const auto from = std::lower_bound(logs.begin(), logs.end(), std::log(*given)) - logs.begin();
    if (size - from < least_tail) return {};
    const auto tail = tail_from(sample, static_cast<std::size_t>(from), std::log(*given));
    return tail.exponent <= steepest ? tail : Tail{};
  }
  std::vector<std::size_t> allowed;
  for (std::int64_t i = 0; i + least_tail <= size; ++i)
    if (i == 0 || logs[static_cast<std::size_t>(i)] > logs[static_cast<std::size_t>(i - 1)])
      allowed.push_back(static_cast<std::size_t>(i));
  return nearest_tail(spread_out(allowed), [&](std::size_t i) { return tail_from(sample, i, logs[i]); });
}

Sample resampled(const Sample& sample, Stream& stream) {
  std::vector<double> logs(sample.logs.size());
  for (auto& x : logs) x = sample.logs[stream.below(logs.size())];
  return Sample(std::move(logs));
}

/// Each value below x_min as observed with the observed probability, else from the fitted law.
Sample synthetic(const Sample& sample, const Tail& fit, Stream& stream) {
  const std::size_t below = sample.logs.size() - static_cast<std::size_t>(fit.n);
  std::vector<double> logs(sample.logs.size());
  for (auto& x : logs) {
    const auto pick = stream.below(logs.size());
    x = pick < below ? sample.logs[pick] : std::log(fit.x_min) + stream.exponential() / (fit.exponent - 1.0);
  }
  return Sample(std::move(logs));
}

}  // namespace

PowerLaw fit_continuous(std::span<const double> values, const PowerLawChoice& choice) {
  std::vector<double> logs;
  for (double value : values)
    if (value > 0.0 && std::isfinite(value)) logs.push_back(std::log(value));
  const Sample sample(std::move(logs));
  PowerLaw law;
  law.samples = static_cast<std::int64_t>(sample.logs.size());
  const auto best = best_tail(sample, choice.x_min);
  if (!best.found()) return law;
  take(best, law);
  law.exponent_fisher_error = (best.exponent - 1.0) / std::sqrt(static_cast<double>(best.n));
  bootstrap(
      choice, best, [&](Stream& stream) { return best_tail(synthetic(sample, best, stream), choice.x_min); },
      [&](Stream& stream) { return best_tail(resampled(sample, stream), choice.x_min); }, law);
  const std::size_t from = sample.logs.size() - static_cast<std::size_t>(best.n);
  TailMeans means{static_cast<double>(best.n),
                  sample.sums[from] / static_cast<double>(best.n),
                  0.0,
                  std::exp(sample.logs.back()),
                  best.x_min,
                  best.exponent};
  for (std::size_t i = from; i < sample.logs.size(); ++i) means.mean += std::exp(sample.logs[i]);
  means.mean /= means.n;
  fit_cutoff(means, false, law);
  return law;
}

}  // namespace vitrum::response
