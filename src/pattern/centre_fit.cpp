// SPDX-License-Identifier: Apache-2.0
// vitrum/pattern/centre_fit.cpp: Huber's robust plane or parabola by iterated weights.
#include "pattern/centre_fit.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "pattern/least_squares.hpp"

namespace vitrum::pattern {
namespace {

/// Values of the terms that take part.
std::vector<double> design_row(const CentreTerms& terms, double y, double x) {
  const double all[centre_terms] = {1.0, x, y, x * x, x * y, y * y};
  std::vector<double> row;
  for (std::size_t i = 0; i < centre_terms; ++i) {
    if (terms[i]) row.push_back(all[i]);
  }
  return row;
}

double product(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

CentreTerms determined_terms(const std::vector<BlockCentre>& blocks, Descan wanted) {
  std::set<double> ys, xs;
  std::size_t used = 0;
  for (const auto& block : blocks) {
    if (block.weight <= 0.0) continue;
    ys.insert(block.scan_y);
    xs.insert(block.scan_x);
    ++used;
  }
  CentreTerms terms{true};
  if (wanted == Descan::none) return terms;
  terms[1] = used >= 6 && xs.size() >= 3;
  terms[2] = used >= 6 && ys.size() >= 3;
  if (wanted == Descan::parabola && used >= 12 && xs.size() >= 4 && ys.size() >= 4) terms.fill(true);
  return terms;
}

CentreFit fit_centres(std::vector<BlockCentre>& blocks, const CentreTerms& terms, double mid_y, double mid_x) {
  CentreFit fit;
  std::vector<std::vector<double>> rows;
  for (const auto& block : blocks) rows.push_back(design_row(terms, block.scan_y - mid_y, block.scan_x - mid_x));
  const std::size_t n = design_row(terms, 0.0, 0.0).size();
  std::vector<double> weight(blocks.size());
  for (std::size_t b = 0; b < blocks.size(); ++b) weight[b] = blocks[b].weight > 0.0 ? 1.0 : 0.0;
  for (int pass = 0; pass < 20; ++pass) {
    NormalEquations for_x(n), for_y(n);
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      for_x.add(rows[b], blocks[b].cx, weight[b]);
      for_y.add(rows[b], blocks[b].cy, weight[b]);
    }
    const auto px = solve_spd(for_x.matrix, for_x.gradient);
    const auto py = solve_spd(for_y.matrix, for_y.gradient);
    const auto inverse = invert_spd(for_x.matrix, n);
    if (!px || !py || !inverse) break;
    std::vector<double> off(blocks.size(), 0.0), sizes;
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      off[b] = std::hypot(blocks[b].cx - product(rows[b], *px), blocks[b].cy - product(rows[b], *py));
      if (blocks[b].weight > 0.0) sizes.push_back(off[b]);
    }
    fit.scatter_px = median(sizes) / 1.1774;  // median of a Rayleigh variable over its parameter
    const double bend = std::max(1.345 * 1.2533 * fit.scatter_px, 1e-9);
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      if (blocks[b].weight <= 0.0) continue;
      weight[b] = off[b] > 6.0 * std::max(fit.scatter_px, 1e-3) ? 0.0 : off[b] <= bend ? 1.0 : bend / off[b];
    }
    for (std::size_t i = 0, k = 0; i < centre_terms; ++i) {
      if (!terms[i]) continue;
      fit.cx[i] = (*px)[k];
      fit.cy[i] = (*py)[k];
      fit.error[i] = fit.scatter_px * std::sqrt((*inverse)[k * n + k]);
      ++k;
    }
  }
  for (std::size_t b = 0; b < blocks.size(); ++b) blocks[b].weight = weight[b];
  return fit;
}

}  // namespace vitrum::pattern
