// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/limits.cpp: which limit of the measurement binds, in sentences.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "domains/poisson.hpp"
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
    if (!result.usable[r]) continue;
    noise += band.noise[index][r];
    naive += band.noise[index][r] + band.power[index][r];
  }
  if (naive > 0.0 && noise > 0.5 * naive) {
    result.limits.push_back(
        fmt::format("Dose: shot noise is {:.0f} % of the n = {} power; more electrons would find more domains.",
                    100.0 * noise / naive, type.n));
  }
}

const Detection* detection_of(const Result& result, int n) {
  for (const Detection& d : result.parameters.detection) {
    if (d.n == n) return &d;
  }
  return nullptr;
}

/// No more hotspots than expected by chance: the exact Poisson limit over the calibrated false positives.
void tell_upper_limit(Result& result, const TypeSummary& type) {
  const Detection* known = detection_of(result, type.n);
  const Detection detection = known ? *known : Detection{};
  const auto found = static_cast<std::int64_t>(std::llround(type.count.value));
  const double most = poisson_upper_limit(found, detection.false_positives_per_nm2.value * result.area_nm2, 0.95) /
                      (result.area_nm2 * detection.efficiency.value);
  const double d = type.diameter_nm.value;
  result.limits.push_back(
      fmt::format("Volume fraction, n = {}: {}; of domains of {:.2g} nm below {:.2g} on axis (95 %); counting binds.",
                  type.n, found == 0 ? "no hotspots" : "no more hotspots than the false ones expected", d,
                  volume_fraction_from_count(most, d, result.parameters.thickness_nm.value)));
}

/// The largest of the relative errors that go into the volume fractions.
void tell_binding(Result& result, const TypeSummary& type) {
  if (std::isnan(type.density_per_nm2.value)) return;  // efficiency 0: told apart
  if (!(type.density_per_nm2.value > 0.0)) {
    tell_upper_limit(result, type);
    return;
  }
  const double t = result.parameters.thickness_nm.value, d = type.diameter_nm.value;
  const double counting = type.density_per_nm2.error / type.density_per_nm2.value;
  const double depth = result.parameters.thickness_nm.error / (t + d);
  const double all = type.visible_volume_fraction.error / type.visible_volume_fraction.value;
  const double size = std::sqrt(std::max(0.0, all * all - counting * counting - depth * depth));
  const char* binds = counting >= size && counting >= depth ? "counting" : size >= depth ? "size" : "thickness";
  result.limits.push_back(fmt::format(
      "Volume fraction, n = {}: standard errors {:.0f} % from counting, {:.0f} % from size, {:.0f} % from thickness; "
      "{} binds.",
      type.n, 100.0 * counting, 100.0 * size, 100.0 * depth, binds));
  if (type.volume_fraction.value > 1.0) {
    result.limits.push_back(fmt::format(
        "Orientation, n = {}: a total fraction above 1 means that these domains do not lie at random.", type.n));
  }
  result.limits.push_back(
      fmt::format("Orientation, n = {}: the total fraction rests on p_vis = {:.4f}, which no map tests{}.", type.n,
                  type.p_vis, axes_of(type.n) == 1 ? "; one axis a domain is assumed" : ""));
}

void tell_efficiency(Result& result) {
  for (const TypeSummary& type : result.types) {
    const Detection* known = detection_of(result, type.n);
    if (known && !known->efficiency_known) {
      result.limits.push_back(fmt::format(
          "Detection, n = {}: the calibration had no clusters of this type, so every domain is taken for found.",
          type.n));
    } else if (!known) {
      result.limits.push_back(fmt::format(
          "Detection, n = {}: every domain is taken for found and none for false; vitrum calibrate measures both.",
          type.n));
    } else if (!(known->efficiency.value > 0.0)) {
      result.limits.push_back(fmt::format(
          "Detection, n = {}: none of the calibration's clusters was found, so counted fractions are not known.",
          type.n));
    }
  }
}

