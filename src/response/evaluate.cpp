// SPDX-License-Identifier: Apache-2.0
// vitrum/response/evaluate.cpp: all measures of one run, and how they are written.
#include "vitrum/response/response.hpp"

namespace vitrum::response {
namespace {

template <class Row, class T>
storage::Column column_of(const std::string& name, const std::string& units, std::span<const Row> rows,
                          T Row::*member) {
  if constexpr (std::is_floating_point_v<T>) {
    std::vector<double> values;
    for (const auto& row : rows) values.push_back(row.*member);
    return {name, units, std::move(values)};
  } else {
    std::vector<std::int64_t> values;
    for (const auto& row : rows) values.push_back(row.*member);
    return {name, units, std::move(values)};
  }
}

std::vector<storage::Column> localization_table(std::span<const Localization> rows) {
  using L = Localization;
  return {column_of("strain", "", rows, &L::strain),
          column_of("mean_equivalent_shear", "", rows, &L::mean),
          column_of("participation_ratio", "", rows, &L::participation_ratio),
          column_of("gini", "", rows, &L::gini),
          column_of("variation", "", rows, &L::variation),
          column_of("psi", "", rows, &L::psi),
          column_of("top_5_percent", "", rows, &L::top_5_percent),
          column_of("transformed", "", rows, &L::transformed)};
}

std::vector<storage::Column> activity_table(std::span<const Activity> rows) {
  using A = Activity;
  return {column_of("n", "", rows, &A::n),
          column_of("voxels", "", rows, &A::voxels),
          column_of("flips", "", rows, &A::flips),
          column_of("flips_per_voxel", "", rows, &A::flips_per_voxel),
          column_of("ratio_to_matrix", "", rows, &A::ratio_to_matrix),
          column_of("ratio_error", "", rows, &A::ratio_error),
          column_of("mean_equivalent_shear", "", rows, &A::mean_strain)};
}

}  // namespace

Response evaluate(std::span<const kmc::CurvePoint> curve, std::span<const kmc::Snapshot> snapshots,
                  std::span<const kmc::Event> events, const microstructure::Microstructure& microstructure, const Parameters& parameters) {
  Response result;
  result.strength = strength(curve, parameters);
  result.cascades = cascade_sizes(events);
  for (const auto& snapshot : snapshots) {
    const auto g = equivalent_shear(snapshot.e1, snapshot.e3);
    result.localization.push_back(localization(g, snapshot.flips));
    result.localization.back().strain = snapshot.strain;
  }
  if (!snapshots.empty()) {
    const auto& last = snapshots.back();
    result.activity = activity_by_type(microstructure, last.flips, equivalent_shear(last.e1, last.e3));
  }
  return result;
}

void write(storage::File& file, const Response& response) {
  const auto& s = response.strength;
  file.write_attributes("/statistics/strength", {{"modulus_GPa", s.modulus_GPa},
                                                 {"peak_stress_GPa", s.peak_stress_GPa},
                                                 {"peak_strain", s.peak_strain},
                                                 {"offset_yield_GPa", s.offset_yield_GPa},
                                                 {"flow_stress_GPa", s.flow_stress_GPa},
                                                 {"flow_stress_sd_GPa", s.flow_stress_sd_GPa},
                                                 {"flow_from_strain", s.flow_from_strain}});
  file.write_table("/statistics/localization", localization_table(response.localization));
  file.write_table("/statistics/activity", activity_table(response.activity));
  const std::span<const CascadeCount> cascades(response.cascades);
  file.write_table("/statistics/cascades", {column_of("flips", "", cascades, &CascadeCount::flips),
                                            column_of("cascades", "", cascades, &CascadeCount::cascades)});
}

}  // namespace vitrum::response
