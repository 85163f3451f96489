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

/// Calls use(index, map, smooth) for this rank's surrogates, in order; draw(index, map) makes one.
template <class Draw, class Use>
void for_drawn(const comm::Communicator& comm, const Chain& chain, int count, Draw&& draw, Use&& use) {
  const auto mine = comm::block_of(static_cast<std::size_t>(count), 1, comm.rank(), comm.size());
  Smoother smooth = chain.smoother();
  std::vector<double> map(chain.shape.size()), smoothed(chain.shape.size());
  for (std::size_t s = mine.begin; s < mine.end; ++s) {
    draw(static_cast<std::uint32_t>(s), map);
    smooth(map, smoothed);
    use(s, map, smoothed);
  }
}

auto power_of(PhaseRandomizer& phases, const Draws& draws) {
  return [&phases, draws](std::uint32_t s, std::vector<double>& map) {
    phases.power(draws.seed, draws.n, s, map);
    for (double& p : map) p -= draws.noise;
  };
}

template <class Use>
void for_surrogates(const comm::Communicator& comm, PhaseRandomizer& phases, const Chain& chain, const Draws& draws,
                    Use&& use) {
  for_drawn(comm, chain, draws.count, power_of(phases, draws), use);
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

template <class Draw>
NullPeaks count_peaks(const comm::Communicator& comm, const Chain& chain, int count, Draw&& draw,
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
  for_drawn(comm, chain, count, draw, [&](std::size_t s, const auto&, const auto& smoothed) {
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
  const double values = static_cast<double>(count) *
                        static_cast<double>(std::count(chain.good.begin(), chain.good.end(), std::uint8_t{1}));
  null.mean = total[0] / values;
  null.sd = std::sqrt(std::max(0.0, total[1] / values - null.mean * null.mean));
  return null;
}

}  // namespace

NullPeaks draw_null(const comm::Communicator& comm, PhaseRandomizer& phases, const Chain& chain, const Draws& draws,
                    std::span<const double> heights) {
  return count_peaks(comm, chain, draws.count, power_of(phases, draws), heights);
}

void GammaLaw::apply(std::span<double> field) const {
  const double root = sd / mean / 3.0;  // 1 / (3 sqrt M), M = mean^2 / sd^2
  for (double& v : field) v = mean * std::pow(std::max(0.0, 1.0 - root * root + root * v / sd), 3);
}

NullPeaks draw_gamma_null(const comm::Communicator& comm, PhaseRandomizer& phases, const Chain& chain,
                          const Draws& draws, const GammaLaw& law, std::span<const double> heights) {
  const auto draw = [&](std::uint32_t s, std::vector<double>& map) {
    phases.real(draws.seed, draws.n, s, map);
    law.apply(map);
  };
  return count_peaks(comm, chain, draws.count, draw, heights);
}

std::vector<std::vector<std::size_t>> null_places(const comm::Communicator& comm, PhaseRandomizer& phases,
                                                  const Chain& chain, const Draws& draws, std::size_t per_map) {
  PeakFinder find = chain.finder();
  std::vector<std::uint64_t> mine;  // number of peaks, peaks, number, ...
  for_surrogates(comm, phases, chain, draws, [&](std::size_t, const auto&, const auto& smoothed) {
    auto peaks = find(smoothed);
    peaks.resize(std::min(peaks.size(), per_map));
    mine.push_back(peaks.size());
    mine.insert(mine.end(), peaks.begin(), peaks.end());
  });
  const auto all = comm.gather_everywhere<std::uint64_t>(mine);
  std::vector<std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < all.size(); i += all[i] + 1) {
    places.emplace_back(all.begin() + static_cast<std::ptrdiff_t>(i + 1),
                        all.begin() + static_cast<std::ptrdiff_t>(i + 1 + all[i]));
  }
  return places;
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
