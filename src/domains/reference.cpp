// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/reference.cpp: hotspots of maps that know no type: ring intensity F_0 and V(x,y).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "domains/describe.hpp"
#include "domains/discovery.hpp"

namespace vitrum::domains {

namespace {

constexpr int most_passes = 12;

// Mean over standard deviation below which a Gamma law does not stand for a map: it has no values below 0, which shot
// noise taken off leaves (one in 15 of Gaussian ones at this limit), and its cube root (GammaLaw) is cut at 0 (one
// value in 100,000 at this limit, one in 260 at 1), which raises the surrogates' mean.
constexpr double least_mean = 1.5;

struct Law {
  GammaLaw gamma;
  std::vector<std::complex<double>> field;  // deviation from the mean, 0 beside hotspots, of the bulk's variance
};

Law law_of(const std::vector<double>& map, const std::vector<std::uint8_t>& bulk) {
  double n = 0.0, sum = 0.0, squares = 0.0;
  for (std::size_t r = 0; r < map.size(); ++r) {
    if (!bulk[r]) continue;
    n += 1.0;
    sum += map[r];
  }
  Law law;
  law.gamma.mean = n > 0.0 ? sum / n : 0.0;
  const double scale = n > 0.0 ? std::sqrt(static_cast<double>(map.size()) / n) : 0.0;
  for (std::size_t r = 0; r < map.size(); ++r) {
    const double rest = bulk[r] ? map[r] - law.gamma.mean : 0.0;
    squares += rest * rest;
    law.field.emplace_back(scale * rest);
  }
  law.gamma.sd = n > 0.0 ? std::sqrt(squares / n) : 0.0;
  return law;
}

/// Peaks of `smooth` that stand out of surrogates with the law of the bulk, at false discovery rate q.
std::vector<std::size_t> discoveries(const comm::Communicator& comm, const Chain& chain, const Parameters& parameters,
                                     int stream, const Law& law, const std::vector<std::size_t>& peaks,
                                     const std::vector<double>& heights, NullPeaks& null) {
  PhaseRandomizer phases(chain.shape, law.field);
  const Draws draws{parameters.seed, stream, parameters.surrogates, 0.0};
  null = draw_gamma_null(comm, phases, chain, draws, law.gamma, heights);
  std::vector<double> p;
  for (const std::uint64_t above : null.at_least) {
    p.push_back((1.0 + static_cast<double>(above)) / (1.0 + static_cast<double>(null.peaks)));
  }
  const auto q = benjamini_hochberg(p);
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < peaks.size(); ++i) {
    if (q[i] <= parameters.false_discovery_rate) found.push_back(peaks[i]);
  }
  return found;
}

void look(const comm::Communicator& comm, const Search& search, const std::vector<double>& map, std::string name,
          int stream, const Parameters& parameters, Result& result) {
  Chain chain = search.chain;
  if (map.size() != chain.shape.size()) return;
  for (std::size_t r = 0; r < map.size(); ++r) chain.good[r] = chain.good[r] && std::isfinite(map[r]);
  std::vector<double> smooth(map.size());
  chain.smoother()(map, smooth);
  const auto peaks = chain.finder()(smooth);
  std::vector<double> heights;
  for (const std::size_t peak : peaks) heights.push_back(smooth[peak]);
  std::vector<std::size_t> found;
  NullPeaks null;
  Law law;
  for (int pass = 0; pass < most_passes; ++pass) {
    std::vector<std::uint8_t> bulk = chain.good;
    for (const std::size_t peak : found) {
      for_disc(chain.shape, static_cast<double>(peak / chain.shape.nx), static_cast<double>(peak % chain.shape.nx),
               search.probe_px, [&](std::size_t r) { bulk[r] = 0; });
    }
    law = law_of(map, bulk);
    if (!(law.gamma.sd > 0.0)) return;
    if (!(law.gamma.mean > 0.0)) break;
    auto next = discoveries(comm, chain, parameters, stream, law, peaks, heights, null);
    if (next == found) break;
    found = std::move(next);
  }
  if (!(law.gamma.mean > least_mean * law.gamma.sd)) {
    result.limits.push_back(
        fmt::format("Hotspots of {}: not sought; its mean of {:.3g} is not {} standard deviations ({:.3g}) above 0, "
                    "so shot noise and not speckle makes the map.",
                    name, law.gamma.mean, least_mean, law.gamma.sd));
    return;
  }
  const double count = static_cast<double>(found.size()), error = std::sqrt(std::max(1.0, count));
  result.reference.push_back({std::move(name),
                              {count, error},
                              {count / result.area_nm2, error / result.area_nm2},
                              static_cast<std::int64_t>(peaks.size()),
                              parameters.surrogates,
                              null.mean,
                              null.sd});
}

}  // namespace

void reference_detectors(const comm::Communicator& comm, const Search& search, const order::Maps& maps,
                         const Parameters& parameters, Result& result) {
  look(comm, search, maps.bands.front().intensity, "F_0", 100, parameters, result);
  look(comm, search, maps.bands.front().variance_xy, "V_xy", 101, parameters, result);
}

}  // namespace vitrum::domains
