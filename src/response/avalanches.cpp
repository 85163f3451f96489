// SPDX-License-Identifier: Apache-2.0
// vitrum/response/avalanches.cpp: sizes of cascades, bursts and stress drops.
#include "vitrum/response/avalanches.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "vitrum/core/random.hpp"

namespace vitrum::response {
namespace {

std::vector<double> as_doubles(std::span<const std::int64_t> values) { return {values.begin(), values.end()}; }

/// Every value with the same chance, in their order (Knuth's selection sampling).
std::vector<double> thinned(std::span<const double> values, std::int64_t wanted, const PowerLawChoice& choice) {
  Stream stream(choice.seed, Purpose::thinning, choice.id);
  std::vector<double> chosen;
  double left = static_cast<double>(wanted);
  for (std::size_t i = 0; i < values.size() && left > 0.0; ++i)
    if (stream.uniform() * static_cast<double>(values.size() - i) < left) {
      chosen.push_back(values[i]);
      left -= 1.0;
    }
  return chosen;
}

}  // namespace

std::vector<CascadeCount> cascade_sizes(std::span<const kmc::Event> events) {
  std::map<std::int64_t, std::int64_t> flips, cascades;
  for (const auto& event : events) ++flips[event.cascade];
  for (const auto& [id, size] : flips) ++cascades[size];
  std::vector<CascadeCount> result;
  for (const auto& [size, count] : cascades) result.push_back({size, count});
  return result;
}

std::vector<Avalanche> avalanches(std::span<const kmc::Event> events, double elastic_modulus_GPa, double zones) {
  std::unordered_map<std::int64_t, std::size_t> place;
  std::vector<Avalanche> result;
  const double drop = elastic_modulus_GPa / zones;
  for (const auto& event : events) {
    const auto [at, is_new] = place.try_emplace(event.cascade, result.size());
    if (is_new) result.push_back({event.time_s, 0, 0.0});
    auto& avalanche = result[at->second];
    ++avalanche.flips;
    avalanche.stress_drop_GPa += drop * event.e1;
  }
  return result;
}

std::vector<double> stress_falls(std::span<const kmc::CurvePoint> curve) {
  std::vector<double> falls;
  double fall = 0.0;
  for (std::size_t i = 1; i < curve.size(); ++i) {
    const double change = curve[i].stress_GPa - curve[i - 1].stress_GPa;
    if (change < 0.0) {
      fall -= change;
    } else if (fall > 0.0) {
      falls.push_back(fall);
      fall = 0.0;
    }
  }
  if (fall > 0.0) falls.push_back(fall);
  return falls;
}

std::vector<std::int64_t> flips_between_points(std::span<const kmc::CurvePoint> curve) {
  std::vector<std::int64_t> flips;
  for (std::size_t i = 1; i < curve.size(); ++i)
    if (curve[i].events > curve[i - 1].events) flips.push_back(curve[i].events - curve[i - 1].events);
  return flips;
}

std::vector<SizeBin> size_bins(std::span<const double> values, bool integers, int bins_a_decade) {
  std::vector<double> sorted;
  for (double v : values)
    if (v > 0.0 && std::isfinite(v)) sorted.push_back(v);
  std::sort(sorted.begin(), sorted.end());
  std::vector<SizeBin> bins;
  if (sorted.empty()) return bins;
  const double n = static_cast<double>(sorted.size());
  const auto edge = [&](int i) {
    const double x = std::pow(10.0, static_cast<double>(i) / bins_a_decade);
    return integers ? std::ceil(x - 1e-9) : x;
  };
  int i = static_cast<int>(std::floor(std::log10(sorted.front()) * bins_a_decade)) - 1;
  for (std::size_t at = 0; at < sorted.size(); ++i) {
    SizeBin bin{edge(i), edge(i + 1)};
    while (at < sorted.size() && sorted[at] < bin.high) {
      ++bin.count;
      ++at;
    }
    if (bin.high <= bin.low || (bins.empty() && bin.count == 0)) continue;
    bin.density = static_cast<double>(bin.count) / (n * (bin.high - bin.low));
    bin.error = std::sqrt(static_cast<double>(bin.count)) / (n * (bin.high - bin.low));
    bins.push_back(bin);
  }
  return bins;
}

std::vector<SizeDistribution> size_distributions(std::span<const kmc::CurvePoint> curve,
                                                 std::span<const Avalanche> steady, std::int64_t fit_samples,
                                                 const PowerLawChoice& choice) {
  std::vector<SizeDistribution> result;
  auto next = choice;
  const auto add_integers = [&](const char* name, const std::vector<std::int64_t>& sizes) {
    ++next.id;
    result.push_back({name, "flips", size_bins(as_doubles(sizes), true), fit_discrete(sizes, next)});
  };
  const auto add_reals = [&](const char* name, const std::vector<double>& sizes) {
    ++next.id;
    result.push_back({name, "GPa", size_bins(sizes, false), fit_continuous(thinned(sizes, fit_samples, next), next)});
  };
  std::vector<std::int64_t> flips;
  std::vector<double> drops;
  for (const auto& avalanche : steady) {
    flips.push_back(avalanche.flips);
    if (avalanche.stress_drop_GPa > 0.0) drops.push_back(avalanche.stress_drop_GPa);
  }
  add_integers("cascade_flips", flips);
  add_reals("cascade_stress_drop", drops);
  add_reals("curve_stress_drop", stress_falls(curve));
  add_integers("interval_flips", flips_between_points(curve));
  return result;
}

}  // namespace vitrum::response
