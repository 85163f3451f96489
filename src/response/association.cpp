// SPDX-License-Identifier: Apache-2.0
// vitrum/response/association.cpp: correlation and mutual information of flips with coverage.
#include <algorithm>
#include <array>
#include <cmath>

#include "response/null_maps.hpp"
#include "response/numbers.hpp"
#include "vitrum/response/mro.hpp"

namespace vitrum::response {
namespace {

constexpr std::size_t flip_classes = 5, coverage_classes = 5;
using Joint = std::array<double, flip_classes * coverage_classes>;

std::size_t flip_class(std::int64_t flips) {
  return flips >= 5 ? 4 : flips >= 3 ? 3 : static_cast<std::size_t>(std::max<std::int64_t>(0, flips));
}

std::size_t coverage_class(double coverage) {
  if (!(coverage > 0.0)) return 0;
  return std::min<std::size_t>(4, static_cast<std::size_t>(std::ceil(4.0 * coverage)));
}

double information(const Joint& joint, double n) {
  std::array<double, flip_classes> rows{};
  std::array<double, coverage_classes> columns{};
  for (std::size_t i = 0; i < joint.size(); ++i) {
    rows[i / coverage_classes] += joint[i];
    columns[i % coverage_classes] += joint[i];
  }
  double bits = 0.0;
  for (std::size_t i = 0; i < joint.size(); ++i)
    if (joint[i] > 0.0)
      bits += joint[i] / n * std::log2(joint[i] * n / (rows[i / coverage_classes] * columns[i % coverage_classes]));
  return std::max(0.0, bits);
}

/// Values less their mean, in units of their root of the sum of squares; zeros where constant.
std::vector<double> standardized(std::vector<double> values) {
  const double mean = mean_of(values);
  double sum = 0.0;
  for (auto& v : values) {
    v -= mean;
    sum += v * v;
  }
  for (auto& v : values) v = sum > 0.0 ? v / std::sqrt(sum) : 0.0;
  return values;
}

/// A class map made ready to be laid over the flips with any shift.
class Comparison {
 public:
  Comparison(std::span<const std::int64_t> flips, const std::vector<double>& coverage)
      : flips_(standardized({flips.begin(), flips.end()})),
        flip_ranks_(standardized(ranks_of(std::vector<double>(flips.begin(), flips.end())))),
        coverage_(standardized(coverage)),
        coverage_ranks_(standardized(ranks_of(coverage))) {
    for (auto f : flips) flip_class_.push_back(flip_class(f));
    for (auto c : coverage) coverage_class_.push_back(coverage_class(c));
  }

  struct Values {
    double pearson = 0.0, spearman = 0.0, bits = 0.0;
  };
  Values at(const microstructure::Grid& grid, Shift shift) const {
    Values values;
    Joint joint{};
    for_shifted(grid, shift, [&](std::size_t v, std::size_t w) {
      values.pearson += flips_[v] * coverage_[w];
      values.spearman += flip_ranks_[v] * coverage_ranks_[w];
      joint[flip_class_[v] * coverage_classes + coverage_class_[w]] += 1.0;
    });
    values.bits = information(joint, static_cast<double>(flips_.size()));
    return values;
  }

 private:
  std::vector<double> flips_, flip_ranks_, coverage_, coverage_ranks_;
  std::vector<std::size_t> flip_class_, coverage_class_;
};

}  // namespace

std::vector<Association> associations(const microstructure::Microstructure& m, std::span<const std::int64_t> flips,
                                      const MroChoice& choice) {
  std::vector<Association> result;
  for (std::size_t c = 0; c < m.types.size(); ++c) {
    const Comparison comparison(flips, m.coverage[c]);
    const auto own = comparison.at(m.grid, {});
    std::vector<double> pearson, spearman, bits;
    for (int i = 0; i < choice.null_maps; ++i) {
      const auto null = comparison.at(m.grid, null_shift(m.grid, choice.seed, i));
      pearson.push_back(null.pearson);
      spearman.push_back(null.spearman);
      bits.push_back(null.bits);
    }
    Association a;
    a.n = m.types[c];
    a.pearson = own.pearson;
    a.spearman = own.spearman;
    a.information_bits = own.bits;
    a.null_information_bits = mean_of(bits);
    if (choice.null_maps > 0) {
      a.pearson_p = permutation_p_two_sided(pearson, own.pearson);
      a.spearman_p = permutation_p_two_sided(spearman, own.spearman);
      a.information_p = permutation_p(bits, own.bits);
    }
    result.push_back(a);
  }
  return result;
}

}  // namespace vitrum::response
