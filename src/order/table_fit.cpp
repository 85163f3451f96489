// SPDX-License-Identifier: Apache-2.0
// vitrum/order/table_fit.cpp: weighted least squares for the even harmonics of a band, and its condition.
#include <algorithm>
#include <cmath>
#include <limits>

#include "order/table.hpp"

namespace vitrum::order {
namespace {

constexpr std::size_t n_harmonics = pk::harmonics;
using Matrix = std::vector<double>;  // (n, n)

/// B^T W B of the columns.
Matrix gram(const std::vector<const double*>& columns, const std::vector<double>& w) {
  const std::size_t n = columns.size();
  Matrix g(n * n, 0.0);
  std::vector<double> scaled(w.size());
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t i = 0; i < w.size(); ++i) scaled[i] = w[i] * columns[a][i];
    for (std::size_t b = a; b < n; ++b) {
      double sum = 0.0;
      for (std::size_t i = 0; i < w.size(); ++i) sum += scaled[i] * columns[b][i];
      g[a * n + b] = g[b * n + a] = sum;
    }
  }
  return g;
}

void rotate(Matrix& a, std::size_t n, std::size_t p, std::size_t q) {
  const double apq = a[p * n + q];
  const double theta = (a[q * n + q] - a[p * n + p]) / (2.0 * apq);
  const double t = (theta >= 0.0 ? 1.0 : -1.0) / (std::fabs(theta) + std::sqrt(theta * theta + 1.0));
  const double c = 1.0 / std::sqrt(t * t + 1.0), s = t * c;
  for (std::size_t k = 0; k < n; ++k) {
    const double kp = a[k * n + p], kq = a[k * n + q];
    a[k * n + p] = c * kp - s * kq;
    a[k * n + q] = s * kp + c * kq;
  }
  for (std::size_t k = 0; k < n; ++k) {
    const double pk = a[p * n + k], qk = a[q * n + k];
    a[p * n + k] = c * pk - s * qk;
    a[q * n + k] = s * pk + c * qk;
  }
}

/// Ratio of the largest to the smallest singular value of the columns, from the eigenvalues of their Gram matrix
/// (cyclic Jacobi): relative error about 1e-16 times its square.
double condition_of(Matrix a, std::size_t n) {
  double trace = 0.0;
  for (std::size_t i = 0; i < n; ++i) trace += a[i * n + i];
  for (int sweep = 0; sweep < 50; ++sweep) {
    double off = 0.0;
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        off = std::max(off, std::fabs(a[p * n + q]));
        if (std::fabs(a[p * n + q]) > 1e-18 * trace) rotate(a, n, p, q);
      }
    }
    if (off <= 1e-17 * trace) break;
  }
  double low = std::numeric_limits<double>::infinity(), high = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    low = std::min(low, a[i * n + i]);
    high = std::max(high, a[i * n + i]);
  }
  return low > 0.0 ? std::sqrt(high / low) : std::numeric_limits<double>::infinity();
}

/// Inverse by Cholesky; empty where the matrix is singular to rounding.
Matrix inverse_of(Matrix a, std::size_t n) {
  double largest = 0.0;
  for (std::size_t i = 0; i < n; ++i) largest = std::max(largest, a[i * n + i]);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      if (i > j) {
        a[i * n + j] = sum / a[j * n + j];
      } else if (!(sum > 1e-13 * largest)) {
        return {};
      } else {
        a[j * n + j] = std::sqrt(sum);
      }
    }
  }
  Matrix inverse(n * n, 0.0);
  for (std::size_t column = 0; column < n; ++column) {
    std::vector<double> x(n, 0.0);
    x[column] = 1.0;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < i; ++k) x[i] -= a[i * n + k] * x[k];
      x[i] /= a[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
      for (std::size_t k = i + 1; k < n; ++k) x[i] -= a[k * n + i] * x[k];
      x[i] /= a[i * n + i];
    }
    for (std::size_t i = 0; i < n; ++i) inverse[i * n + column] = x[i];
  }
  return inverse;
}

}  // namespace

BandFit fit_band(const std::vector<double>& basis, const std::vector<double>& w, bool weights_wanted) {
  const std::size_t pixels = w.size();
  std::vector<const double*> all, even;
  for (std::size_t n = 0; n < n_harmonics; ++n) {
    for (const std::size_t part : {n, n_harmonics + n}) {
      all.push_back(basis.data() + part * pixels);
      if (n % 2 == 1) even.push_back(basis.data() + part * pixels);
    }
  }
  BandFit fit;
  fit.condition = condition_of(gram(all, w), all.size());
  const Matrix normal = gram(even, w);
  fit.condition_even = condition_of(normal, even.size());
  if (!weights_wanted) return fit;
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const Matrix inverse = inverse_of(normal, even.size());
  fit.re.assign(n_harmonics * pixels, 0.0);
  fit.im.assign(n_harmonics * pixels, 0.0);
  double weight = 0.0;
  for (const double v : w) weight += v;
  for (std::size_t e = 0; e < even.size(); ++e) {
    const std::size_t n = 2 * (e / 2) + 1;  // harmonic n + 1
    // c_n = (a - i b) / 2 of a cos n phi + b sin n phi; F_n = c_n sum w.
    double* out = e % 2 == 0 ? fit.re.data() + n * pixels : fit.im.data() + n * pixels;
    const double scale = e % 2 == 0 ? 0.5 * weight : -0.5 * weight;
    if (inverse.empty()) {
      std::fill(out, out + pixels, nan);
      continue;
    }
    for (std::size_t k = 0; k < even.size(); ++k) {
      const double factor = scale * inverse[e * even.size() + k];
      for (std::size_t i = 0; i < pixels; ++i) out[i] += factor * w[i] * even[k][i];
    }
  }
  return fit;
}

}  // namespace vitrum::order
