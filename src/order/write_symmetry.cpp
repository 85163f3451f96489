// SPDX-License-Identifier: Apache-2.0
// vitrum/order/write_symmetry.cpp: /symmetry and /halves.
#include <cmath>
#include <numbers>

#include "order/writer.hpp"

namespace vitrum::order {
namespace {

const std::string harmonic = "F_n = sum_p w_p (I_p - radial mean) exp(i n phi_p), F_0 = sum_p w_p I_p, on raw pixels";
const std::string noise_n = "sum_p |g_np|^2 (G I_p + sigma^2), F_n = sum_p g_np I_p";

/// How the harmonics of each band were come by, and why maps of odd n may have no numbers.
Attributes route(const Maps& maps) {
  std::vector<std::int64_t> least_squares, odd_valid, empty;
  std::vector<double> condition, condition_even;
  bool all_odd = true;
  for (const BandMaps& b : maps.bands) {
    least_squares.push_back(b.least_squares ? 1 : 0);
    odd_valid.push_back(b.odd_valid ? 1 : 0);
    empty.push_back(static_cast<std::int64_t>(b.empty));
    condition.push_back(b.condition);
    condition_even.push_back(b.condition_even);
    all_odd = all_odd && b.odd_valid;
  }
  Attributes attributes{{"least_squares", least_squares},
                        {"odd_valid", odd_valid},
                        {"empty", empty},
                        {"condition", condition},
                        {"condition_even", condition_even}};
  if (!all_odd) {
    attributes["missing"] =
        "odd n are NaN in bands with odd_valid = 0: behind the mask the harmonics of all n cannot be told apart "
        "(condition number above 10, or even n alone fitted)";
  }
  return attributes;
}

Attributes with(Attributes attributes, const std::string& formula, const std::string& debias) {
  attributes["formula"] = formula;
  if (!debias.empty()) attributes["debias"] = debias;
  return attributes;
}

std::vector<double> phases(const BandMaps& band) {
  std::vector<double> all;
  for (int n = 1; n <= n_max; ++n) {
    for (const auto& f : band.f[static_cast<std::size_t>(n - 1)]) {
      const double angle = std::arg(f) / n;
      all.push_back(angle < 0.0 ? angle + 2.0 * std::numbers::pi / n : angle);
    }
  }
  return all;
}

std::vector<double> amplitudes(const BandMaps& band) {
  std::vector<double> all = joined(band.power);
  for (double& p : all) p = std::copysign(std::sqrt(std::fabs(p)), p);
  return all;
}

std::vector<double> squares(const BandMaps& band) {
  std::vector<double> all = joined(band.power);
  for (double& p : all) p *= p;
  return all;
}

void write_powers(Writer& out, const Maps& maps, const Parameters& parameters) {
  const std::vector<Axis> n{n_axis(1)};
  const Attributes how = route(maps);
  const std::string power = "P_n = (|F_n|^2 - noise_n) / (F_0^2 - noise_0)";
  const std::string on = "on: noise_n = " + noise_n;
  out.maps_of_bands("/symmetry/power", "", n, with(how, power + "; " + harmonic, on + "; may be negative"),
                    [](const BandMaps& b) { return joined(b.power); });
  out.maps_of_bands("/symmetry/power_naive", "", n, with(how, "|F_n|^2 / F_0^2; " + harmonic, "off"),
                    [](const BandMaps& b) { return joined(b.power_naive); });
  out.maps_of_bands("/symmetry/noise", "", n, with(how, "noise_n / (F_0^2 - noise_0), noise_n = " + noise_n, ""),
                    [](const BandMaps& b) { return joined(b.noise); });
  out.maps_of_bands("/symmetry/amplitude", "", n, with(how, "sign(P_n) sqrt|P_n|, " + power + "; " + harmonic, on),
                    amplitudes);
  if (parameters.legacy_power) {
    out.maps_of_bands(
        "/symmetry/power_squared", "", n,
        with(how,
             "P_n^2, what squaring the Fourier transform of the angular correlation gives (the convention "
             "of other programs): it exaggerates contrast, and its scatter is a bias; " +
                 power,
             on + " before the square"),
        squares);
  }
}

}  // namespace

void write_symmetry(Writer& out, const Maps& maps, const Parameters& parameters) {
  write_powers(out, maps, parameters);
  out.maps_of_bands(
      "/symmetry/phase", "rad", {n_axis(1)},
      with(route(maps), "arg F_n / n in [0, 2 pi / n): in-plane orientation, from x towards y; " + harmonic, ""),
      phases);
  out.maps_of_bands("/symmetry/intensity", "e", {}, {{"formula", "F_0 / G = sum_p w_p I_p / G"}},
                    [](const BandMaps& b) { return b.intensity; });
  out.maps_of_bands(
      "/symmetry/normalized_sum", "", {},
      {{"formula",
        "sum_n (P_n - median) / (1.4826 MAD) / sqrt(number of n), median and MAD over the selected positions; an n "
        "without numbers is left out"},
       {"n", std::vector<std::int64_t>(parameters.normalized_sum.begin(), parameters.normalized_sum.end())}},
      [&](const BandMaps& b) { return normalized_sum(b, parameters.normalized_sum, maps.selected); });
  out.maps_of_bands(
      "/symmetry/coefficient", "", {n_axis(2)},
      {{"formula",
        "S_n = mean over j = 1 .. n - 1 of C(2 pi j / n) = (2 n sum_(m > 0, n | m) P_m - C(0)) / (n - 1), "
        "C the angular correlation of the band over <I>^2; it mixes P_n, P_2n, P_3n and is negative for "
        "a featureless ring"},
       {"debias", "on"}},
      [](const BandMaps& b) { return joined(b.coefficient); });
  out.of_bands(
      "/symmetry/transfer", "", {n_axis(1)},
      {{"formula",
        "(2 J_1(x) / x)^2, x = n k_a / k: what the aperture disk of radius k_a leaves of P_n; divide P_n by it "
        "to compare different n"},
       {"applied", "no"},
       {"aperture_radius", parameters.probe_semi_angle_k.value_or(0.0)},
       {"aperture_radius_units", "1/Angstrom"}},
      [](const BandMaps& b) { return b.transfer; });
}

void write_halves(Writer& out, const Maps& maps) {
  for (const BandMaps& b : maps.bands) {
    if (!b.halves) return;
  }
  const std::string halves = "; A keeps each electron with probability 1/2, B = I - A: their noise is independent";
  out.maps_of_bands("/halves/power", "", {n_axis(1)},
                    {{"formula", "P_n of half A, as /symmetry/power" + halves}, {"debias", "on"}},
                    [](const BandMaps& b) { return joined(b.halves->power); });
  out.maps_of_bands("/halves/variance_map", "", {},
                    {{"formula", "V(x,y) of half B, as /variance/map" + halves}, {"debias", "on"}},
                    [](const BandMaps& b) { return b.halves->variance_xy; });
  out.maps_of_bands("/halves/cross", "", {n_axis(1)},
                    {{"formula", "4 Re(F_n^A conj F_n^B) / (F_0^2 - noise_0)" + halves},
                     {"debias", "needs none in the numerator; on in the denominator"}},
                    [](const BandMaps& b) { return joined(b.halves->cross); });
}

}  // namespace vitrum::order