void tell_excess(Result& result, const TypeSummary& type) {
  if (type.volume_fraction_excess && !type.agreement) {
    result.limits.push_back(
        fmt::format("Volume fraction on axis, n = {}: {:.4f} +- {:.4f} by mean excess power (headline); counted "
                    "hotspots give none.",
                    type.n, type.volume_fraction_excess->value, type.volume_fraction_excess->error));
    return;
  }
  if (type.volume_fraction_excess) {
    const Uncertain a = *type.volume_fraction_excess, b = type.visible_volume_fraction;
    const bool agree = std::abs(*type.agreement) <= 2.0;
    result.limits.push_back(fmt::format(
        "Volume fraction on axis, n = {}: {:.4f} +- {:.4f} by mean excess power (headline), {:.4f} +- {:.4f} by "
        "counted "
        "hotspots; they {} ({:+.1f} standard errors){}.",
        type.n, a.value, a.error, b.value, b.error, agree ? "agree" : "do not agree", *type.agreement,
        agree ? ""
              : "; clusters of another size or type than those calibrated with, or another thickness, would do it"));
    return;
  }
  if (type.excess_source == "twin") {
    result.limits.push_back(
        fmt::format("Mean excess power, n = {}: the calibration's clusters do not raise <P_n> by two standard errors, "
                    "so it gives no "
                    "fraction; calibrate with more of them or a larger scan.",
                    type.n));
    return;
  }
  result.limits.push_back(
      type.excess_power
          ? fmt::format("Mean excess power, n = {}: {:.3g} +- {:.2g} above the odd n; a volume fraction from it needs "
                        "vitrum calibrate.",
                        type.n, type.excess_power->value, type.excess_power->error)
          : fmt::format("Mean excess power, n = {}: not known without a featureless twin (vitrum calibrate); the odd n "
                        "stand for one only where s = sinc^2(pi lambda k^2 t) is below .15.",
                        type.n));
}

void tell_thickness(Result& result) {
  const ThicknessGauge& gauge = result.gauge;
  const Uncertain given = result.parameters.thickness_nm;
  if (!gauge.measured) {
    result.limits.push_back(fmt::format("Thickness gauge: none, {}.", gauge.note));
    return;
  }
  if (!gauge.thickness_nm) {
    if (given.value + 3.0 * given.error < gauge.lo_nm) {
      result.limits.push_back(fmt::format("Thickness: {:.3g} nm is given, but the odd n say at least {:.3g} nm (95 %).",
                                          given.value, gauge.lo_nm));
    }
    return;
  }
  const double off = gauge.thickness_nm->value - given.value;
  const double error = std::hypot(gauge.thickness_nm->error, given.error);
  if (std::abs(off) > 3.0 * error) {
    result.limits.push_back(
        fmt::format("Thickness: {:.3g} +- {:.2g} nm is given, the odd n say {:.3g} +- {:.2g} nm ({:+.1f} standard "
                    "errors); MRO in the "
                    "even n makes that read low, shot noise left in or a centre off by a pixel high.",
                    given.value, given.error, gauge.thickness_nm->value, gauge.thickness_nm->error, off / error));
  }
}

void tell_following(Result& result) {
  std::vector<std::string> maps;
  for (const ThicknessAssociation& row : result.following) {
    if (row.q <= 0.05) maps.push_back(fmt::format("{} (r = {:+.2f}, q = {:.3f})", row.map, row.pearson.value, row.q));
  }
  if (maps.empty()) return;
  result.limits.push_back(
      fmt::format("Thickness: structure follows it, {}; differences between places are then those "
                  "of the foil, not of the glass alone.",
                  fmt::join(maps, ", ")));
}

void tell_widths(Result& result) {
  for (const MapWidth& width : result.widths) {
    if (!std::isfinite(width.fwhm_nm.value) || !(width.z > 1.645)) continue;
    result.limits.push_back(
        fmt::format("Width of {}: {:.2f} +- {:.2f} nm, beyond the {:.2f} nm of pure speckle by {:.1f} standard errors.",
                    width.map, width.fwhm_nm.value, width.fwhm_nm.error, width.null_fwhm_nm, width.z));
  }
}

void tell_randomness(Result& result) {
  for (const PointTest& test : result.randomness) {
    if (test.n == 0) continue;
    if (!std::isfinite(test.dclf_p)) {
      result.limits.push_back(fmt::format("Randomness, n = {}: not tested, {}.", test.n, test.note));
    } else {
      result.limits.push_back(
          fmt::format("Randomness, n = {}: p = {:.3f} against hard-core random points, {:.3f} against featureless maps "
                      "(DCLF).",
                      test.n, test.dclf_p, test.surrogate_dclf_p));
    }
  }
}

void tell_colocalization(Result& result) {
  const bool split = std::any_of(result.colocalization.begin(), result.colocalization.end(),
                                 [](const Colocalization& row) { return row.split; });
  if (result.colocalization.empty() || split) return;
  result.limits.push_back(
      "Co-localization: of the same electrons alone, where V(x,y) = 2 sum P_n makes it a tautology; independent halves "
      "need whole electrons.");
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
    tell_excess(result, result.types[t]);
  }
  tell_efficiency(result);
  tell_thickness(result);
  tell_following(result);
  tell_widths(result);
  tell_randomness(result);
  tell_colocalization(result);
}

}  // namespace vitrum::domains
