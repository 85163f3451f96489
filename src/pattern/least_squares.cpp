// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/least_squares.cpp: normal equations, Cholesky, Levenberg-Marquardt, medians.
#include "pattern/least_squares.hpp"

#include <algorithm>
#include <cmath>

namespace vitrum::pattern {
namespace {

/// In place A = L L^T, lower triangle; false where A is not positive definite.
bool factor(std::vector<double>& a, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      if (i != j) {
        a[i * n + j] = sum / a[j * n + j];
      } else if (sum > 0.0 && std::isfinite(sum)) {
        a[i * n + i] = std::sqrt(sum);
      } else {
        return false;
      }
    }
  }
  return true;
}

void back_substitute(const std::vector<double>& l, std::size_t n, std::span<double> b) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= l[i * n + k] * b[k];
    b[i] /= l[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= l[k * n + i] * b[k];
    b[i] /= l[i * n + i];
  }
}

}  // namespace

void NormalEquations::add(std::span<const double> jacobian, double residual, double weight) {
  for (std::size_t i = 0; i < size; ++i) {
    const double scaled = weight * jacobian[i];
    if (scaled == 0.0) continue;
    gradient[i] += scaled * residual;
    for (std::size_t j = 0; j <= i; ++j) matrix[i * size + j] += scaled * jacobian[j];
  }
}

std::optional<std::vector<double>> solve_spd(std::vector<double> a, std::vector<double> b) {
  const std::size_t n = b.size();
  if (!factor(a, n)) return {};
  back_substitute(a, n, b);
  return b;
}

std::optional<std::vector<double>> invert_spd(const std::vector<double>& a, std::size_t n) {
  std::vector<double> l = a;
  if (!factor(l, n)) return {};
  std::vector<double> inverse(n * n, 0.0);
  std::vector<double> column(n);
  for (std::size_t j = 0; j < n; ++j) {
    std::fill(column.begin(), column.end(), 0.0);
    column[j] = 1.0;
    back_substitute(l, n, column);
    for (std::size_t i = 0; i < n; ++i) inverse[i * n + j] = column[i];
  }
  return inverse;
}

Fit minimise(const Assemble& assemble, std::vector<double> start, int steps, double tolerance) {
  const std::size_t n = start.size();
  Fit fit{std::move(start), 0.0, false};
  NormalEquations here = assemble(fit.p);
  double damping = 1e-3;
  for (int step = 0; step < steps; ++step) {
    std::vector<double> damped = here.matrix;
    for (std::size_t i = 0; i < n; ++i) damped[i * n + i] *= 1.0 + damping;
    const auto move = solve_spd(damped, here.gradient);
    if (!move) break;
    std::vector<double> next = fit.p;
    for (std::size_t i = 0; i < n; ++i) next[i] += (*move)[i];
    NormalEquations there = assemble(next);
    if (!(there.cost <= here.cost)) {
      damping *= 8.0;
      if (damping > 1e12) break;
      continue;
    }
    double largest = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      largest = std::max(largest, std::fabs((*move)[i]) / (std::fabs(next[i]) + 1e-3));
    }
    fit.p = std::move(next);
    here = std::move(there);
    damping = std::max(1e-12, damping * 0.2);
    if (largest < tolerance) {
      fit.converged = true;
      break;
    }
  }
  fit.cost = here.cost;
  return fit;
}

double median(std::vector<double>& values) {
  if (values.empty()) return 0.0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

double robust_scale(std::span<const double> values, double centre) {
  std::vector<double> deviation(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) deviation[i] = std::fabs(values[i] - centre);
  return 1.4826 * median(deviation);
}

}  // namespace vitrum::pattern
