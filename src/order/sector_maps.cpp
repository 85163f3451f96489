// SPDX-License-Identifier: Apache-2.0
// vitrum/order/sector_maps.cpp: the azimuthal stack's variance over a window of positions and over the scan.
#include <algorithm>
#include <cmath>
#include <limits>

#include "order/band_maps.hpp"
#include "vitrum/comm/decompose.hpp"
#include "vitrum/core/random.hpp"

namespace vitrum::order {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double around(const scan::ScanInfo& info, const SectorStack& stack, const Parameters& parameters, std::size_t r) {
  const auto window = static_cast<std::size_t>(std::max(parameters.window, 0));
  const std::size_t y = r / info.nx, x = r % info.nx;
  const std::size_t top = y - std::min(y, window), bottom = std::min(y + window + 1, info.ny);
  const std::size_t left = x - std::min(x, window), right = std::min(x + window + 1, info.nx);
  double sum = 0.0, sectors = 0.0;
  for (std::size_t s = 0; s < stack.mean.size(); ++s) {
    SectorMoments moments;
    for (std::size_t v = top; v < bottom; ++v) {
      for (std::size_t p = v * info.nx + left; p < v * info.nx + right; ++p) {
        if (is_selected(parameters.selected, p)) moments.add(stack.mean[s][p], stack.noise[s][p]);
      }
    }
    const double variance = moments.variance();
    if (!std::isfinite(variance)) continue;
    sum += variance;
    sectors += 1.0;
  }
  return sectors > 0.0 ? sum / sectors : nan;
}

double bootstrap_error(const std::vector<SectorMoments>& blocks, const Parameters& parameters) {
  if (blocks.size() < 4 || parameters.bootstrap_draws < 2) return nan;
  double n = 0.0, first = 0.0, second = 0.0;
  for (int draw = 0; draw < parameters.bootstrap_draws; ++draw) {
    Stream stream(parameters.seed, Purpose::bootstrap, static_cast<std::uint64_t>(draw));
    SectorMoments all;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const SectorMoments& b = blocks[stream.below(blocks.size())];
      all.n += b.n;
      all.mean += b.mean;
      all.square += b.square;
      all.noise += b.noise;
    }
    const double v = all.variance();
    if (!std::isfinite(v)) continue;
    n += 1.0;
    first += v;
    second += v * v;
  }
  return n < 2.0 ? nan : std::sqrt(std::max(0.0, (second - first * first / n) / (n - 1.0)));
}

}  // namespace

void SectorMoments::add(double value, double variance) {
  if (!std::isfinite(value)) return;
  n += 1.0;
  mean += value;
  square += value * value;
  noise += variance;
}

double SectorMoments::variance() const {
  if (n < 2.0 || !(mean > 0.0)) return nan;
  const double denominator = (mean * mean - noise) / (n * n);
  if (!(denominator > 0.0)) return nan;
  return ((square - noise) / n / denominator - 1.0) * n / (n - 1.0);
}

std::vector<double> window_variance(const comm::Communicator& comm, const scan::ScanInfo& info,
                                    const SectorStack& stack, const Parameters& parameters) {
  const comm::Range mine = comm::block_of(info.positions(), positions_per_leaf, comm.rank(), comm.size());
  std::vector<double> out;
  for (std::size_t r = mine.begin; r < mine.end; ++r) out.push_back(around(info, stack, parameters, r));
  return comm.gather_everywhere(std::span<const double>(out));
}

void phi_variance(const Parameters& parameters, std::size_t run, const SectorStack& stack, BandMaps& maps) {
  for (std::size_t s = 0; s < stack.mean.size(); ++s) {
    SectorMoments all;
    std::vector<SectorMoments> blocks;
    for (std::size_t r = 0; r < stack.mean[s].size(); ++r) {
      if (r % run == 0) blocks.emplace_back();
      if (!is_selected(parameters.selected, r)) continue;
      blocks.back().add(stack.mean[s][r], stack.noise[s][r]);
    }
    std::erase_if(blocks, [](const SectorMoments& b) { return b.n == 0.0; });
    for (const SectorMoments& b : blocks) {
      all.n += b.n;
      all.mean += b.mean;
      all.square += b.square;
      all.noise += b.noise;
    }
    maps.variance_phi.push_back(all.variance());
    maps.variance_phi_error.push_back(bootstrap_error(blocks, parameters));
  }
}

}  // namespace vitrum::order
