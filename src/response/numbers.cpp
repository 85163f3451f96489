// SPDX-License-Identifier: Apache-2.0
// vitrum/response/numbers.cpp: means, ranks, tails of distributions.
#include "response/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vitrum::response {

double mean_of(std::span<const double> values) {
  if (values.empty()) return 0.0;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double variance_of(std::span<const double> values) {
  if (values.size() < 2) return 0.0;
  const double mean = mean_of(values);
  double sum = 0.0;
  for (double v : values) sum += (v - mean) * (v - mean);
  return sum / static_cast<double>(values.size() - 1);
}

double quantile_of(std::span<const double> sorted, double p) {
  const double position = p * static_cast<double>(sorted.size() - 1);
  const auto i = std::min(static_cast<std::size_t>(position), sorted.size() - 1);
  const auto next = std::min(i + 1, sorted.size() - 1);
  return sorted[i] + (position - static_cast<double>(i)) * (sorted[next] - sorted[i]);
}

double correlation_of(std::span<const double> x, std::span<const double> y) {
  const double mx = mean_of(x), my = mean_of(y);
  double xx = 0.0, yy = 0.0, xy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
    xy += (x[i] - mx) * (y[i] - my);
  }
  return xx > 0.0 && yy > 0.0 ? xy / std::sqrt(xx * yy) : 0.0;
}

std::vector<double> ranks_of(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] != values[b] ? values[a] < values[b] : a < b; });
  std::vector<double> ranks(values.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
    for (std::size_t k = i; k < end; ++k) ranks[order[k]] = 0.5 * static_cast<double>(i + 1 + end);
    i = end;
  }
  return ranks;
}

double chi_square_above(double degrees, double x) {
  const double a = 0.5 * degrees, z = 0.5 * x;
  if (!(z > 0.0)) return 1.0;
  const double front = std::exp(a * std::log(z) - z - std::lgamma(a));
  if (z < a + 1.0) {  // series of P
    double term = 1.0 / a, sum = term;
    for (double n = a + 1.0; term > 1e-17 * sum; ++n) sum += (term *= z / n);
    return std::max(0.0, 1.0 - front * sum);
  }
  constexpr double tiny = 1e-300;
  double b = z + 1.0 - a, c = 1.0 / tiny, d = 1.0 / b, h = d;  // Lentz's continued fraction of Q
  for (int i = 1; i < 10000; ++i) {
    const double an = -i * (i - a);
    b += 2.0;
    d = 1.0 / (std::abs(an * d + b) < tiny ? tiny : an * d + b);
    c = std::abs(b + an / c) < tiny ? tiny : b + an / c;
    h *= d * c;
    if (std::abs(d * c - 1.0) < 1e-15) break;
  }
  return std::min(1.0, front * h);
}

double uniform_distance(std::span<const double> sorted) {
  const double n = static_cast<double>(sorted.size());
  double distance = 0.0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double k = static_cast<double>(i);
    distance = std::max({distance, sorted[i] - k / n, (k + 1.0) / n - sorted[i]});
  }
  return distance;
}

double kolmogorov_above(std::size_t n, double d) {
  if (n == 0) return 1.0;
  const double root = std::sqrt(static_cast<double>(n));
  const double t = (root + 0.12 + 0.11 / root) * d;
  if (t < 0.2) return 1.0;
  double sum = 0.0;
  for (int j = 1; j <= 200; ++j) {
    const double term = std::exp(-2.0 * j * j * t * t);
    sum += (j % 2 == 1 ? 2.0 : -2.0) * term;
    if (term < 1e-18) break;
  }
  return std::clamp(sum, 0.0, 1.0);
}

double permutation_p(std::span<const double> null, double value) {
  const auto above = std::count_if(null.begin(), null.end(), [&](double v) { return v >= value; });
  return (1.0 + static_cast<double>(above)) / (1.0 + static_cast<double>(null.size()));
}

double permutation_p_two_sided(std::span<const double> null, double value) {
  const auto below = std::count_if(null.begin(), null.end(), [&](double v) { return v <= value; });
  const double low = (1.0 + static_cast<double>(below)) / (1.0 + static_cast<double>(null.size()));
  return std::min(1.0, 2.0 * std::min(low, permutation_p(null, value)));
}

double largest_strain(std::span<const kmc::CurvePoint> curve) {
  double largest = 0.0;
  for (const auto& point : curve) largest = std::max(largest, point.strain);
  return largest;
}

double sense_of(std::span<const kmc::CurvePoint> curve) {
  double farthest = 0.0;
  for (const auto& point : curve)
    if (std::abs(point.strain) > std::abs(farthest)) farthest = point.strain;
  return farthest < 0.0 ? -1.0 : 1.0;
}

std::vector<kmc::CurvePoint> turned(std::span<const kmc::CurvePoint> curve, double sense) {
  std::vector<kmc::CurvePoint> points(curve.begin(), curve.end());
  for (auto& point : points) {
    point.strain *= sense;
    point.plastic_strain *= sense;
    point.stress_GPa *= sense;
  }
  return points;
}

FourFold four_fold(std::span<const double> cos4, std::span<const double> values, double variance) {
  const double n = static_cast<double>(values.size());
  FourFold fit;
  fit.mean = mean_of(values);
  const double mean_cos = mean_of(cos4);
  double cc = 0.0, cv = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    cc += (cos4[i] - mean_cos) * (cos4[i] - mean_cos);
    cv += (cos4[i] - mean_cos) * (values[i] - fit.mean);
  }
  if (values.empty()) return fit;
  if (cc <= 1e-12 * n) {
    fit.mean_error = std::sqrt(variance / n);
    return fit;
  }
  fit.amplitude = cv / cc;
  fit.amplitude_error = std::sqrt(variance / cc);
  fit.mean -= fit.amplitude * mean_cos;
  fit.mean_error = std::sqrt(variance * (1.0 / n + mean_cos * mean_cos / cc));
  return fit;
}

}  // namespace vitrum::response
