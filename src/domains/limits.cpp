// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/limits.cpp: which limit of the measurement binds, in sentences.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "domains/summary.hpp"
#include "vitrum/domains/stereology.hpp"

namespace vitrum::domains {

namespace {

void tell_size(Result& result, const TypeSummary& type) {
  if (type.count.value < 1.0) return;
  if (type.probe_limited) {
    result.limits.push_back(
        fmt::format("Size, n = {}: limited by the probe; hotspots of {:.2f} nm fit any domain up to {:.1f} nm.", type.n,
                    type.fwhm_nm.value, type.diameter_hi_nm));
    return;
  }
  result.limits.push_back(fmt::format(
      "Size, n = {}: between {:.2f} nm (interference with the glass alone) and {:.2f} nm (peaks that it lifts); "
      "widths alone cannot tell which.",
      type.n, type.diameter_lo_nm, type.diameter_hi_nm));
}

void tell_projection(Result& result, const TypeSummary& type) {
  const double overlap =
      type.density_per_nm2.value * std::numbers::pi / 4.0 * type.diameter_nm.value * type.diameter_nm.value;
  if (overlap > 0.1) {
    result.limits.push_back(
        fmt::format("Projection: about {:.0f} % of the n = {} domains lie over another one and are counted once.",
                    100.0 * (1.0 - std::exp(-overlap)), type.n));
  }
}

void tell_dose(Result& result, const order::BandMaps& band, const TypeSummary& type) {
  const auto index = static_cast<std::size_t>(type.n - 1);
  double noise = 0.0, naive = 0.0;
  for (std::size_t r = 0; r < band.noise[index].size(); ++r) {
    if (!std::isfinite(band.power[index][r]) || !std::isfinite(band.noise[index][r])) continue;
    noise += band.noise[index][r];
    naive += band.noise[index][r] + band.power[index][r];
  }
  if (naive > 0.0 && noise > 0.5 * naive) {
    result.limits.push_back(
        fmt::format("Dose: shot noise is {:.0f} % of the n = {} power; more electrons would find more domains.",
                    100.0 * noise / naive, type.n));
  }
}

/// The largest of the relative errors that go into the volume fractions.
void tell_binding(Result& result, const TypeSummary& type) {
  if (type.count.value < 1.0) return;
  const double t = result.parameters.thickness_nm.value, d = type.diameter_nm.value;
  const double counting = type.density_per_nm2.error / std::max(type.density_per_nm2.value, 1e-300);
  const double depth = result.parameters.thickness_nm.error / (t + d);
  const double all = type.visible_volume_fraction.error / std::max(type.visible_volume_fraction.value, 1e-300);
  const double size = std::sqrt(std::max(0.0, all * all - counting * counting - depth * depth));
  result.limits.push_back(fmt::format(
      "Volume fraction, n = {}: standard errors {:.0f} % from counting, {:.0f} % from size, {:.0f} % from thickness.",
      type.n, 100.0 * counting, 100.0 * size, 100.0 * depth));
  if (type.volume_fraction.value > 1.0) {
    result.limits.push_back(fmt::format(
        "Orientation, n = {}: a total fraction above 1 means that these domains do not lie at random.", type.n));
  }
  result.limits.push_back(
      fmt::format("Orientation, n = {}: the total fraction rests on p_vis = {:.4f}, which no map tests{}.", type.n,
                  type.p_vis, axes_of(type.n) == 1 ? "; one axis a domain is assumed" : ""));
}

}  // namespace

void tell_limits(Result& result, const order::Maps& maps) {
  const double probe = result.parameters.probe_fwhm_nm;
  if (maps.step_nm > 0.55 * probe) {
    result.limits.push_back(fmt::format(
        "Sampling: steps of {:.2f} nm are coarse for a probe of {:.2f} nm; hotspots fall between positions.",
        maps.step_nm, probe));
  }
  for (std::size_t t = 0; t < result.types.size(); ++t) {
    tell_size(result, result.types[t]);
    tell_projection(result, result.types[t]);
    tell_dose(result, maps.bands.front(), result.types[t]);
    tell_binding(result, result.types[t]);
  }
}

}  // namespace vitrum::domains
