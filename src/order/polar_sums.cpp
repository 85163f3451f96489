// SPDX-License-Identifier: Apache-2.0
// vitrum/order/polar_sums.cpp: leaves of the polar array's sums, and the curves that come of them.
#include "order/polar_sums.hpp"

#include <cmath>
#include <limits>

#include "vitrum/comm/reduce.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::order {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t folds = n_max + 1;

/// Where each kind of sum begins, in doubles.
struct Layout {
  std::size_t bins, lags, power, lag_count, lag_sum, fold, length;
  Layout(std::size_t rows, std::size_t phi)
      : bins(rows * phi),
        lags(rows * (phi / 2 + 1)),
        power(4 * bins),
        lag_count(power + lags),
        lag_sum(lag_count + lags),
        fold(lag_sum + lags),
        length(fold + rows * folds) {}
};

}  // namespace

PolarSums::PolarSums(std::size_t rows, std::size_t phi, std::size_t run)
    : rows_(rows), phi_(phi), run_(run), tree_(Layout(rows, phi).length) {}

std::size_t PolarSums::fold_length() const { return rows_ * folds; }

kernels::PolarSumsView PolarSums::view(std::vector<double>& values) const {
  const Layout at(rows_, phi_);
  double* v = values.data();
  return {v,          v + at.bins, v + 2 * at.bins, v + 3 * at.bins, v + at.power, v + at.lag_count, v + at.lag_sum,
          v + at.fold};
}

std::vector<double> PolarSums::open(std::uint64_t leaf) {
  if (leaf_ && *leaf_ == leaf) return std::move(values_);
  return tree_.zeros();
}

void PolarSums::close(std::uint64_t leaf, std::vector<double> values) {
  if (leaf_ && *leaf_ != leaf) push();
  leaf_ = leaf;
  values_ = std::move(values);
}

void PolarSums::push() {
  add_piece(*leaf_);
  tree_.push(TreeNode{0, *leaf_, std::move(values_)});
  leaf_.reset();
}

void PolarSums::add_piece(std::uint64_t leaf) {
  if (!first_leaf_) first_leaf_ = leaf;
  const std::uint64_t block = leaf * positions_per_leaf / run_;
  const std::uint64_t begins = (block * run_ + positions_per_leaf - 1) / positions_per_leaf;  // its first leaf
  const double* fold = values_.data() + Layout(rows_, phi_).fold;
  if (begins >= *first_leaf_ && !pieces_.empty() && pieces_.back().block == block) {
    for (std::size_t i = 0; i < fold_length(); ++i) pieces_.back().sums[i] += fold[i];
  } else {
    pieces_.push_back({block, std::vector<double>(fold, fold + fold_length())});
  }
}

void PolarSums::finish() {
  if (leaf_) push();
}

namespace {

/// V(k, phi) = (<m^2 - v> / (<m>^2 - <v> / N) - 1) N / (N - 1), in numerator and denominator free of shot noise.
double variance(double n, double mean, double square, double noise) {
  if (n < 2.0) return nan;
  const double m = mean / n, denominator = m * m - noise / (n * n);
  if (!(m > 0.0) || !(denominator > 0.0)) return nan;
  return ((square - noise) / n / denominator - 1.0) * n / (n - 1.0);
}

/// Mean over the scan of C(D) of a row: positions without masked bins through their power spectrum.
void correlate(const std::vector<double>& total, const Layout& at, std::size_t j, std::size_t phi, Polar& out) {
  const std::size_t h = phi / 2;
  const double* power = &total[at.power + j * (h + 1)];
  const double* count = &total[at.lag_count + j * (h + 1)];
  const double* sum = &total[at.lag_sum + j * (h + 1)];
  const double turn = 2.0 * std::acos(-1.0) / static_cast<double>(phi);
  double first = nan;
  for (std::size_t d = 0; d <= h; ++d) {
    double c = sum[d];
    for (std::size_t m = 1; m <= h && power[0] > 0.0; ++m)
      c += (m == h ? 1.0 : 2.0) * power[m] * std::cos(turn * static_cast<double>(d * m % phi));
    const double n = power[0] + count[d];
    c = n > 0.0 ? c / n : nan;
    if (d == 0) first = c;
    // Pearson: the noise-free variance must be known to divide by it.
    const double pearson = first > 0.0 ? c / first : nan;
    out.correlation[j * phi + d] = c;
    out.pearson[j * phi + d] = pearson;
    if (d == 0 || d == h) continue;
    out.correlation[j * phi + phi - d] = c;
    out.pearson[j * phi + phi - d] = pearson;
  }
}

/// Mean P_n and its standard error: L blocks of sums S_l over c_l positions, R = sum S / sum c,
/// error^2 = L / (L - 1) sum (S_l - R c_l)^2 / (sum c)^2.
void fold(const double* sums, const std::vector<std::vector<double>>& blocks, std::size_t j, std::size_t phi,
          Curves& curves) {
  double with_data = 0.0;
  for (const auto& block : blocks) with_data += block[j * folds] > 0.0 ? 1.0 : 0.0;
  for (std::size_t n = 0; n < n_max; ++n) {
    if (!(sums[0] > 0.0) || n + 1 > phi / 2) continue;
    const double mean = sums[n + 1] / sums[0];
    curves.power[n][j] = mean;
    if (with_data < 4.0) continue;
    double square = 0.0;
    for (const auto& block : blocks) {
      const double* own = &block[j * folds];
      const double off = own[n + 1] - mean * own[0];
      square += off * off;
    }
    curves.power_error[n][j] = std::sqrt(square * with_data / (with_data - 1.0)) / sums[0];
  }
}

}  // namespace

void make_polar(const comm::Communicator& comm, const PolarSums& sums, Maps& maps) {
  const std::size_t rows = sums.rows(), phi = sums.phi();
  const Layout at(rows, phi);
  const std::vector<double> total = comm::reduce_tree(comm, sums.tree());
  const auto blocks = gather_blocks(comm, sums.pieces(), sums.fold_length());
  Polar polar;
  for (std::size_t p = 0; p < phi; ++p)
    polar.phi_deg.push_back(360.0 * (static_cast<double>(p) + 0.5) / static_cast<double>(phi));
  polar.variance.resize(rows * phi);
  polar.correlation.assign(rows * phi, nan);
  polar.pearson.assign(rows * phi, nan);
  for (std::size_t i = 0; i < rows * phi; ++i)
    polar.variance[i] = variance(total[i], total[at.bins + i], total[2 * at.bins + i], total[3 * at.bins + i]);
  Curves& curves = *maps.curves;
  curves.power.assign(n_max, std::vector<double>(rows, nan));
  curves.power_error.assign(n_max, std::vector<double>(rows, nan));
  for (std::size_t j = 0; j < rows; ++j) {
    correlate(total, at, j, phi, polar);
    fold(&total[at.fold + j * folds], blocks, j, phi, curves);
  }
  maps.polar = std::move(polar);
}

}  // namespace vitrum::order
