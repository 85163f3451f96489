// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/size.cpp: how wide a hotspot is.
#include "domains/size.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace vitrum::domains {

namespace {

struct Sample {
  double y, x, value;
};

using Vector4 = std::array<double, 4>;
using Matrix4 = std::array<Vector4, 4>;

/// Solves m u = v by elimination with pivoting; false where m is singular.
bool solve(Matrix4 m, Vector4 v, Vector4& u) {
  for (std::size_t i = 0; i < 4; ++i) {
    std::size_t pivot = i;
    for (std::size_t j = i + 1; j < 4; ++j) {
      if (std::abs(m[j][i]) > std::abs(m[pivot][i])) pivot = j;
    }
    if (!(std::abs(m[pivot][i]) > 0.0)) return false;
    std::swap(m[i], m[pivot]);
    std::swap(v[i], v[pivot]);
    for (std::size_t j = i + 1; j < 4; ++j) {
      const double factor = m[j][i] / m[i][i];
      for (std::size_t k = i; k < 4; ++k) m[j][k] -= factor * m[i][k];
      v[j] -= factor * v[i];
    }
  }
  for (std::size_t i = 4; i-- > 0;) {
    double sum = v[i];
    for (std::size_t k = i + 1; k < 4; ++k) sum -= m[i][k] * u[k];
    u[i] = sum / m[i][i];
  }
  return true;
}

double misfit(const std::vector<Sample>& samples, double background, const Spot& spot) {
  double sum = 0.0;
  for (const Sample& s : samples) {
    const double d2 = (s.y - spot.y) * (s.y - spot.y) + (s.x - spot.x) * (s.x - spot.x);
    const double rest = s.value - background - spot.amplitude * std::exp(-0.5 * d2 / (spot.sigma * spot.sigma));
    sum += rest * rest;
  }
  return sum;
}

/// Normal equations J^T J and J^T rest for (A, y, x, sigma).
void normal_equations(const std::vector<Sample>& samples, double background, const Spot& spot, Matrix4& jj,
                      Vector4& jr) {
  jj = {};
  jr = {};
  const double s2 = spot.sigma * spot.sigma;
  for (const Sample& s : samples) {
    const double dy = s.y - spot.y, dx = s.x - spot.x, d2 = dy * dy + dx * dx;
    const double g = std::exp(-0.5 * d2 / s2), ag = spot.amplitude * g;
    const Vector4 j{g, ag * dy / s2, ag * dx / s2, ag * d2 / (s2 * spot.sigma)};
    const double rest = s.value - background - ag;
    for (std::size_t a = 0; a < 4; ++a) {
      jr[a] += j[a] * rest;
      for (std::size_t b = 0; b < 4; ++b) jj[a][b] += j[a] * j[b];
    }
  }
}

}  // namespace

Spot fit_spot(std::span<const double> map, Shape shape, std::span<const std::uint8_t> good, std::size_t peak,
              const FitWindow& window) {
  const double y0 = static_cast<double>(peak / shape.nx), x0 = static_cast<double>(peak % shape.nx);
  std::vector<Sample> samples;
  for_disc(shape, y0, x0, window.radius_px, [&](std::size_t r) {
    if (good[r]) {
      samples.push_back({static_cast<double>(r / shape.nx), static_cast<double>(r % shape.nx), map[r]});
    }
  });
  const Spot start{map[peak] - window.background, y0, x0, window.sigma_px, false};
  if (samples.size() < 5 || !(start.amplitude > 0.0)) return start;
  Spot spot = start;
  double cost = misfit(samples, window.background, spot), damping = 1e-3;
  for (int iteration = 0; iteration < 100; ++iteration) {
    Matrix4 jj;
    Vector4 jr, step{};
    normal_equations(samples, window.background, spot, jj, jr);
    for (std::size_t a = 0; a < 4; ++a) jj[a][a] *= 1.0 + damping;
    if (!solve(jj, jr, step)) return start;
    Spot next{spot.amplitude + step[0], std::clamp(spot.y + step[1], y0 - window.shift_px, y0 + window.shift_px),
              std::clamp(spot.x + step[2], x0 - window.shift_px, x0 + window.shift_px),
              std::clamp(spot.sigma + step[3], 0.25 * window.sigma_px, 4.0 * window.sigma_px), false};
    const double next_cost = misfit(samples, window.background, next);
    if (!(next_cost <= cost)) {
      damping *= 8.0;
      if (damping > 1e8) break;
      continue;
    }
    const double moved = std::abs(next.y - spot.y) + std::abs(next.x - spot.x) + std::abs(next.sigma - spot.sigma);
    spot = next;
    cost = next_cost;
    damping = std::max(1e-12, damping / 8.0);
    if (moved < 1e-7 * window.sigma_px) break;
  }
  const bool inside = spot.sigma > 0.2501 * window.sigma_px && spot.sigma < 3.999 * window.sigma_px;
  spot.converged = inside && spot.amplitude > 0.0;
  return spot.converged ? spot : start;
}

double speckle_fwhm(double probe_fwhm_nm) { return std::numbers::sqrt2 * 0.74 * probe_fwhm_nm; }

}  // namespace vitrum::domains
