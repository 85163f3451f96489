// SPDX-License-Identifier: Apache-2.0
// vitrum/order/write_curves.cpp: what depends on k: /radial_profile, /variance/{k,k_phi,thickness}, /correlation,
// /symmetry/radial.
#include <cmath>
#include <limits>

#include "order/writer.hpp"
#include "vitrum/order/kernels/polar_row.hpp"

namespace vitrum::order {
namespace {

/// One reading of V(k): values, raw values, errors and draws under /variance/k/NAME.
struct Reading {
  std::string name, raw, formula, error;
  const std::vector<double>& values;
  const std::vector<double>& raw_values;
  const std::vector<double>& errors;
};

void write_reading(Writer& out, const std::vector<Axis>& k, const Reading& r) {
  const std::string path = "/variance/k/" + r.name;
  out.array(path, "", k, {{"formula", r.formula}, {"debias", "on"}}, r.values);
  out.array(path + "_raw", "", k, {{"formula", r.raw}, {"debias", "off"}}, r.raw_values);
  out.array(path + "_error", "", k, {{"formula", r.error}}, r.errors);
}

void write_readings(Writer& out, const std::vector<Axis>& k, const Maps& maps) {
  const Curves& c = *maps.curves;
  const std::string bootstrap = "standard error, block bootstrap (the same draws for omega, ring, ring_ensemble)";
  write_reading(
      out, k,
      {"omega", "V_Omega = <Ibar^2>/<Ibar>^2 - 1, Ibar: ring mean, unbiased N/(N-1)",
       "V_Omega = <Ibar^2>/<Ibar>^2 - 1, Ibar: ring mean, unbiased N/(N-1), less the shot noise <sum w^2 (G I + "
       "sigma^2) / (sum w)^2> / <Ibar>^2",
       bootstrap, c.variance_omega, c.variance_omega_raw, c.variance_omega_error});
  write_reading(out, k,
                {"ring", "V_r = mean over positions of <I^2>_phi / Ibar^2 - 1",
                 "V_r = mean over positions of <I^2 - G I - sigma^2>_phi / (Ibar^2 - noise of Ibar) - 1, pixels of a "
                 "ring; positions with Ibar^2 above its noise",
                 bootstrap, c.variance_ring, c.variance_ring_raw, c.variance_ring_error});
  write_reading(out, k,
                {"ring_ensemble", "V_re = <<I^2>_phi> / <<I>_phi>^2 - 1",
                 "V_re = <<I^2 - G I - sigma^2>_phi> / (<<I>_phi>^2 - noise) - 1, pixels of the rings of all positions",
                 bootstrap, c.variance_ensemble, c.variance_ensemble_raw, c.variance_ensemble_error});
  const bool drifts = maps.variance_image.empty();
  const std::string how =
      drifts
          ? "mean over azimuth of V(k, phi), because the centre drifts over the scan and a variance image on detector "
            "pixels would mean nothing; its bins average several pixels and so hold less variance than pixels do"
          : "mean of the variance image (/variance/image) over the good pixels of a ring";
  write_reading(
      out, k,
      {"annular_mean", drifts ? "not defined" : "Omega_VI: " + how + ", shot noise left in", "Omega_VI: " + how,
       drifts ? "not defined" : "that of ring_ensemble, which Omega_VI shares to first order in a ring of even mean",
       c.variance_annular, c.variance_annular_raw, c.variance_annular_error});
}

void write_draws(Writer& out, const std::vector<Axis>& k, const Curves& c) {
  const auto write = [&](const std::string& name, const std::vector<std::vector<double>>& draws) {
    if (draws.empty()) return;
    std::vector<Axis> axes{storage::linear_axis("draw", "", draws.size())};
    axes.insert(axes.end(), k.begin(), k.end());
    out.array("/variance/k/" + name + "_draws", "", axes,
              {{"formula",
                "value in each bootstrap draw; draw i drew the same blocks for every curve and k, so the error of any "
                "difference, ratio or peak position is its spread over draws"},
               {"debias", "on"}},
              joined(draws));
  };
  write("omega", c.draws_omega);
  write("ring", c.draws_ring);
  write("ring_ensemble", c.draws_ensemble);
}

std::vector<Axis> k_axis(const Maps& maps) { return {{"k", maps.k_units, maps.curves->k}}; }

/// Mean of the bins weighted with their positions; bins without a number do not count.
struct Mean {
  std::vector<double> value, error;
};

Mean mean_of_bins(const std::vector<ThicknessBin>& bins) {
  const std::size_t length = bins.front().variance_omega.size();
  Mean mean{std::vector<double>(length, std::numeric_limits<double>::quiet_NaN()), {}};
  mean.error = mean.value;
  for (std::size_t j = 0; j < length; ++j) {
    double weight = 0.0, sum = 0.0, square = 0.0;
    for (const ThicknessBin& bin : bins) {
      if (!std::isfinite(bin.variance_omega[j])) continue;
      const double w = static_cast<double>(bin.positions);
      weight += w;
      sum += w * bin.variance_omega[j];
      square += w * w * bin.variance_omega_error[j] * bin.variance_omega_error[j];
    }
    if (weight <= 0.0) continue;
    mean.value[j] = sum / weight;
    mean.error[j] = std::sqrt(square) / weight;
  }
  return mean;
}

}  // namespace

void write_curves(Writer& out, const Maps& maps) {
  const Curves& c = *maps.curves;
  const std::vector<Axis> k = k_axis(maps);
  out.array("/radial_profile", "counts/px", k, {{"formula", "mean over positions of the ring mean of each pattern"}},
            c.radial_profile);
  write_readings(out, k, maps);
  write_draws(out, k, c);
  if (c.power.empty()) return;
  const std::vector<Axis> n_k{n_axis(1), k.front()};
  out.array("/symmetry/radial", "", n_k,
            {{"formula",
              "mean over positions of P_n(k) = (|F_n(k)|^2 - noise) / (F_0(k)^2 - noise), one radial bin at a time "
              "(incoherent: powers, not amplitudes, add up over k)"},
             {"debias", "on"},
             {"masked",
              "a position whose mask covers so much of the bin's ring that a harmonic leaks into others, 2 max |M_m|^2 "
              "/ M_0^2 > most_leak (M: Fourier transform of the good azimuth bins), does not count there; NaN where "
              "none does"},
             {"most_leak", kernels::most_leak}},
            joined(c.power));
  if (c.power_error.size() == c.power.size()) {
    out.array(
        "/symmetry/radial_error", "", n_k,
        {{"formula", "standard error from the scatter of blocks of scan lines, as thick as order.bootstrap_block"}},
        joined(c.power_error));
  }
}

void write_polar(Writer& out, const Maps& maps) {
  const Polar& polar = *maps.polar;
  const std::size_t azimuths = polar.phi_deg.size();
  std::vector<Axis> k_phi = k_axis(maps);
  k_phi.push_back({"phi", "deg", polar.phi_deg});
  out.array(
      "/variance/k_phi", "", k_phi,
      {{"formula",
        "V(k, phi) = (<m^2 - v> / (<m>^2 - <v> / N) - 1) N / (N - 1) over the N selected positions, m: mean of the "
        "bin, v: its shot noise"},
       {"debias", "on"}},
      polar.variance);
  std::vector<Axis> k_lag = k_axis(maps);
  k_lag.push_back(storage::linear_axis("dphi", "deg", azimuths, 360.0 / static_cast<double>(azimuths)));
  const std::string masked = "; pairs with both ends good, less the product of the means over the same pairs";
  out.array("/correlation/mean", "", k_lag,
            {{"formula", "mean over positions of C(k, dphi) = (<I(phi) I(phi + dphi)> - <I>^2) / <I>^2" + masked},
             {"debias", "on: the shot noise that bins share is taken off at every lag at which they share pixels"},
             {"missing", "NaN where less than a fifth of the pairs is good"}},
            polar.correlation);
  out.array(
      "/correlation/pearson", "", k_lag,
      {{"formula",
        "ratio of means over positions, <C(k, dphi)> / <C(k, 0)> in Pearson's normalization (the mean of ratios is "
        "ruled by noise); 1 at dphi = 0" +
            masked},
       {"debias", "on"}},
      polar.pearson);
}

void write_thickness(Writer& out, const Maps& maps, const Parameters& parameters) {
  if (maps.thickness_bins.empty() || !parameters.thickness_filter) return;
  const ThicknessFilter& filter = *parameters.thickness_filter;
  std::vector<double> middle, edges, positions, omega, raw, error;
  for (const ThicknessBin& bin : maps.thickness_bins) {
    middle.push_back(0.5 * (bin.low_nm + bin.high_nm));
    edges.insert(edges.end(), {bin.low_nm, bin.high_nm});
    positions.push_back(static_cast<double>(bin.positions));
    omega.insert(omega.end(), bin.variance_omega.begin(), bin.variance_omega.end());
    raw.insert(raw.end(), bin.variance_omega_raw.begin(), bin.variance_omega_raw.end());
    error.insert(error.end(), bin.variance_omega_error.begin(), bin.variance_omega_error.end());
  }
  const Attributes bins{{"thickness", "t = (H - black) / slope, H: virtual image " + filter.detector},
                        {"black", filter.black},
                        {"slope", filter.slope_per_nm},
                        {"slope_units", "1/nm"},
                        {"edges", edges},
                        {"edges_units", "nm"}};
  const auto with = [&](const std::string& formula, const std::string& debias) {
    Attributes attributes = bins;
    attributes["formula"] = formula;
    if (!debias.empty()) attributes["debias"] = debias;
    return attributes;
  };
  const Axis t{"thickness", "nm", middle};
  const std::vector<Axis> k = k_axis(maps);
  const std::string v = "V_Omega(k) over the positions of a bin of thickness";
  out.array("/variance/thickness/omega", "", {t, k.front()}, with(v, "on"), omega);
  out.array("/variance/thickness/omega_raw", "", {t, k.front()}, with(v, "off"), raw);
  out.array("/variance/thickness/omega_error", "", {t, k.front()}, with("standard error, block bootstrap", ""), error);
  out.array("/variance/thickness/positions", "", {t}, with("number of positions in the bin", ""), positions);
  const Mean mean = mean_of_bins(maps.thickness_bins);
  out.array("/variance/thickness/mean", "", k, with("mean of omega over bins, weighted with their positions", "on"),
            mean.value);
  out.array("/variance/thickness/mean_error", "", k, with("standard error of mean, bins taken as independent", ""),
            mean.error);
}

}  // namespace vitrum::order
