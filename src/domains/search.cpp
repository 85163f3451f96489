// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/search.cpp: the peaks of the symmetry maps that stand out of a featureless glass.
#include "domains/search.hpp"

#include <algorithm>
#include <cmath>
#include <complex>

#include "domains/discovery.hpp"

namespace vitrum::domains {

namespace {

using Complex = std::complex<double>;

constexpr int most_passes = 12;  // discoveries grow from pass to pass; in practice two to four

double mean_where(std::span<const double> values, std::span<const std::uint8_t> chosen) {
  double sum = 0.0, count = 0.0;
  for (std::size_t r = 0; r < values.size(); ++r) {
    if (!chosen[r]) continue;
    sum += values[r];
    count += 1.0;
  }
  return count > 0.0 ? sum / count : 0.0;
}

std::vector<double> power_of(const std::vector<Complex>& f) {
  std::vector<double> power(f.size());
  for (std::size_t r = 0; r < f.size(); ++r) power[r] = std::norm(f[r]);
  return power;
}

/// F_n with the found hotspots brought down to the level of the bulk: amplitude times sqrt(bulk / smoothed power)
/// within a probe FWHM of each, where that is below 1; then all of it scaled to the mean power of the bulk.
std::vector<Complex> without_hotspots(const Search& search, const TypeSearch& type, const std::vector<Complex>& f) {
  const Chain& chain = search.chain;
  std::vector<std::uint8_t> bulk = chain.good, near(chain.shape.size());
  for (const std::size_t peak : type.found) {
    for_disc(chain.shape, static_cast<double>(peak / chain.shape.nx), static_cast<double>(peak % chain.shape.nx),
             search.probe_px, [&](std::size_t r) {
               near[r] = 1;
               bulk[r] = 0;
             });
  }
  const std::vector<double> power = power_of(f);
  std::vector<double> smooth(f.size());
  chain.smoother()(power, smooth);
  const double level = mean_where(power, bulk);
  if (!(level > 0.0)) return f;
  std::vector<Complex> quiet = f;
  for (std::size_t r = 0; r < f.size(); ++r) {
    if (near[r] && chain.good[r] && smooth[r] > level) quiet[r] *= std::sqrt(level / smooth[r]);
  }
  const double scale = std::sqrt(level / mean_where(power_of(quiet), chain.good));
  for (Complex& value : quiet) value *= scale;
  return quiet;
}

std::vector<Complex> usable(const std::vector<Complex>& f, const std::vector<std::uint8_t>& good) {
  std::vector<Complex> clean = f;
  for (std::size_t r = 0; r < f.size(); ++r) {
    if (!good[r]) clean[r] = 0.0;
  }
  return clean;
}

/// Zeros at unusable positions take power from the surrogates: scaled so that their mean power is that of the rest.
std::vector<Complex> compensated(std::vector<Complex> f, const std::vector<std::uint8_t>& good) {
  std::size_t usable_positions = 0;
  for (const auto g : good) usable_positions += g;
  const double scale = std::sqrt(static_cast<double>(f.size()) / static_cast<double>(usable_positions));
  for (Complex& value : f) value *= scale;
  return f;
}

TypeSearch begin(const order::BandMaps& band, const Chain& chain, int n) {
  const auto index = static_cast<std::size_t>(n - 1);
  TypeSearch type{.n = n,
                  .noise = mean_where(band.noise[index], chain.good),
                  .smooth = std::vector<double>(chain.shape.size()),
                  .peaks = {},
                  .heights = {},
                  .null = {},
                  .p = {},
                  .q = {},
                  .found = {},
                  .passes = 0,
                  .phases = {chain.shape, null_field(band.f[index], chain.good)}};
  chain.smoother()(band.power[index], type.smooth);
  type.peaks = chain.finder()(type.smooth);
  for (const std::size_t peak : type.peaks) type.heights.push_back(type.smooth[peak]);
  return type;
}

void test_peaks(const comm::Communicator& comm, const Chain& chain, const Parameters& parameters, TypeSearch& type) {
  type.null =
      draw_null(comm, type.phases, chain, {parameters.seed, type.n, parameters.surrogates, type.noise}, type.heights);
  type.p.clear();
  for (const std::uint64_t above : type.null.at_least) {
    type.p.push_back((1.0 + static_cast<double>(above)) / (1.0 + static_cast<double>(type.null.peaks)));
  }
  ++type.passes;
}

/// Benjamini-Hochberg over the peaks of all types; tells which types found more than before.
std::vector<bool> discover(Search& search, double rate) {
  std::vector<double> p;
  for (const auto& type : search.types) p.insert(p.end(), type.p.begin(), type.p.end());
  const std::vector<double> q = benjamini_hochberg(p);
  std::vector<bool> changed;
  std::size_t first = 0;
  for (auto& type : search.types) {
    type.q.assign(q.begin() + static_cast<std::ptrdiff_t>(first),
                  q.begin() + static_cast<std::ptrdiff_t>(first + type.peaks.size()));
    first += type.peaks.size();
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < type.peaks.size(); ++i) {
      if (type.q[i] <= rate) found.push_back(type.peaks[i]);
    }
    changed.push_back(found != type.found);
    type.found = std::move(found);
  }
  return changed;
}

}  // namespace

std::vector<Complex> null_field(const std::vector<Complex>& f, const std::vector<std::uint8_t>& good) {
  return compensated(usable(f, good), good);
}

double coincidence_px(const Search& search) {
  return std::max({1.5, search.chain.exclusion_px, 0.74 * search.probe_px});
}

std::vector<std::uint8_t> bulk_of(const Search& search) {
  std::vector<std::uint8_t> bulk = search.chain.good;
  const Shape shape = search.chain.shape;
  for (const auto& type : search.types) {
    for (const std::size_t peak : type.found) {
      for_disc(shape, static_cast<double>(peak / shape.nx), static_cast<double>(peak % shape.nx), search.probe_px,
               [&](std::size_t r) { bulk[r] = 0; });
    }
  }
  return bulk;
}

Search search(const comm::Communicator& comm, const order::Maps& maps, const Parameters& parameters,
              std::vector<std::uint8_t> good) {
  const order::BandMaps& band = maps.bands.front();
  Search result;
  result.probe_px = parameters.probe_fwhm_nm / maps.step_nm;
  result.chain = {{maps.ny, maps.nx},
                  parameters.smoothing * result.probe_px,
                  parameters.exclusion * result.probe_px,
                  std::move(good)};
  for (const int n : parameters.types) result.types.push_back(begin(band, result.chain, n));
  std::vector<bool> changed(result.types.size(), true);
  for (int pass = 0; pass < most_passes; ++pass) {
    for (std::size_t i = 0; i < result.types.size(); ++i) {
      if (changed[i]) test_peaks(comm, result.chain, parameters, result.types[i]);
    }
    changed = discover(result, parameters.false_discovery_rate);
    bool again = false;
    for (std::size_t i = 0; i < result.types.size(); ++i) {
      if (!changed[i]) continue;
      again = true;
      TypeSearch& type = result.types[i];
      const auto f = usable(band.f[static_cast<std::size_t>(type.n - 1)], result.chain.good);
      type.phases = {result.chain.shape, compensated(without_hotspots(result, type, f), result.chain.good)};
    }
    if (!again) break;
  }
  return result;
}

}  // namespace vitrum::domains
