// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/soft_spheres.cpp: cells, neighbour lists and forces.
#include "soft_spheres.hpp"

#include <algorithm>
#include <cmath>

namespace vitrum::phantom {
namespace {

constexpr double cutoff = 1.4;                        // in mean diameters
const double quadratic = 6.0 / std::pow(cutoff, 14);  // c2: u'(cutoff) = 0
constexpr double unlike = 0.92;                       // unlike atoms attract: shorter than the mean of their diameters
constexpr double skin_share = 0.3;                    // of the largest diameter

}  // namespace

SoftSpheres::SoftSpheres(double edge, std::vector<double> diameters, std::vector<int> species, comm::Range mine)
    : edge_(edge), half_(0.5 * edge), kinds_(diameters.size()), species_(std::move(species)), mine_(mine) {
  const double largest = *std::max_element(diameters.begin(), diameters.end());
  skin_ = skin_share * largest;
  range_ = cutoff * largest + skin_;
  for (double a : diameters)
    for (double b : diameters) {
      const double s = 0.5 * (a + b) * (a == b ? 1.0 : unlike);
      pairs_.push_back({1.0 / (s * s), cutoff * cutoff * s * s, (cutoff * s + skin_) * (cutoff * s + skin_)});
    }
}

double SoftSpheres::distance_square(std::span<const double> r, std::size_t i, std::size_t j) const {
  const double dx = image(r[3 * i] - r[3 * j]);
  const double dy = image(r[3 * i + 1] - r[3 * j + 1]);
  const double dz = image(r[3 * i + 2] - r[3 * j + 2]);
  return dx * dx + dy * dy + dz * dz;
}

void SoftSpheres::update(std::span<const double> positions) {
  const double limit = 0.25 * skin_ * skin_;
  bool moved = built_at_.empty();
  for (std::size_t i = 0; !moved && i < species_.size(); ++i) {
    double square = 0.0;
    for (std::size_t c = 0; c < 3; ++c) {
      const double d = image(positions[3 * i + c] - built_at_[3 * i + c]);
      square += d * d;
    }
    moved = square > limit;
  }
  if (moved) build(positions);
}

// Calls visit(i, j) for every own atom i and every j of the 125 cells around it, cell by cell, by number within a cell.
template <class Visit>
void SoftSpheres::visit_candidates(std::span<const double> positions, Visit&& visit) const {
  const std::size_t n = species_.size();
  const auto m = static_cast<std::size_t>(2.0 * edge_ / range_);  // cells of half the range
  if (m < 5) {
    for (std::size_t i = mine_.begin; i < mine_.end; ++i)
      for (std::size_t j = 0; j < n; ++j) visit(i, j);
    return;
  }
  const auto coordinate = [&](double x) {
    const double inside = x - edge_ * std::floor(x / edge_);
    return std::min(m - 1, static_cast<std::size_t>(inside / edge_ * static_cast<double>(m)));
  };
  const auto cell_of = [&](std::size_t i) {
    return (coordinate(positions[3 * i + 2]) * m + coordinate(positions[3 * i + 1])) * m + coordinate(positions[3 * i]);
  };
  std::vector<std::uint32_t> cell(n), first(m * m * m + 1, 0), sorted(n);
  for (std::size_t i = 0; i < n; ++i) ++first[(cell[i] = static_cast<std::uint32_t>(cell_of(i))) + 1];
  for (std::size_t c = 1; c < first.size(); ++c) first[c] += first[c - 1];
  std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
  for (std::size_t i = 0; i < n; ++i) sorted[next[cell[i]]++] = static_cast<std::uint32_t>(i);
  for (std::size_t i = mine_.begin; i < mine_.end; ++i) {
    const std::size_t cx = cell[i] % m, cy = cell[i] / m % m, cz = cell[i] / (m * m);
    for (std::size_t around = 0; around < 125; ++around) {
      const std::size_t x = (cx + around % 5 + m - 2) % m, y = (cy + around / 5 % 5 + m - 2) % m,
                        z = (cz + around / 25 + m - 2) % m;
      const std::size_t other = (z * m + y) * m + x;
      for (std::uint32_t k = first[other]; k < first[other + 1]; ++k) visit(i, sorted[k]);
    }
  }
}

void SoftSpheres::build(std::span<const double> positions) {
  built_at_.assign(positions.begin(), positions.end());
  begin_.assign(1, 0);
  neighbours_.clear();
  std::size_t current = mine_.begin;
  visit_candidates(positions, [&](std::size_t i, std::size_t j) {
    for (; current < i; ++current) begin_.push_back(neighbours_.size());
    if (i != j && distance_square(positions, i, j) < pair(i, j).list_square)
      neighbours_.push_back(static_cast<std::uint32_t>(j));
  });
  while (begin_.size() < mine_.size() + 1) begin_.push_back(neighbours_.size());
}

void SoftSpheres::forces(std::span<const double> r, std::span<double> out) const {
  for (std::size_t i = mine_.begin; i < mine_.end; ++i) {
    double fx = 0.0, fy = 0.0, fz = 0.0;
    const std::size_t own = i - mine_.begin;
    for (std::size_t k = begin_[own]; k < begin_[own + 1]; ++k) {
      const std::size_t j = neighbours_[k];
      const double dx = image(r[3 * i] - r[3 * j]);
      const double dy = image(r[3 * i + 1] - r[3 * j + 1]);
      const double dz = image(r[3 * i + 2] - r[3 * j + 2]);
      const double square = dx * dx + dy * dy + dz * dz;
      const Pair& p = pair(i, j);
      if (square >= p.cutoff_square) continue;
      const double inverse = 1.0 / (square * p.inverse_square);  // (s / r)^2
      const double cube = inverse * inverse * inverse;
      const double strength = (12.0 * cube * cube * inverse - 2.0 * quadratic) * p.inverse_square;
      fx += strength * dx;
      fy += strength * dy;
      fz += strength * dz;
    }
    out[3 * own] = fx;
    out[3 * own + 1] = fy;
    out[3 * own + 2] = fz;
  }
}

}  // namespace vitrum::phantom
