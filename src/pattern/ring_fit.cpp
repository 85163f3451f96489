// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/ring_fit.cpp: the ring model, its derivatives and its robust fit.
#include "pattern/ring_fit.hpp"

#include <algorithm>
#include <cmath>

#include "pattern/least_squares.hpp"

namespace vitrum::pattern {
namespace {

struct Pixel {
  std::uint32_t block;
  float column, row;
  double value;
  double weight;  // 1 / variance, relative to the ring's peak
};

/// exp(-2 S) = C - K [[s1, s2], [s2, -s1]] and derivatives of C and K.
struct Metric {
  explicit Metric(double s1, double s2) {
    const double square = s1 * s1 + s2 * s2;
    const double s = std::sqrt(square);
    c = std::cosh(2.0 * s);
    k = s > 1e-4 ? std::sinh(2.0 * s) / s : 2.0 + 4.0 / 3.0 * square;
    dk = s > 1e-4 ? (2.0 * c - k) / square : 8.0 / 3.0;
  }
  double c, k, dk;
};

kernels::Point centre_of(const RingValues& p, double y, double x) {
  const double xx = x * x, xy = x * y, yy = y * y;
  return {p[cx] + p[cx_x] * x + p[cx_y] * y + (p[cx_xx] * xx + p[cx_xy] * xy + p[cx_yy] * yy),
          p[cy] + p[cy_x] * x + p[cy_y] * y + (p[cy_xx] * xx + p[cy_xy] * xy + p[cy_yy] * yy)};
}

/// Model value and its gradient in all parameters.
double model(const RingValues& p, const Metric& m, const RingBlock& block, double column, double row,
             RingValues* gradient) {
  const kernels::Point centre = centre_of(p, block.scan_y, block.scan_x);
  const double x = column - centre.x;
  const double y = row - centre.y;
  const double even = x * x + y * y;
  const double plus = x * x - y * y;
  const double mixed = 2.0 * x * y;
  const double tilt = p[s1] * plus + p[s2] * mixed;
  const double rho = std::sqrt(std::max(1e-12, m.c * even - m.k * tilt));
  const double z = (rho - p[a]) / p[w];
  const double bell = std::exp(-0.5 * z * z);
  if (gradient != nullptr) {
    const double slope = -p[A] * bell * z / p[w] + p[b1];
    const double half = 0.5 * slope / rho;  // df / d rho^2
    const double dx = -half * (2.0 * m.c * x - 2.0 * m.k * (p[s1] * x + p[s2] * y));
    const double dy = -half * (2.0 * m.c * y - 2.0 * m.k * (p[s2] * x - p[s1] * y));
    RingValues& g = *gradient;
    const double terms[6] = {1.0,
                             block.scan_x,
                             block.scan_y,
                             block.scan_x * block.scan_x,
                             block.scan_x * block.scan_y,
                             block.scan_y * block.scan_y};
    for (std::size_t i = 0; i < 6; ++i) {
      g[cx + 2 * i] = dx * terms[i];
      g[cy + 2 * i] = dy * terms[i];
    }
    g[s1] = half * (2.0 * m.k * p[s1] * even - m.dk * p[s1] * tilt - m.k * plus);
    g[s2] = half * (2.0 * m.k * p[s2] * even - m.dk * p[s2] * tilt - m.k * mixed);
    g[a] = -slope;
    g[w] = p[A] * bell * z * z / p[w];
    g[A] = bell;
    g[b0] = 1.0;
    g[b1] = rho - p[a];
  }
  return p[A] * bell + p[b0] + p[b1] * (rho - p[a]);
}

std::vector<Pixel> window(const std::vector<RingBlock>& blocks, const std::vector<std::uint8_t>& mask, std::size_t qy,
                          std::size_t qx, const RingValues& p) {
  std::vector<Pixel> pixels;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const kernels::Frame frame = frame_of(p, blocks[b].scan_y, blocks[b].scan_x);
    for (std::size_t row = 0; row < qy; ++row) {
      const auto columns =
          kernels::columns_within(frame, p[a] + 2.5 * p[w], static_cast<int>(row), static_cast<int>(qx));
      for (int column = columns.begin; column < columns.end; ++column) {
        const std::size_t i = row * qx + static_cast<std::size_t>(column);
        if (mask[i] == 0) continue;
        const auto q = kernels::corrected(frame, column, static_cast<double>(row));
        if (std::fabs(std::hypot(q.x, q.y) - p[a]) >= 2.5 * p[w]) continue;
        pixels.push_back({static_cast<std::uint32_t>(b), static_cast<float>(column), static_cast<float>(row),
                          blocks[b].value[i] * blocks[b].scale, 1.0});
      }
    }
  }
  return pixels;
}

/// Every k-th pixel, so that about `most` are left.
std::vector<Pixel> thinned(std::vector<Pixel> pixels, std::size_t most) {
  const std::size_t step = pixels.size() / most + 1;
  if (step == 1) return pixels;
  std::vector<Pixel> kept;
  for (std::size_t i = 0; i < pixels.size(); i += step) kept.push_back(pixels[i]);
  return kept;
}

struct Problem {
  const std::vector<RingBlock>& blocks;
  const std::vector<Pixel>& pixels;
  const RingValues& held;
  const std::vector<std::size_t>& free;
  double bend;  // Huber's

