// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/least_squares.hpp: small dense non-linear least squares (Levenberg and Marquardt).
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace vitrum::pattern {

/// Symmetric n x n system of the linearized problem: J^T W J and J^T W r.
struct NormalEquations {
  explicit NormalEquations(std::size_t n) : size(n), matrix(n * n, 0.0), gradient(n, 0.0) {}
  std::size_t size;
  std::vector<double> matrix;
  std::vector<double> gradient;
  double cost = 0.0;

  void add(std::span<const double> jacobian, double residual, double weight);
};

/// Solves A x = b for symmetric positive definite A by Cholesky; empty where A is not.
std::optional<std::vector<double>> solve_spd(std::vector<double> a, std::vector<double> b);
/// Inverse of a symmetric positive definite matrix; empty where it is not.
std::optional<std::vector<double>> invert_spd(const std::vector<double>& a, std::size_t n);

/// Evaluates cost and normal equations at parameters p (residual = data - model).
using Assemble = std::function<NormalEquations(std::span<const double> p)>;

struct Fit {
  std::vector<double> p;
  double cost = 0.0;
  bool converged = false;
};

/// Marquardt's damping (J. SIAM 11 (1963) 431), at most `steps` steps, until no parameter moves by more than
/// `tolerance` of its own error scale.
Fit minimise(const Assemble& assemble, std::vector<double> start, int steps = 60, double tolerance = 1e-6);

/// Median; reorders its argument. 0 for none.
double median(std::vector<double>& values);
/// 1.4826 * median absolute deviation from `centre`.
double robust_scale(std::span<const double> values, double centre);

}  // namespace vitrum::pattern
