// SPDX-License-Identifier: Apache-2.0
// vitrum/order/curves.cpp: V(k) over the scan, in all readings of Daulton et al. 2010, with a block bootstrap.
#include "order/curves.hpp"

#include <cmath>
#include <functional>
#include <limits>

#include "vitrum/comm/reduce.hpp"
#include "vitrum/core/random.hpp"

namespace vitrum::order {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Value {
  double raw = nan, value = nan;
};

/// The readings of V(k) in one bin, from sums over positions (CurveTerm); characterization 1.5.
struct Readings {
  Value omega, ring, ensemble;
};

Readings readings(const std::vector<double>& sums, std::size_t bins, std::size_t j, const pk::Noise& noise) {
  const auto term = [&](CurveTerm t) { return sums[t * bins + j]; };
  Readings v;
  if (const double n = term(term_ring_count); n > 0.0) v.ring = {term(term_ring_raw) / n, term(term_ring) / n};
  const double n = term(term_count);
  if (n < 1.0 || term(term_mean) == 0.0) return v;
  const double mean = term(term_mean) / n;
  const double mean_square = mean * mean;
  const double shot = term(term_noise) / n;  // of a ring mean
  const double second = term(term_second) / n;
  v.ensemble.raw = second / mean_square - 1.0;
  const double denominator = mean_square - shot / n;
  if (denominator > 0.0) {
    v.ensemble.value = (second - noise.gain * mean - noise.read_variance) / denominator - 1.0;
  }
  if (n < 2.0) return v;
  const double variance = (term(term_square) / n - mean_square) * n / (n - 1.0);
  v.omega = {variance / mean_square, (variance - shot) / mean_square};
  return v;
}

/// Calls `each(sums)` for every bootstrap draw: the sums of as many blocks as there are, drawn with replacement.
void bootstrap(const std::vector<std::vector<double>>& blocks, const Parameters& parameters,
               const std::function<void(const std::vector<double>&)>& each) {
  for (int draw = 0; draw < parameters.bootstrap_draws; ++draw) {
    Stream stream(parameters.seed, Purpose::bootstrap, static_cast<std::uint64_t>(draw));
    std::vector<double> all(blocks.front().size(), 0.0);
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      const std::vector<double>& drawn = blocks[stream.below(blocks.size())];
      for (std::size_t t = 0; t < all.size(); ++t) all[t] += drawn[t];
    }
    each(all);
  }
}

/// In how many blocks there are data, bin by bin. Fewer than 4 say nothing about a spread.
std::vector<std::size_t> blocks_with_data(const std::vector<std::vector<double>>& blocks, std::size_t bins) {
  std::vector<std::size_t> number(bins, 0);
  for (const auto& block : blocks) {
    for (std::size_t j = 0; j < bins; ++j) number[j] += block[term_count * bins + j] > 0.0 ? 1 : 0;
  }
  return number;
}
constexpr std::size_t least_blocks = 4;

/// Standard deviation over draws, bin by bin; draws without a value there do not count.
std::vector<double> spread(const std::vector<std::vector<double>>& draws, const std::vector<std::size_t>& blocks) {
  std::vector<double> error(blocks.size(), nan);
  for (std::size_t j = 0; j < error.size(); ++j) {
    double n = 0.0, first = 0.0, second = 0.0;
    for (const auto& draw : draws) {
      if (!std::isfinite(draw[j])) continue;
      n += 1.0;
      first += draw[j];
    }
    for (const auto& draw : draws) {
      if (std::isfinite(draw[j])) second += (draw[j] - first / n) * (draw[j] - first / n);
    }
    if (n >= 2.0 && blocks[j] >= least_blocks) error[j] = std::sqrt(second / (n - 1.0));
  }
  return error;
}

void add_errors(const std::vector<std::vector<double>>& blocks, const CurveSums& sums, const Parameters& parameters,
                Curves& curves) {
  const std::size_t bins = sums.bins();
  if (!blocks.empty()) {
    bootstrap(blocks, parameters, [&](const std::vector<double>& all) {
      std::vector<double> omega(bins), ring(bins), ensemble(bins);
      for (std::size_t j = 0; j < bins; ++j) {
        const Readings v = readings(all, bins, j, sums.noise());
        omega[j] = v.omega.value;
        ring[j] = v.ring.value;
        ensemble[j] = v.ensemble.value;
      }
      curves.draws_omega.push_back(std::move(omega));
      curves.draws_ring.push_back(std::move(ring));
      curves.draws_ensemble.push_back(std::move(ensemble));
    });
  }
  const std::vector<std::size_t> number = blocks_with_data(blocks, bins);
  curves.variance_omega_error = spread(curves.draws_omega, number);
  curves.variance_ring_error = spread(curves.draws_ring, number);
  curves.variance_ensemble_error = spread(curves.draws_ensemble, number);
}

}  // namespace

Curves make_curves(const comm::Communicator& comm, const Plan& plan, const CurveSums& sums,
                   const Parameters& parameters) {
  const std::size_t bins = sums.bins();
  const std::vector<double> total = comm::reduce_tree(comm, sums.tree());
  Curves curves;
  for (std::size_t j = 0; j < bins; ++j) {
    curves.k.push_back(static_cast<double>(j) * parameters.bin_px * plan.k_per_px);
    const double n = total[term_count * bins + j];
    curves.radial_profile.push_back(n > 0.0 ? total[term_mean * bins + j] / n : nan);
    const Readings v = readings(total, bins, j, sums.noise());
    curves.variance_omega.push_back(v.omega.value);
    curves.variance_omega_raw.push_back(v.omega.raw);
    curves.variance_ring.push_back(v.ring.value);
    curves.variance_ring_raw.push_back(v.ring.raw);
    curves.variance_ensemble.push_back(v.ensemble.value);
    curves.variance_ensemble_raw.push_back(v.ensemble.raw);
  }
  add_errors(gather_blocks(comm, sums.pieces(), curve_terms * sums.bins()), sums, parameters, curves);
  return curves;
}

std::vector<ThicknessBin> make_thickness_bins(const comm::Communicator& comm, const Plan& plan,
                                              const ThicknessSums& sums, const Parameters& parameters) {
  std::vector<ThicknessBin> bins;
  for (std::size_t b = 0; b < sums.sums().size(); ++b) {
    const Curves curves = make_curves(comm, plan, sums.sums()[b], parameters);
    const std::vector<double>& edges = parameters.thickness_filter->edges_nm;
    ThicknessBin bin;
    bin.low_nm = edges[b];
    bin.high_nm = edges[b + 1];
    bin.positions = static_cast<std::size_t>(comm.sum(static_cast<std::int64_t>(sums.positions(b))));
    bin.variance_omega = curves.variance_omega;
    bin.variance_omega_raw = curves.variance_omega_raw;
    bin.variance_omega_error = curves.variance_omega_error;
    bins.push_back(std::move(bin));
  }
  return bins;
}

}  // namespace vitrum::order
