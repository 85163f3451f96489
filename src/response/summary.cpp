// SPDX-License-Identifier: Apache-2.0
// vitrum/response/summary.cpp: the response in sentences.
#include <fmt/format.h>

#include <cmath>

#include "vitrum/response/response.hpp"

namespace vitrum::response {
namespace {

std::string with_error(double value, double error, int digits) {
  if (!std::isfinite(error)) return fmt::format("{:.{}f}", value, digits);
  return fmt::format("{:.{}f} +- {:.{}f}", value, digits, error, digits);
}

void add_strength(const Response& r, std::vector<std::string>& lines) {
  const auto& s = r.strength;
  std::string line = fmt::format("modulus {:.1f} GPa, ", s.elastic_modulus_GPa);
  if (s.offset_yield_GPa > 0.0)
    line +=
        fmt::format("0.2 % offset yield {:.3f} GPa at {:.2f} %, ", s.offset_yield_GPa, 100.0 * s.offset_yield_strain);
  lines.push_back(line + fmt::format("peak {:.3f} GPa at {:.2f} %, flow {} GPa", s.peak_stress_GPa,
                                     100.0 * s.peak_strain, with_error(s.flow_stress_GPa, s.flow_stress_error_GPa, 3)));
}

void add_bands(const Response& r, std::vector<std::string>& lines) {
  if (r.localization.empty()) return;
  const auto& last = r.localization.back();
  lines.push_back(fmt::format("participation ratio {:.3f}, Gini {:.3f}, band index {:.1f} along {:.1f} deg; {}",
                              last.participation_ratio, last.gini, last.band_index, last.band_angle_deg,
                              std::isfinite(r.localization_strain)
                                  ? fmt::format("localized from {:.2f} % strain on", 100.0 * r.localization_strain)
                                  : std::string("not localized")));
  std::size_t shown = 0;
  for (const auto& band : r.bands) {
    if (band.strain != last.strain || ++shown > 4) continue;
    lines.push_back(
        fmt::format("shear band at {} deg to the load axis, width {} nm, {}, shear offset {} nm",
                    with_error(band.angle_deg, band.angle_error_deg > 0.0 ? band.angle_error_deg : not_measured, 1),
                    with_error(band.width_nm, band.width_error_nm, 1),
                    band.percolates_x || band.percolates_y ? "through the whole cell"
                                                           : fmt::format("length {:.0f} nm", band.length_nm),
                    with_error(band.offset_nm, band.offset_error_nm, 2)));
  }
  if (shown > 4) lines.push_back(fmt::format("and {} more bands", shown - 4));
}

void add_events(const Response& r, std::vector<std::string>& lines) {
  for (const auto& d : r.sizes) {
    if (d.sample != "cascade_flips" || !std::isfinite(d.law.exponent)) continue;
    std::string line = fmt::format("cascades: {} from {:g} flips on fall with exponent {} (p = {:.2f})", d.law.tail,
                                   d.law.x_min, with_error(d.law.exponent, d.law.exponent_error, 2), d.law.p);
    if (d.law.cut_p < 0.05 && d.law.cut_exponent > 0.0)
      line += fmt::format("; all of them with exponent {} and a cut-off at {} flips",
                          with_error(d.law.cut_exponent, d.law.cut_exponent_error, 2),
                          with_error(d.law.cutoff, d.law.cutoff_error, 1));
    lines.push_back(line + ". An exponent of a thermal run with softening is not that of the athermal limit");
  }
  if (std::isfinite(r.waiting.p))
    lines.push_back(fmt::format("waiting times {:.3g} +- {:.1g} s, variation {:.2f} (exponential: 1; p = {:.3f})",
                                r.waiting.mean_s, r.waiting.mean_error_s, r.waiting.variation, r.waiting.p));
}

void add_mro(const Response& r, std::vector<std::string>& lines) {
  for (const auto& a : r.activity)
    if (a.n != 0 && a.voxels > 0)
      lines.push_back(fmt::format(
          "n = {}: {} times the flips and {} times the strain of the matrix, {} voxels (p = {:.3f} of shifted maps)",
          a.n, with_error(a.ratio_to_matrix, a.ratio_error, 2), with_error(a.strain_ratio, a.strain_ratio_error, 2),
          a.voxels, a.ratio_p));
}

}  // namespace

std::vector<std::string> summary(const Response& r) {
  std::vector<std::string> lines;
  if (r.curve.empty()) return lines;
  add_strength(r, lines);
  add_bands(r, lines);
  add_events(r, lines);
  add_mro(r, lines);
  return lines;
}

}  // namespace vitrum::response
