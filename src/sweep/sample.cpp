// SPDX-License-Identifier: Apache-2.0
// vitrum/sweep/sample.cpp: scrambled Halton points, and values between bounds.
#include "vitrum/sweep/sample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "vitrum/core/random.hpp"

namespace vitrum::sweep {
namespace {

bool is_prime(std::size_t n) {
  for (std::size_t d = 2; d * d <= n; ++d)
    if (n % d == 0) return false;
  return n > 1;
}

std::size_t prime(std::size_t which) {
  std::size_t candidate = 2;
  for (;; ++candidate)
    if (is_prime(candidate) && which-- == 0) return candidate;
}

/// Streams of replicas have sub 0, dimensions count from 1.
Stream stream_of(std::uint64_t seed, std::size_t dimension, std::size_t id) {
  return Stream(seed, Purpose::sweep_sample, id, static_cast<std::uint32_t>(dimension + 1));
}

std::vector<std::size_t> permutation(Stream stream, std::size_t n) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = n; i > 1; --i) std::swap(order[i - 1], order[stream.below(i)]);
  return order;
}

}  // namespace

std::vector<double> halton(std::uint64_t seed, std::size_t dimension, std::size_t n) {
  const std::size_t base = prime(dimension);
  std::vector<double> x(n, 0.0);
  double weight = 1.0 / static_cast<double>(base);
  std::vector<std::size_t> rest(n);
  std::iota(rest.begin(), rest.end(), std::size_t{0});
  for (std::size_t digit = 0; weight > 0x1p-53; ++digit, weight /= static_cast<double>(base)) {
    const auto scrambled = permutation(stream_of(seed, dimension, digit), base);
    for (std::size_t i = 0; i < n; ++i) {
      x[i] += weight * static_cast<double>(scrambled[rest[i] % base]);
      rest[i] /= base;
    }
  }
  for (double& value : x) value = std::min(value, std::nextafter(1.0, 0.0));
  return x;
}

std::vector<double> uniform(std::uint64_t seed, std::size_t dimension, std::size_t n) {
  std::vector<double> x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = stream_of(seed, dimension, i).uniform();
  return x;
}

std::string value_at(const Range& range, double u) {
  double value = range.from + u * (range.to - range.from);
  if (range.scale == Range::Scale::log)
    value = std::exp(std::log(range.from) + u * (std::log(range.to) - std::log(range.from)));
  if (range.scale == Range::Scale::integer) value = std::floor(range.from + u * (range.to - range.from + 1.0));
  value = std::clamp(value, range.from, range.to);
  const auto text = range.scale == Range::Scale::integer ? fmt::format("{:.0f}", value) : fmt::format("{}", value);
  return range.unit.empty() ? text : text + " " + range.unit;
}

std::vector<Values> draw(const Sample& sample) {
  std::vector<Values> points(sample.n);
  for (std::size_t d = 0; d < sample.ranges.size(); ++d) {
    const auto u =
        sample.method == Sample::Method::halton ? halton(sample.seed, d, sample.n) : uniform(sample.seed, d, sample.n);
    for (std::size_t i = 0; i < sample.n; ++i)
      points[i].emplace_back(sample.ranges[d].key, value_at(sample.ranges[d], u[i]));
  }
  return points;
}

}  // namespace vitrum::sweep
