// SPDX-License-Identifier: Apache-2.0
// vitrum/response/cutoff.cpp: Newton's method on the convex negative log-likelihood of a power law with a cut-off.
#include "response/cutoff.hpp"

#include <array>
#include <cmath>

#include "response/numbers.hpp"
#include "response/zeta.hpp"

namespace vitrum::response {
namespace {

/// Sums of w, w ln x, w x, w ln^2 x, w x ln x, w x^2 with w = (x/x0)^-tau exp(-lambda (x - x0)).
using Moments = std::array<double, 6>;

struct Law {
  double tau = 1.5, lambda = 0.0, x0 = 1.0;
  /// `measure` dx: 1 where a sum, x where an integral over ln x.
  void add(double x, double measure, Moments& m) const {
    const double log_x = std::log(x);
    const double w = measure * std::exp(-tau * (log_x - std::log(x0)) - lambda * (x - x0));
    const double terms[] = {w, w * log_x, w * x, w * log_x * log_x, w * x * log_x, w * x * x};
    for (std::size_t i = 0; i < m.size(); ++i) m[i] += terms[i];
  }
};

/// Integral from `from` to where exp(-lambda x) has vanished, Simpson's rule in ln x.
void integrate(const Law& law, double from, Moments& m) {
  constexpr int intervals = 800;
  const double begin = std::log(from), end = std::log(from + 60.0 / law.lambda);
  const double step = (end - begin) / intervals;
  for (int i = 0; i <= intervals; ++i) {
    const double x = std::exp(begin + i * step);
    law.add(x, x * step / 3.0 * (i == 0 || i == intervals ? 1.0 : i % 2 == 1 ? 4.0 : 2.0), m);
  }
}

Moments moments_of(const Law& law, bool discrete) {
  Moments m{};
  if (!discrete) {
    integrate(law, law.x0, m);
    return m;
  }
  constexpr int direct_terms = 200;  // then Euler-Maclaurin: half the first term, and its slope over -12
  for (int k = 0; k < direct_terms; ++k) law.add(law.x0 + k, 1.0, m);
  const double from = law.x0 + direct_terms;
  integrate(law, from, m);
  law.add(from, 0.5, m);
  law.add(from + 0.5, -1.0 / 12.0, m);
  law.add(from - 0.5, 1.0 / 12.0, m);
  return m;
}

/// Negative log-likelihood a value, less a constant that all laws of one tail share.
double cost(const Law& law, const TailMeans& tail, const Moments& m) {
  return law.tau * (tail.mean_log - std::log(law.x0)) + law.lambda * (tail.mean - law.x0) + std::log(m[0]);
}

struct Covariance {
  double tt = 0.0, tl = 0.0, ll = 0.0, determinant = 0.0;
};
Covariance covariance_of(const Moments& m) {
  const double log_mean = m[1] / m[0], mean = m[2] / m[0];
  Covariance c{m[3] / m[0] - log_mean * log_mean, m[4] / m[0] - log_mean * mean, m[5] / m[0] - mean * mean, 0.0};
  c.determinant = c.tt * c.ll - c.tl * c.tl;
  return c;
}

}  // namespace

void fit_cutoff(const TailMeans& tail, bool discrete, PowerLaw& law) {
  const double smallest = 1e-4 / tail.largest;  // a cut-off so far beyond the largest value cannot be told from none
  Law fit{tail.exponent, 1.0 / tail.largest, tail.x_min};
  auto m = moments_of(fit, discrete);
  double value = cost(fit, tail, m);
  for (int i = 0; i < 200; ++i) {
    const auto c = covariance_of(m);
    const double gt = tail.mean_log - m[1] / m[0], gl = tail.mean - m[2] / m[0];  // gradient of the cost
    if (!(c.determinant > 0.0)) return;
    const double dt = -(c.ll * gt - c.tl * gl) / c.determinant, dl = -(c.tt * gl - c.tl * gt) / c.determinant;
    double share = 1.0;
    bool better = false;
    for (int half = 0; half < 40 && !better; ++half, share *= 0.5) {
      const Law next{fit.tau + share * dt, fit.lambda + share * dl, fit.x0};
      if (!(next.lambda > 0.0)) continue;
      const auto moments = moments_of(next, discrete);
      const double next_value = cost(next, tail, moments);
      if (!(next_value <= value)) continue;
      better = true;
      fit = next;
      m = moments;
      value = next_value;
    }
    if (!better || fit.lambda < smallest || share * (std::abs(dt) + std::abs(dl) / fit.lambda) < 1e-9) break;
  }
  if (fit.lambda < smallest) return;
  const double scale = std::pow(tail.x_min, tail.exponent);
  const double pure =
      tail.exponent * (tail.mean_log - std::log(tail.x_min)) +
      std::log(discrete ? scale * hurwitz_zeta_value(tail.exponent, tail.x_min) : tail.x_min / (tail.exponent - 1.0));
  const auto c = covariance_of(m);
  law.cut_x_min = tail.x_min;
  law.cut_exponent = fit.tau;
  law.cut_exponent_error = std::sqrt(c.ll / c.determinant / tail.n);
  law.cutoff = 1.0 / fit.lambda;
  law.cutoff_error = std::sqrt(c.tt / c.determinant / tail.n) / (fit.lambda * fit.lambda);
  law.cut_p = chi_square_above(1.0, std::max(0.0, 2.0 * tail.n * (pure - value)));
}

}  // namespace vitrum::response
