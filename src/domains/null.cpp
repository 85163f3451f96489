// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/null.cpp: the featureless glass that the peaks of one symmetry map are held against.
#include "domains/null.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "vitrum/comm/decompose.hpp"
#include "vitrum/comm/reduce.hpp"
#include "vitrum/core/tree_sum.hpp"

namespace vitrum::domains {

namespace {

/// Calls use(index, power, smooth) for this rank's surrogates, in order.
template <class Use>
void for_surrogates(const comm::Communicator& comm, PhaseRandomizer& phases, const Chain& chain, const Draws& draws,
                    Use&& use) {
  const auto mine = comm::block_of(static_cast<std::size_t>(draws.count), 1, comm.rank(), comm.size());
  Smoother smooth = chain.smoother();
  std::vector<double> power(chain.shape.size()), smoothed(chain.shape.size());
  for (std::size_t s = mine.begin; s < mine.end; ++s) {
    phases.power(draws.seed, draws.n, static_cast<std::uint32_t>(s), power);
    for (double& p : power) p -= draws.noise;
    smooth(power, smoothed);
    use(s, power, smoothed);
  }
}

std::array<double, 2> moments(std::span<const double> map, std::span<const std::uint8_t> good) {
  std::array<double, 2> sums{};
  for (std::size_t r = 0; r < map.size(); ++r) {
    if (!good[r]) continue;
    sums[0] += map[r];
    sums[1] += map[r] * map[r];
  }
  return sums;
}

/// [i]: how many of all null peaks lie at or above heights[i], from counts of those at or above exactly i sorted ones.
std::vector<std::uint64_t> exceedances(std::span<const double> heights, const std::vector<std::size_t>& ascending,
                                       const std::vector<std::uint64_t>& reach) {
  std::vector<std::uint64_t> at_least(heights.size());
  std::uint64_t above = 0;
  for (std::size_t i = heights.size(); i-- > 0;) {
    above += reach[i + 1];
    at_least[ascending[i]] = above;
  }
  return at_least;
}

}  // namespace

NullPeaks draw_null(const comm::Communicator& comm, PhaseRandomizer& phases, const Chain& chain, const Draws& draws,
                    std::span<const double> heights) {
  std::vector<std::size_t> ascending(heights.size());
  std::iota(ascending.begin(), ascending.end(), std::size_t{0});
  std::stable_sort(ascending.begin(), ascending.end(),
                   [&](std::size_t a, std::size_t b) { return heights[a] < heights[b]; });
  std::vector<double> sorted;
  for (const std::size_t i : ascending) sorted.push_back(heights[i]);

  PeakFinder find = chain.finder();
  TreeSum sums(2);
  std::vector<std::uint64_t> reach(heights.size() + 1);  // null peaks at or above exactly this many sorted heights
  for_surrogates(comm, phases, chain, draws, [&](std::size_t s, const auto&, const auto& smoothed) {
    sums.push(s, moments(smoothed, chain.good));
    for (const std::size_t r : find(smoothed)) {
      const auto above = std::upper_bound(sorted.begin(), sorted.end(), smoothed[r]);
      ++reach[static_cast<std::size_t>(above - sorted.begin())];
    }
  });
  comm.sum_in_place(reach);
  const auto total = comm::reduce_tree(comm, sums);

  NullPeaks null;
  null.peaks = std::accumulate(reach.begin(), reach.end(), std::uint64_t{0});
  null.at_least = exceedances(heights, ascending, reach);
  const double values = static_cast<double>(draws.count) *
                        static_cast<double>(std::count(chain.good.begin(), chain.good.end(), std::uint8_t{1}));
  null.mean = total[0] / values;
  null.sd = std::sqrt(std::max(0.0, total[1] / values - null.mean * null.mean));
  return null;
}

std::vector<double> null_widths(const comm::Communicator& comm, PhaseRandomizer& phases, const Chain& chain,
                                const Draws& draws, const FitWindow& window, std::size_t per_map) {
  PeakFinder find = chain.finder();
  std::vector<double> widths;
  for_surrogates(comm, phases, chain, draws, [&](std::size_t, const auto& power, const auto& smoothed) {
    auto peaks = find(smoothed);
    peaks.resize(std::min(peaks.size(), per_map));
    for (const std::size_t r : peaks) {
      const Spot spot = fit_spot(power, chain.shape, chain.good, r, window);
      if (spot.converged) widths.push_back(spot.sigma);
    }
  });
  return comm.gather_everywhere<double>(widths);
}

}  // namespace vitrum::domains