  RingValues full(std::span<const double> p) const {
    RingValues values = held;
    for (std::size_t i = 0; i < free.size(); ++i) values[free[i]] = p[i];
    return values;
  }

  /// Adds pixels [begin, end); Huber's loss as iterated weights.
  void add(const RingValues& p, std::size_t begin, std::size_t end, NormalEquations& out) const {
    const Metric metric(p[s1], p[s2]);
    RingValues gradient;
    std::vector<double> jacobian(free.size());
    for (std::size_t i = begin; i < end; ++i) {
      const Pixel& pixel = pixels[i];
      const double residual = pixel.value - model(p, metric, blocks[pixel.block], pixel.column, pixel.row, &gradient);
      const double size = std::fabs(residual) * std::sqrt(pixel.weight);
      const double weight = size <= bend ? pixel.weight : pixel.weight * bend / size;
      out.cost += size <= bend ? 0.5 * size * size : bend * (size - 0.5 * bend);
      for (std::size_t k = 0; k < free.size(); ++k) jacobian[k] = gradient[free[k]];
      out.add(jacobian, residual, weight);
    }
  }

  NormalEquations operator()(std::span<const double> p) const {
    NormalEquations out(free.size());
    add(full(p), 0, pixels.size(), out);
    return out;
  }
};

/// Counts scatter as their square root: weight 1 / model, but at least 2 % of the ring's peak.
void weigh(const std::vector<RingBlock>& blocks, std::vector<Pixel>& pixels, const RingValues& p) {
  const Metric metric(p[s1], p[s2]);
  const double peak = std::max(p[b0] + p[A], 1e-300);
  for (Pixel& pixel : pixels) {
    const double value = model(p, metric, blocks[pixel.block], pixel.column, pixel.row, nullptr);
    pixel.weight = peak / std::max(value, 0.02 * peak);
  }
}

double scatter_of(const std::vector<RingBlock>& blocks, const std::vector<Pixel>& pixels, const RingValues& p) {
  const Metric metric(p[s1], p[s2]);
  std::vector<double> residuals;
  residuals.reserve(pixels.size());
  for (const Pixel& pixel : pixels) {
    const double value = model(p, metric, blocks[pixel.block], pixel.column, pixel.row, nullptr);
    residuals.push_back((pixel.value - value) * std::sqrt(pixel.weight));
  }
  return robust_scale(residuals, 0.0);
}

/// Sandwich covariance H^-1 (sum_b g_b g_b^T) H^-1 over blocks, or over pixels where blocks are few.
RingValues errors_of(const Problem& problem, const RingValues& p) {
  RingValues errors{};
  const std::size_t n = problem.free.size();
  NormalEquations all(n);
  std::vector<double> meat(n * n, 0.0);
  const bool clustered = problem.blocks.size() >= 8;
  std::size_t groups = 0;
  for (std::size_t begin = 0; begin < problem.pixels.size();) {
    std::size_t end = begin + 1;
    while (clustered && end < problem.pixels.size() && problem.pixels[end].block == problem.pixels[begin].block) ++end;
    NormalEquations part(n);
    problem.add(p, begin, end, part);
    for (std::size_t i = 0; i < n * n; ++i) all.matrix[i] += part.matrix[i];
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) meat[i * n + j] += part.gradient[i] * part.gradient[j];
    }
    ++groups;
    begin = end;
  }
  const auto inverse = invert_spd(all.matrix, n);
  if (!inverse || groups < 2) return errors;
  for (std::size_t i = 0; i < n; ++i) {
    double variance = 0.0;
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < n; ++k) variance += (*inverse)[i * n + j] * meat[j * n + k] * (*inverse)[k * n + i];
    }
    const double small = static_cast<double>(groups) / static_cast<double>(groups - 1);
    errors[problem.free[i]] = std::sqrt(std::max(0.0, variance * small));
  }
  return errors;
}

