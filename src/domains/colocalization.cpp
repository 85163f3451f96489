// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/colocalization.cpp: n-fold power and V(x,y) of a scan, from the same and from independent electrons.
#include "domains/colocalization.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "vitrum/comm/decompose.hpp"

namespace vitrum::domains {

namespace {

using Stack = std::vector<std::vector<double>>;

/// Of the sought n together (characterization 1.8).
std::vector<double> normalized_sum(const Stack& power, const std::vector<int>& types,
                                   const std::vector<std::uint8_t>& good) {
  order::BandMaps maps;
  maps.power = power;
  maps.intensity.resize(good.size());
  return order::normalized_sum(maps, types, good);
}

std::vector<double> smoothed(const Chain& chain, const std::vector<double>& map) {
  std::vector<double> smooth(map.size());
  chain.smoother()(map, smooth);
  return smooth;
}

/// Maxima above the upper quartile, and the positions within the exclusion radius (at least a neighbour's distance).
void find_maxima(const Chain& chain, const std::vector<double>& map, MapPair& pair) {
  const auto smooth = smoothed(chain, map);
  std::vector<double> usable;
  for (std::size_t r = 0; r < map.size(); ++r) {
    if (chain.good[r]) usable.push_back(smooth[r]);
  }
  const double level = quantile(std::move(usable), 0.75);
  pair.near.assign(map.size(), 0);
  for (const std::size_t peak : chain.finder()(smooth)) {
    if (smooth[peak] <= level) break;
    pair.maxima.push_back(peak);
    for_disc(chain.shape, static_cast<double>(peak / chain.shape.nx), static_cast<double>(peak % chain.shape.nx),
             std::max(1.0, chain.exclusion_px), [&](std::size_t r) { pair.near[r] = 1; });
  }
}

}  // namespace

MapPair pair_of(const Search& search, const Electrons& from, const std::vector<int>& types, int n,
                const std::vector<Hotspot>& hotspots) {
  Chain chain = search.chain;
  for (std::size_t r = 0; r < chain.good.size(); ++r) {
    bool finite = std::isfinite((*from.variance)[r]);
    for (const int m : types) finite = finite && std::isfinite((*from.power)[static_cast<std::size_t>(m - 1)][r]);
    chain.good[r] = chain.good[r] && finite;
  }
  MapPair pair;
  pair.a = n > 0 ? (*from.power)[static_cast<std::size_t>(n - 1)] : normalized_sum(*from.power, types, chain.good);
  pair.b = *from.variance;
  for (const Hotspot& spot : hotspots) {
    if (n == 0 || spot.domain.n == n) pair.peaks.push_back(spot.peak);
  }
  if (from.split) {
    auto highest = chain.finder()(smoothed(chain, pair.a));
    highest.resize(std::min(highest.size(), pair.peaks.size()));
    pair.peaks = std::move(highest);
  }
  find_maxima(chain, pair.b, pair);
  pair.good = std::move(chain.good);
  return pair;
}

std::vector<Electrons> electrons_of(const order::BandMaps& band, const std::vector<int>& types, std::size_t positions) {
  std::vector<Electrons> all;
  const auto whole = [&](const Stack& power, const std::vector<double>& variance) {
    return variance.size() == positions && std::all_of(types.begin(), types.end(), [&](int n) {
             const auto i = static_cast<std::size_t>(n - 1);
             return i < power.size() && power[i].size() == positions;
           });
  };
  if (whole(band.power, band.variance_xy)) all.push_back({&band.power, &band.variance_xy, false});
  if (band.halves && whole(band.halves->power, band.halves->variance_xy)) {
    all.push_back({&band.halves->power, &band.halves->variance_xy, true});
  }
  return all;
}

namespace {

constexpr Association Colocalization::*measures[] = {&Colocalization::pearson,       &Colocalization::spearman,
                                                     &Colocalization::manders_power, &Colocalization::manders_variance,
                                                     &Colocalization::jaccard,       &Colocalization::share};

}  // namespace

void test_colocalization(const comm::Communicator& comm, const Search& search, const std::vector<Hotspot>& hotspots,
                         const order::Maps& maps, Result& result) {
  const auto& parameters = result.parameters;
  if (parameters.toroidal_shifts < 1) return;
  std::vector<int> ns = parameters.types;
  ns.push_back(0);
  const auto electrons = electrons_of(maps.bands.front(), parameters.types, search.chain.shape.size());
  const std::size_t rows = electrons.size() * ns.size();
  const auto mine = comm::block_of(rows, 1, comm.rank(), comm.size());
  std::vector<double> numbers;
  for (std::size_t i = mine.begin; i < mine.end; ++i) {
    const int n = ns[i % ns.size()];
    const MapPair pair = pair_of(search, electrons[i / ns.size()], parameters.types, n, hotspots);
    const ShiftDraws draws{parameters.seed, i, parameters.toroidal_shifts};
    const Colocalization row = associate(pair, search.chain.shape, draws);
    for (const auto measure : measures) pack(row.*measure, numbers);
  }
  const auto all = comm.gather_everywhere<double>(numbers);
  const double* at = all.data();
  for (std::size_t i = 0; i < rows; ++i) {
    Colocalization row;
    row.n = ns[i % ns.size()];
    row.split = electrons[i / ns.size()].split;
    row.shifts = parameters.toroidal_shifts;
    for (const auto measure : measures) row.*measure = unpack(at);
    result.colocalization.push_back(row);
  }
}

}  // namespace vitrum::domains
