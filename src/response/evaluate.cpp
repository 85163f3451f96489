// SPDX-License-Identifier: Apache-2.0
// vitrum/response/evaluate.cpp: all measures of one run.
#include <algorithm>

#include "response/numbers.hpp"
#include "vitrum/response/response.hpp"

namespace vitrum::response {
namespace {

void evaluate_snapshots(std::span<const kmc::Snapshot> snapshots, const Parameters& parameters, Response& result) {
  std::vector<double> strains, ratios;
  bool reached = false;
  for (const auto& snapshot : snapshots) {
    const auto g = equivalent_shear(snapshot.e1, snapshot.e3);
    auto row = localization(g, snapshot.flips);
    row.strain = snapshot.strain;
    const auto index = band_index(g, result.grid);
    row.band_index = index.index;
    row.band_angle_deg = index.angle_deg;
    row.band_index_p = index.p;
    auto map = find_bands(g, result.grid, parameters.bands);
    row.bands = static_cast<std::int64_t>(map.bands.size());
    for (auto& band : map.bands) {
      band.strain = snapshot.strain;
      result.bands.push_back(band);
    }
    result.localization.push_back(row);
    strains.push_back(row.strain);
    reached |= row.participation_ratio >= parameters.localized_below;
    const bool says = reached || row.bands > 0;
    ratios.push_back(says ? row.participation_ratio : 0.0);
    result.band_label = std::move(map.label);
    result.band_threshold = map.threshold;
  }
  result.localization_strain = first_below(strains, ratios, parameters.localized_below);
}

void evaluate_last(const kmc::Snapshot& last, const microstructure::Microstructure& micro, const Parameters& parameters,
                   Response& result) {
  const MroChoice choice{parameters.null_maps, parameters.bootstraps, parameters.seed};
  const auto g = equivalent_shear(last.e1, last.e3);
  result.autocorrelation = autocorrelation(g, micro.grid);
  result.extremes = extreme_values(g, micro.grid, parameters.seed);
  result.activity = activity_by_type(micro, last.flips, g, choice);
  result.associations = associations(micro, last.flips, choice);
  result.distance = flips_by_distance(micro, last.flips, choice);
}

/// `curve`: turned so that the load is positive.
void evaluate_events(std::span<const kmc::CurvePoint> curve, std::span<const kmc::Event> events,
                     const microstructure::Microstructure& micro, const Parameters& parameters, Response& result) {
  result.cascades = cascade_sizes(events);
  result.early = early_flips(events, micro);
  const double sense = result.strength.sense;
  result.steady_from_strain = parameters.steady_from * largest_strain(curve);
  const auto steady = events.subspan(first_at(events, result.steady_from_strain, sense));
  const auto steady_curve = curve.subspan(first_at(curve, result.steady_from_strain));
  const auto cascades = avalanches(steady, sense * result.strength.elastic_modulus_GPa,
                                   static_cast<double>(micro.grid.voxels()) / parameters.voxels_per_zone);
  PowerLawChoice choice;
  choice.replicas = parameters.replicas;
  choice.seed = parameters.seed;
  result.sizes = size_distributions(steady_curve, cascades, parameters.fit_samples, choice);
  result.waiting = waiting(waiting_times(steady), parameters.seed);
  result.aftershocks = aftershocks(cascades);
  result.pairs = successive_flips(steady, micro.grid);
  result.pair_map = pair_map(steady, micro.grid);
}

}  // namespace

Response evaluate(std::span<const kmc::CurvePoint> curve, std::span<const kmc::Snapshot> snapshots,
                  std::span<const kmc::Event> events, const microstructure::Microstructure& microstructure,
                  const Parameters& parameters) {
  Response result;
  result.grid = microstructure.grid;
  const double sense = sense_of(curve);
  const auto forward = turned(curve, sense);
  result.strength = strength(forward, parameters.strength);
  result.strength.sense = sense;
  result.curve = curve_parts(curve, result.strength.elastic_modulus_GPa);
  evaluate_snapshots(snapshots, parameters, result);
  if (!snapshots.empty()) evaluate_last(snapshots.back(), microstructure, parameters, result);
  evaluate_events(forward, events, microstructure, parameters, result);
  return result;
}

}  // namespace vitrum::response