bool sane(const RingValues& p, std::size_t qy, std::size_t qx) {
  for (const double v : p) {
    if (!std::isfinite(v)) return false;
  }
  const double largest = static_cast<double>(std::max(qy, qx));
  return p[w] >= 0.5 && p[a] >= 2.0 * p[w] && p[a] < largest && p[cx] > -0.25 * largest && p[cx] < 1.25 * largest &&
         p[cy] > -0.25 * largest && p[cy] < 1.25 * largest && std::hypot(p[s1], p[s2]) < 0.3;
}

}  // namespace

kernels::Frame frame_of(const RingValues& p, double scan_y, double scan_x) {
  return frame_of(centre_of(p, scan_y, scan_x), ellipse_of({p[s1], p[s2]}));
}

RingFit fit_ring(const std::vector<RingBlock>& blocks, const std::vector<std::uint8_t>& mask, std::size_t qy,
                 std::size_t qx, const RingValues& start, const RingFree& free_mask, const Effort& effort) {
  RingFit fit;
  fit.value = start;
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < ring_parameters; ++i) {
    if (free_mask[i]) free.push_back(i);
  }
  for (int round = 0; round < effort.rounds; ++round) {
    if (!sane(fit.value, qy, qx)) return fit;
    std::vector<Pixel> pixels = thinned(window(blocks, mask, qy, qx, fit.value), effort.pixels);
    fit.pixels = pixels.size();
    if (pixels.size() < 4 * free.size()) return fit;
    weigh(blocks, pixels, fit.value);
    fit.scatter = scatter_of(blocks, pixels, fit.value);
    const RingValues before = fit.value;
    const Problem problem{blocks, pixels, before, free, std::max(1.345 * fit.scatter, 1e-300)};
    std::vector<double> p;
    for (const std::size_t i : free) p.push_back(before[i]);
    const Fit step = minimise(problem, std::move(p), 60, effort.tolerance);
    fit.value = problem.full(step.p);
    fit.value[w] = std::fabs(fit.value[w]);
    fit.good = step.converged && sane(fit.value, qy, qx);
    const double moved = std::max({std::fabs(fit.value[a] - before[a]), std::fabs(fit.value[w] - before[w]),
                                   std::fabs(fit.value[cx] - before[cx]), std::fabs(fit.value[cy] - before[cy])});
    const bool last = round + 1 == effort.rounds || moved < 2e-4;
    if (last && fit.good) fit.error = errors_of(problem, fit.value);
    if (last) break;
  }
  return fit;
}

}  // namespace vitrum::pattern
