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

void tell_probe(Result& result, const TypeSummary& type, const NullSummary& null) {
  if (type.count.value < 1.0) return;
  if (type.probe_limited) {
    result.limits.push_back(fmt::format(
        "Probe: the n = {} hotspots (median FWHM {:.2f} +- {:.2f} nm in sqrt(P_n)) are no wider than speckle "
        "({:.2f} nm): their diameter is consistent with anything up to {:.1f} nm.",
        type.n, type.fwhm_nm.value, type.fwhm_nm.error, null.fwhm_nm,
        type.diameter_nm.value + 1.645 * type.diameter_nm.error));
    return;
  }
  result.limits.push_back(fmt::format(
      "Probe: the n = {} hotspots (median FWHM {:.2f} +- {:.2f} nm in sqrt(P_n)) are wider than speckle ({:.2f} nm): "
      "pooled diameter {:.2f} +- {:.2f} nm; one hotspot's width is no measurement of its domain.",
      type.n, type.fwhm_nm.value, type.fwhm_nm.error, null.fwhm_nm, type.diameter_nm.value, type.diameter_nm.error));
}

void tell_projection(Result& result, const TypeSummary& type) {
  const double overlap =
      type.density_per_nm2.value * std::numbers::pi / 4.0 * type.diameter_nm.value * type.diameter_nm.value;
  if (overlap > 0.1) {
    result.limits.push_back(fmt::format(
        "Projection: {:.0f} % of the n = {} domains are expected to lie over another one and be counted once.",
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
        fmt::format("Dose: shot noise makes {:.0f} % of the n = {} power; more electrons would find more domains.",
                    100.0 * noise / naive, type.n));
  }
}

/// The largest of the relative errors that go into the volume fractions.
void tell_binding(Result& result, const TypeSummary& type) {
  if (type.count.value < 1.0) return;
  const double d = type.diameter_nm.value, t = result.parameters.thickness_nm.value;
  const double counting = type.density_per_nm2.error / std::max(type.density_per_nm2.value, 1e-300);
  const double size = (3.0 - d / (t + d)) * type.diameter_nm.error / d;
  const double depth = result.parameters.thickness_nm.error / (t + d);
  const char* what = counting >= size && counting >= depth ? "the number of domains"
                     : size >= depth                       ? "their diameter"
                                                           : "the thickness";
  result.limits.push_back(fmt::format(
      "Volume fraction of n = {}: relative standard errors {:.0f} % from the number of domains, {:.0f} % from their "
      "diameter, {:.0f} % from the thickness; {} binds. It holds for p_vis = {:.4f}, an assumption on structure and "
      "tilt that no map tests.",
      type.n, 100.0 * counting, 100.0 * size, 100.0 * depth, what, type.p_vis));
}

}  // namespace

void tell_limits(Result& result, const order::Maps& maps) {
  const double probe = result.parameters.probe_fwhm_nm;
  if (maps.step_nm > 0.55 * probe) {
    result.limits.push_back(fmt::format(
        "Sampling: a step of {:.2f} nm is coarse for a probe of {:.2f} nm FWHM; hotspots fall between positions.",
        maps.step_nm, probe));
  }
  for (std::size_t t = 0; t < result.types.size(); ++t) {
    tell_probe(result, result.types[t], result.nulls[t]);
    tell_projection(result, result.types[t]);
    tell_dose(result, maps.bands.front(), result.types[t]);
    tell_binding(result, result.types[t]);
    if (axes_of(result.types[t].n) == 1) {
      result.limits.push_back(fmt::format(
          "Orientation: no structure is known for n = {}; one axis a domain is assumed in p_vis.", result.types[t].n));
    }
  }
}

}  // namespace vitrum::domains
