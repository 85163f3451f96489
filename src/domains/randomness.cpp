// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/randomness.cpp: the hotspots of a scan, by type and all together, tested for randomness.
#include "domains/randomness.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

namespace vitrum::domains {

namespace {

constexpr std::size_t least_points = 5;

/// Two maxima of one map are more than sqrt 2 apart whatever the exclusion radius.
double hard_core(const Search& search) { return std::max(std::numbers::sqrt2, search.chain.exclusion_px); }

/// [surrogate]: as many highest peaks of each type's surrogate as the type has hotspots, those that coincide with
/// one of a type before left out.
std::vector<Points> featureless_peaks(const comm::Communicator& comm, Search& search,
                                      const std::vector<std::size_t>& counts, const Parameters& parameters) {
  const double apart = coincidence_px(search);
  std::vector<Points> all(static_cast<std::size_t>(parameters.surrogates));
  const std::size_t nx = search.chain.shape.nx;
  const auto near = [&](std::size_t a, std::size_t b) {
    const double dy = static_cast<double>(a / nx) - static_cast<double>(b / nx);
    const double dx = static_cast<double>(a % nx) - static_cast<double>(b % nx);
    return dy * dy + dx * dx <= apart * apart;
  };
  for (std::size_t t = 0; t < search.types.size(); ++t) {
    if (counts[t] == 0) continue;
    TypeSearch& type = search.types[t];
    const Draws draws{parameters.seed, type.n, parameters.surrogates, type.noise};
    const auto places = null_places(comm, type.phases, search.chain, draws, counts[t]);
    for (std::size_t s = 0; s < places.size(); ++s) {
      const std::size_t others = all[s].size();
      for (const std::size_t r : places[s]) {
        const auto end = all[s].begin() + static_cast<std::ptrdiff_t>(others);
        if (std::none_of(all[s].begin(), end, [&](std::size_t o) { return near(o, r); })) all[s].push_back(r);
      }
    }
  }
  for (Points& points : all) std::sort(points.begin(), points.end());
  return all;
}

void to_nm(PointTest& test, double step) {
  test.exclusion_nm *= step;
  for (auto* lengths : {&test.curves.r_nm, &test.curves.l_minus_r_nm, &test.curves.lo_nm, &test.curves.hi_nm}) {
    for (double& v : *lengths) v *= step;
  }
  for (double& k : test.curves.k_nm2) k *= step * step;
}

PointTest too_few(std::size_t points) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  PointTest test;
  test.points = static_cast<std::int64_t>(points);
  test.clark_evans = test.clark_evans_error = test.clark_evans_z = test.clark_evans_p = unknown;
  test.dispersion = test.dispersion_p = test.dclf_p = test.mad_p = unknown;
  test.surrogate_dclf_p = test.surrogate_mad_p = unknown;
  test.note = fmt::format("{} hotspots: at least {} are needed", points, least_points);
  return test;
}

PointTest test_type(const comm::Communicator& comm, Search& search, const Points& points,
                    const std::vector<std::size_t>& counts, int n, double step, const Parameters& parameters) {
  if (points.size() < least_points) return too_few(points.size());
  // Hotspots of several types merge where they coincide, farther apart than one map's hard core keeps its own.
  const bool mixed = n == 0 && search.types.size() > 1;
  const double exclusion = hard_core(search);
  const PointWindow rough(search.chain.shape, search.chain.good, 0.0);
  const PointWindow window(search.chain.shape, search.chain.good, largest_radius(rough, points.size()));
  PointTest test =
      test_points(comm, window, points, exclusion,
                  {parameters.seed, static_cast<std::uint64_t>(n), mixed ? 0 : parameters.point_simulations},
                  featureless_peaks(comm, search, counts, parameters));
  std::vector<std::string> notes;
  if (mixed) {
    notes.emplace_back("several types keep no one exclusion radius: held against featureless maps alone");
  } else if (test.simulations == 0) {
    notes.emplace_back("the hotspots lie so close that random points with their exclusion radius do not fit");
  }
  if (!std::isfinite(test.clark_evans_z)) {
    notes.emplace_back("the usable positions are no full rectangle: Donnelly's z does not hold");
  }
  test.note = fmt::format("{}", fmt::join(notes, "; "));
  to_nm(test, step);
  return test;
}

}  // namespace

void test_randomness(const comm::Communicator& comm, Search& search, const std::vector<Hotspot>& hotspots,
                     const order::Maps& maps, Result& result) {
  if (result.parameters.point_simulations < 1) return;
  std::vector<std::size_t> found(search.types.size());  // by the type whose null they were held against
  for (const Hotspot& spot : hotspots) ++found[spot.type];
  for (std::size_t t = 0; t <= search.types.size(); ++t) {
    const bool all = t == search.types.size();
    const int n = all ? 0 : search.types[t].n;
    Points points;
    for (const Hotspot& spot : hotspots) {
      if (all || spot.domain.n == n) points.push_back(spot.peak);
    }
    std::sort(points.begin(), points.end());
    std::vector<std::size_t> counts = found;
    if (!all) {
      counts.assign(found.size(), 0);
      counts[t] = points.size();
    }
    PointTest test = test_type(comm, search, points, counts, n, maps.step_nm, result.parameters);
    test.n = n;
    const double number = static_cast<double>(points.size());
    test.density_per_nm2 = {number / result.area_nm2, std::sqrt(std::max(1.0, number)) / result.area_nm2};
    result.randomness.push_back(std::move(test));
  }
}

}  // namespace vitrum::domains
