// SPDX-License-Identifier: Apache-2.0
// vitrum/response/activity.cpp: which classes of voxels flowed.
#include <algorithm>
#include <cmath>
#include <map>

#include "response/null_maps.hpp"
#include "response/numbers.hpp"
#include "vitrum/response/mro.hpp"

namespace vitrum::response {
namespace {

struct Sums {
  double voxels = 0.0, flips = 0.0, strain = 0.0;
};

/// Position of each voxel's class among the rows: 0 matrix, then the types in ascending order.
struct Classes {
  std::vector<int> n{0};
  std::vector<std::uint32_t> of;

  Classes(const microstructure::Microstructure& m, std::size_t voxels) : of(voxels, 0) {
    std::map<int, std::uint32_t> row{{0, 0}};
    for (int type : m.types) row[type];
    n.clear();
    for (auto& [type, position] : row) {
      position = static_cast<std::uint32_t>(n.size());
      n.push_back(type);
    }
    if (m.dominant_type.empty()) return;
    for (std::size_t v = 0; v < voxels; ++v) of[v] = row[m.dominant_type[v]];
  }
  std::size_t matrix() const { return static_cast<std::size_t>(std::find(n.begin(), n.end(), 0) - n.begin()); }
};

double rate(double amount, double voxels) { return voxels > 0.0 ? amount / voxels : not_measured; }

/// Per class: flips a voxel, its ratio to the matrix, and the ratio of the strains.
std::vector<double> rates_of(const std::vector<Sums>& sums, std::size_t matrix) {
  std::vector<double> values;
  const double flips = rate(sums[matrix].flips, sums[matrix].voxels);
  const double strain = rate(sums[matrix].strain, sums[matrix].voxels);
  for (const auto& s : sums) {
    const double own = rate(s.flips, s.voxels);
    values.insert(values.end(), {own, own / flips, rate(s.strain, s.voxels) / strain});
  }
  return values;
}

double poisson_error(const Activity& a, double matrix_flips, double matrix_rate) {
  const double flips = std::max(1.0, static_cast<double>(a.flips));
  return std::sqrt(flips) / static_cast<double>(a.voxels) / matrix_rate * std::sqrt(1.0 + flips / matrix_flips);
}

/// Rates of all blocks with weights, from the sums of each block and class.
std::vector<double> weighted_rates(const std::vector<Sums>& by_block, std::size_t classes, std::size_t matrix,
                                   std::span<const double> weights) {
  std::vector<Sums> sums(classes);
  for (std::size_t b = 0; b < weights.size(); ++b)
    for (std::size_t c = 0; c < classes; ++c) {
      const auto& s = by_block[b * classes + c];
      sums[c].voxels += weights[b] * s.voxels;
      sums[c].flips += weights[b] * s.flips;
      sums[c].strain += weights[b] * s.strain;
    }
  return rates_of(sums, matrix);
}

/// Ratios of flips to the matrix under each null map, [class][map].
std::vector<std::vector<double>> null_ratios(const Classes& classes, const microstructure::Grid& grid,
                                             std::span<const std::int64_t> flips, const MroChoice& choice) {
  std::vector<std::vector<double>> ratios(classes.n.size());
  for (int i = 0; i < choice.null_maps; ++i) {
    std::vector<Sums> sums(classes.n.size());
    for_shifted(grid, null_shift(grid, choice.seed, i), [&](std::size_t v, std::size_t w) {
      auto& s = sums[classes.of[w]];
      s.voxels += 1.0;
      s.flips += static_cast<double>(flips[v]);
    });
    const auto values = rates_of(sums, classes.matrix());
    for (std::size_t c = 0; c < ratios.size(); ++c)
      if (std::isfinite(values[3 * c + 1])) ratios[c].push_back(values[3 * c + 1]);
  }
  return ratios;
}

}  // namespace

std::vector<Activity> activity_by_type(const microstructure::Microstructure& m, std::span<const std::int64_t> flips,
                                       std::span<const double> g, const MroChoice& choice) {
  const Classes classes(m, flips.size());
  const std::size_t rows = classes.n.size(), matrix = classes.matrix();
  const auto blocks = blocks_of(m.grid);
  std::vector<Sums> by_block(blocks.count * rows);
  std::vector<Activity> result(rows);
  for (std::size_t v = 0; v < flips.size(); ++v) {
    auto& s = by_block[blocks.of[v] * rows + classes.of[v]];
    s.voxels += 1.0;
    s.flips += static_cast<double>(flips[v]);
    s.strain += g[v];
    ++result[classes.of[v]].voxels;
    result[classes.of[v]].flips += flips[v];
  }
  const std::vector<double> once(blocks.count, 1.0);
  const auto values = weighted_rates(by_block, rows, matrix, once);
  const auto errors = bootstrap_errors(
      blocks, choice, [&](std::span<const double> w) { return weighted_rates(by_block, rows, matrix, w); });
  const bool flowed = result[matrix].flips > 0;
  const auto null =
      flowed && rows > 1 ? null_ratios(classes, m.grid, flips, choice) : std::vector<std::vector<double>>();
  for (std::size_t c = 0; c < rows; ++c) {
    auto& a = result[c];
    a.n = classes.n[c];
    if (a.voxels == 0) continue;
    a.flips_per_voxel = values[3 * c];
    double strain = 0.0;
    for (std::size_t b = 0; b < blocks.count; ++b) strain += by_block[b * rows + c].strain;
    a.mean_strain = strain / static_cast<double>(a.voxels);
    const auto error = [&](std::size_t k) { return errors.empty() ? not_measured : errors[3 * c + k]; };
    a.flips_per_voxel_error = error(0);
    if (!flowed) continue;
    a.ratio_to_matrix = values[3 * c + 1];
    a.strain_ratio = std::isfinite(values[3 * c + 2]) ? values[3 * c + 2] : 0.0;
    if (c == matrix) continue;
    const double poisson = poisson_error(a, static_cast<double>(result[matrix].flips), values[3 * matrix]);
    a.ratio_error = errors.empty() ? poisson : std::max(poisson, error(1));
    a.strain_ratio_error = error(2);
    if (!null[c].empty()) a.ratio_p = permutation_p_two_sided(null[c], a.ratio_to_matrix);
  }
  return result;
}

}  // namespace vitrum::response
