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
Omega omega(double sum, double square, double noise, double n) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const double mean = sum / n;
  if (n < 2.0 || mean == 0.0) return {nan, nan};
  const double variance = (square / n - mean * mean) * n / (n - 1.0);
  const double raw = variance / (mean * mean);
  return {raw, raw - noise / n / (mean * mean)};
}

struct Block {
  double positions = 0.0;
  std::vector<double> sums;
};

/// Pieces of all ranks, added up by block in scan order.
std::vector<Block> gather_blocks(const comm::Communicator& comm, const CurveSums& sums, std::size_t length) {
  std::vector<std::uint64_t> heads;
  std::vector<double> values;
  for (const Piece& piece : sums.pieces()) {
    heads.insert(heads.end(), {piece.block, piece.positions});
    values.insert(values.end(), piece.sums.begin(), piece.sums.end());
  }
  heads = comm.gather_everywhere(std::span<const std::uint64_t>(heads));
  values = comm.gather_everywhere(std::span<const double>(values));
  std::map<std::uint64_t, Block> blocks;
  for (std::size_t i = 0; 2 * i < heads.size(); ++i) {
    Block& block = blocks[heads[2 * i]];
    block.sums.resize(length, 0.0);
    block.positions += static_cast<double>(heads[2 * i + 1]);
    for (std::size_t t = 0; t < length; ++t) block.sums[t] += values[i * length + t];
  }
  std::vector<Block> list;
  for (auto& [number, block] : blocks) list.push_back(std::move(block));
  return list;
}

/// Standard deviation of V_Omega over draws of blocks with replacement.
std::vector<double> bootstrap(const std::vector<Block>& blocks, std::size_t bins, const Parameters& parameters) {
  std::vector<double> error(bins, std::numeric_limits<double>::quiet_NaN());
  if (blocks.size() < 4 || parameters.bootstrap_draws < 2) return error;
  std::vector<double> first(bins, 0.0), second(bins, 0.0);
  for (int draw = 0; draw < parameters.bootstrap_draws; ++draw) {
    Stream stream(parameters.seed, Purpose::bootstrap, static_cast<std::uint64_t>(draw));
    Block all{0.0, std::vector<double>(3 * bins, 0.0)};
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      const Block& drawn = blocks[stream.below(blocks.size())];
      all.positions += drawn.positions;
      for (std::size_t t = 0; t < 3 * bins; ++t) all.sums[t] += drawn.sums[t];
    }
    for (std::size_t j = 0; j < bins; ++j) {
      const double v = omega(all.sums[j], all.sums[bins + j], all.sums[2 * bins + j], all.positions).value;
      first[j] += v;
      second[j] += v * v;
    }
  }
  const double n = parameters.bootstrap_draws;
  for (std::size_t j = 0; j < bins; ++j) {
    error[j] = std::sqrt(std::max(0.0, (second[j] - first[j] * first[j] / n) / (n - 1.0)));
  }
  return error;
}

}  // namespace

Curves make_curves(const comm::Communicator& comm, const Plan& plan, const CurveSums& sums, std::size_t positions,
                   const Parameters& parameters, double bin_px) {
  const auto bins = static_cast<std::size_t>(plan.curve_bins);
  const std::vector<double> total = comm::reduce_tree(comm, sums.tree());
  const double n = static_cast<double>(positions);
  Curves curves;
  for (std::size_t j = 0; j < bins; ++j) {
    curves.k.push_back(static_cast<double>(j) * bin_px * plan.k_per_px);
    curves.radial_profile.push_back(total[j] / n);
    const Omega v = omega(total[j], total[bins + j], total[2 * bins + j], n);
    curves.variance_omega.push_back(v.value);
    curves.variance_omega_raw.push_back(v.raw);
  }
  curves.variance_omega_error = bootstrap(gather_blocks(comm, sums, 3 * bins), bins, parameters);
  return curves;
}

}  // namespace vitrum::order
