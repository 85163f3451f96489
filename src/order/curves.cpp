// SPDX-License-Identifier: Apache-2.0
// vitrum/order/curves.cpp: radial profile and V_Omega(k) over the scan, with a block bootstrap.
#include <cmath>
#include <limits>
#include <map>

#include "order/pass.hpp"
#include "vitrum/comm/reduce.hpp"
#include "vitrum/core/random.hpp"

namespace vitrum::order {
namespace {

struct Omega {
  double raw = 0.0, value = 0.0;
};

/// Characterization 1.5: <Ibar^2>/<Ibar>^2 - 1 with the unbiased N / (N - 1), less the shot noise of the ring mean
/// (sum w^2 (G I + sigma^2) / (sum w)^2, which is G <Ibar> / N_k for a full ring).
Omega omega(const std::vector<double>& sums, std::size_t bins, std::size_t j) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const double sum = sums[term_mean * bins + j];
  const double square = sums[term_square * bins + j];
  const double noise = sums[term_noise * bins + j];
  const double n = sums[term_count * bins + j];
  if (n < 2.0 || sum == 0.0) return {nan, nan};
  const double mean = sum / n;
  const double variance = (square / n - mean * mean) * n / (n - 1.0);
  const double raw = variance / (mean * mean);
  return {raw, raw - noise / n / (mean * mean)};
}

/// Pieces of all ranks, added up by block in scan order.
std::vector<std::vector<double>> gather_blocks(const comm::Communicator& comm, const CurveSums& sums,
                                               std::size_t length) {
  std::vector<std::uint64_t> heads;
  std::vector<double> values;
  for (const Piece& piece : sums.pieces()) {
    heads.push_back(piece.block);
    values.insert(values.end(), piece.sums.begin(), piece.sums.end());
  }
  heads = comm.gather_everywhere(std::span<const std::uint64_t>(heads));
  values = comm.gather_everywhere(std::span<const double>(values));
  std::map<std::uint64_t, std::vector<double>> blocks;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    std::vector<double>& block = blocks[heads[i]];
    block.resize(length, 0.0);
    for (std::size_t t = 0; t < length; ++t) block[t] += values[i * length + t];
  }
  std::vector<std::vector<double>> list;
  for (auto& [number, block] : blocks) list.push_back(std::move(block));
  return list;
}

/// Standard deviation of V_Omega over draws of blocks with replacement; draws without data in a bin do not count there.
std::vector<double> bootstrap(const std::vector<std::vector<double>>& blocks, std::size_t bins,
                              const Parameters& parameters) {
  std::vector<double> error(bins, std::numeric_limits<double>::quiet_NaN());
  if (blocks.size() < 4 || parameters.bootstrap_draws < 2) return error;
  std::vector<double> first(bins, 0.0), second(bins, 0.0), draws(bins, 0.0);
  for (int draw = 0; draw < parameters.bootstrap_draws; ++draw) {
    Stream stream(parameters.seed, Purpose::bootstrap, static_cast<std::uint64_t>(draw));
    std::vector<double> all(curve_terms * bins, 0.0);
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      const std::vector<double>& drawn = blocks[stream.below(blocks.size())];
      for (std::size_t t = 0; t < all.size(); ++t) all[t] += drawn[t];
    }
    for (std::size_t j = 0; j < bins; ++j) {
      const double v = omega(all, bins, j).value;
      if (!std::isfinite(v)) continue;
      draws[j] += 1.0;
      first[j] += v;
      second[j] += v * v;
    }
  }
  for (std::size_t j = 0; j < bins; ++j) {
    const double n = draws[j];
    if (n < 2.0) continue;
    error[j] = std::sqrt(std::max(0.0, (second[j] - first[j] * first[j] / n) / (n - 1.0)));
  }
  return error;
}

}  // namespace

Curves make_curves(const comm::Communicator& comm, const Plan& plan, const CurveSums& sums,
                   const Parameters& parameters, double bin_px) {
  const auto bins = static_cast<std::size_t>(plan.curve_bins);
  const std::vector<double> total = comm::reduce_tree(comm, sums.tree());
  Curves curves;
  for (std::size_t j = 0; j < bins; ++j) {
    curves.k.push_back(static_cast<double>(j) * bin_px * plan.k_per_px);
    const double n = total[term_count * bins + j];
    curves.radial_profile.push_back(n > 0.0 ? total[term_mean * bins + j] / n
                                            : std::numeric_limits<double>::quiet_NaN());
    const Omega v = omega(total, bins, j);
    curves.variance_omega.push_back(v.value);
    curves.variance_omega_raw.push_back(v.raw);
  }
  curves.variance_omega_error = bootstrap(gather_blocks(comm, sums, curve_terms * bins), bins, parameters);
  return curves;
}

}  // namespace vitrum::order
