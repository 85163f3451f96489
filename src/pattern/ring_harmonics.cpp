// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/ring_harmonics.cpp: how far a ring is from the fitted ellipse, harmonic by harmonic of azimuth.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "pattern/least_squares.hpp"
#include "pattern/ring_fit.hpp"

namespace vitrum::pattern {
namespace {

constexpr int most = 4;                         // highest n
constexpr std::size_t unknowns = 2 * most + 1;  // C_0, C_1, S_1, ...

/// Adds a block's pixels of the window, linearized in the radius: Newton's step for Huber's loss.
void add_block(const RingBlock& block, const std::vector<std::uint8_t>& mask, std::size_t qy, std::size_t qx,
               const RingFit& fit, NormalEquations& out) {
  const RingValues& p = fit.value;
  const kernels::Frame frame = frame_of(p, block.scan_y, block.scan_x);
  const double peak = std::max(p[b0] + p[A], 1e-300);
  const double bend = std::max(1.345 * fit.scatter, 1e-300);
  for (std::size_t i = 0; i < qy * qx; ++i) {
    if (mask[i] == 0) continue;
    const auto q = kernels::corrected(frame, static_cast<double>(i % qx), static_cast<double>(i / qx));
    const double off = std::hypot(q.x, q.y) - p[a];
    if (std::fabs(off) >= 2.5 * p[w]) continue;
    const double z = off / p[w];
    const double bell = p[A] * std::exp(-0.5 * z * z);
    const double model = bell + p[b0] + p[b1] * off;
    const double per_radius = bell * z / p[w] - p[b1];
    const double phi = std::atan2(q.y, q.x);
    double row[unknowns] = {per_radius};
    for (int n = 1; n <= most; ++n) {
      row[2 * n - 1] = per_radius * std::cos(n * phi);
      row[2 * n] = per_radius * std::sin(n * phi);
    }
    const double residual = block.value[i] * block.scale - model;
    const double weight = peak / std::max(model, 0.02 * peak);
    const double size = std::fabs(residual) * std::sqrt(weight);
    if (size <= bend) {
      out.add(row, residual, weight);
    } else {  // on the straight part of Huber's loss: a pull, no stiffness
      for (std::size_t j = 0; j < unknowns; ++j) out.gradient[j] += weight * bend / size * row[j] * residual;
    }
  }
}

}  // namespace

std::array<RingHarmonic, 3> ring_harmonics(const std::vector<RingBlock>& blocks, const std::vector<std::uint8_t>& mask,
                                           std::size_t qy, std::size_t qx, const RingFit& fit) {
  std::array<RingHarmonic, 3> out{};
  for (int n = 2; n <= most; ++n) out[static_cast<std::size_t>(n - 2)].n = n;
  NormalEquations all(unknowns);
  std::vector<NormalEquations> parts;
  for (const auto& block : blocks) {
    NormalEquations part(unknowns);
    add_block(block, mask, qy, qx, fit, part);
    for (std::size_t i = 0; i < all.matrix.size(); ++i) all.matrix[i] += part.matrix[i];
    for (std::size_t i = 0; i < unknowns; ++i) all.gradient[i] += part.gradient[i];
    parts.push_back(std::move(part));
  }
  const auto moved = solve_spd(all.matrix, all.gradient);
  const auto inverse = invert_spd(all.matrix, unknowns);
  if (!moved || !inverse) return out;
  const auto variance_of = [&](std::size_t k) {
    if (parts.size() < 8) return fit.scatter * fit.scatter * (*inverse)[k * unknowns + k];
    double sum = 0.0;  // (H^-1 g_b)_k over blocks: their gradients scatter about that of the solution, H x / blocks
    for (const auto& part : parts) {
      double here = 0.0;
      for (std::size_t i = 0; i < unknowns; ++i) {
        double gradient = part.gradient[i];
        for (std::size_t j = 0; j < unknowns; ++j) {
          gradient -= part.matrix[std::max(i, j) * unknowns + std::min(i, j)] * (*moved)[j];
        }
        here += (*inverse)[k * unknowns + i] * gradient;
      }
      sum += here * here;
    }
    return sum * static_cast<double>(parts.size()) / static_cast<double>(parts.size() - 1);
  };
  for (RingHarmonic& h : out) {
    const auto at = static_cast<std::size_t>(2 * h.n - 1);
    const double c = (*moved)[at], s = (*moved)[at + 1];
    h.e = std::hypot(c, s) / fit.value[a];
    h.e_error = std::sqrt(0.5 * (variance_of(at) + variance_of(at + 1))) / fit.value[a];
    h.phi = std::atan2(s, c) / h.n;
    if (h.phi < 0.0) h.phi += 2.0 * std::numbers::pi / h.n;
  }
  return out;
}

}  // namespace vitrum::pattern
