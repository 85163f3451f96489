// SPDX-License-Identifier: Apache-2.0
// vitrum/response/write.cpp: /response of deformation.h5.
#include <fmt/format.h>

#include "response/tables.hpp"
#include "vitrum/response/response.hpp"

namespace vitrum::response {
namespace {

storage::Attributes strength_attributes(const Response& r) {
  const auto& s = r.strength;
  return {{"sense", s.sense},
          {"modulus_GPa", s.modulus_GPa},
          {"modulus_error_GPa", s.modulus_error_GPa},
          {"elastic_modulus_GPa", s.elastic_modulus_GPa},
          {"elastic_closure", s.elastic_closure},
          {"peak_stress_GPa", s.peak_stress_GPa},
          {"peak_strain", s.peak_strain},
          {"overshoot", s.overshoot},
          {"offset_yield_GPa", s.offset_yield_GPa},
          {"offset_yield_strain", s.offset_yield_strain},
          {"flow_stress_GPa", s.flow_stress_GPa},
          {"flow_stress_error_GPa", s.flow_stress_error_GPa},
          {"flow_stress_sd_GPa", s.flow_stress_sd_GPa},
          {"flow_from_strain", s.flow_from_strain},
          {"plastic_strain", s.plastic_strain},
          {"localization_strain", r.localization_strain}};
}

void write_sizes(storage::File& file, const Response& r) {
  file.write_table("/response/avalanches/power_law", power_law_table(r.sizes),
                   {{"formula", "p(x) ~ x^-exponent, x >= x_min; with cut-off x^-cut_exponent exp(-x / cutoff)"},
                    {"from_strain", r.steady_from_strain}});
  for (const auto& d : r.sizes) file.write_table("/response/avalanches/" + d.sample, size_table(d.bins, d.units));
}

void write_timing(storage::File& file, const Response& r) {
  const auto& w = r.waiting;
  file.write_table("/response/waiting/times", size_table(w.bins, "s"));
  file.write_attributes("/response/waiting", {{"samples", w.samples},
                                              {"mean_s", w.mean_s},
                                              {"mean_error_s", w.mean_error_s},
                                              {"variation", w.variation},
                                              {"distance", w.distance},
                                              {"p", w.p}});
  const auto& a = r.aftershocks;
  file.write_table("/response/aftershocks/rate", aftershock_table(a.bins));
  file.write_attributes("/response/aftershocks", {{"formula", "background + productivity / delay^exponent"},
                                                  {"main_cascades", a.main_cascades},
                                                  {"smallest_main_flips", a.smallest_main_flips},
                                                  {"mean_rate_per_s", a.mean_rate_per_s},
                                                  {"background_per_s", a.background_per_s},
                                                  {"productivity", a.productivity},
                                                  {"exponent", a.exponent},
                                                  {"exponent_error", a.exponent_error},
                                                  {"p", a.p}});
}

void write_pairs(storage::File& file, const Response& r) {
  file.write_table("/response/pairs/successive_flips", pair_table(r.pairs));
  if (r.pair_map.r_nm.empty()) return;
  storage::ArrayInfo info;
  info.path = "/response/pairs/density";
  info.axes = {{"r", "nm", r.pair_map.r_nm}, {"angle", "deg", r.pair_map.angle_deg}};
  info.attributes = {{"formula", "density of the next flip over that of independent places"}, {"lag", std::int64_t{1}}};
  file.write(info, std::span<const double>(r.pair_map.density));
}

void write_bands(storage::File& file, const Response& r) {
  file.write_table("/response/bands/table", band_table(r.bands));
  if (r.band_label.empty()) return;
  const auto& g = r.grid;
  storage::ArrayInfo info;
  info.path = "/response/bands/label";
  info.axes = {storage::linear_axis("y", "nm", g.ny, g.hy_nm, 0.5 * g.hy_nm),
               storage::linear_axis("x", "nm", g.nx, g.hx_nm, 0.5 * g.hx_nm)};
  info.attributes = {{"meaning", "component of the band that covers the voxel in the last snapshot; 0: none"},
                     {"threshold", r.band_threshold}};
  file.write(info, std::span<const std::int32_t>(r.band_label));
}

void write_extremes(storage::File& file, const ExtremeValues& e) {
  file.write_attributes("/response/extremes", {{"formula", "P(max g < x) = exp(-exp(-(x - location) / scale)), blocks"},
                                               {"blocks", e.blocks},
                                               {"location", e.location},
                                               {"location_error", e.location_error},
                                               {"scale", e.scale},
                                               {"scale_error", e.scale_error},
                                               {"distance", e.distance},
                                               {"p", e.p},
                                               {"largest", e.largest},
                                               {"expected_largest", e.expected_largest}});
}

}  // namespace

void write(storage::File& file, const Response& r) {
  file.write_attributes("/response/strength", strength_attributes(r));
  file.write_table("/response/curve", curve_table(r.curve));
  file.write_table("/response/localization", localization_table(r.localization));
  file.write_table("/response/autocorrelation", autocorrelation_table(r.autocorrelation),
                   {{"formula", "<dg(0) dg(r)> / <dg^2> = isotropic + fourfold cos 4 theta"}});
  write_extremes(file, r.extremes);
  write_bands(file, r);
  file.write_table("/response/cascades", cascade_table(r.cascades));
  write_sizes(file, r);
  write_timing(file, r);
  write_pairs(file, r);
  file.write_table("/response/activity", activity_table(r.activity));
  file.write_table("/response/association", association_table(r.associations));
  file.write_table("/response/edge_distance", distance_table(r.distance));
  file.write_table("/response/first_flips", early_table(r.early));
  storage::Attributes sentences;
  for (const auto& sentence : summary(r)) sentences[fmt::format("line_{:02}", sentences.size() + 1)] = sentence;
  file.write_attributes("/response", sentences);
}

}  // namespace vitrum::response
