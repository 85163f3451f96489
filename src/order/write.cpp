// SPDX-License-Identifier: Apache-2.0
// vitrum/order/write.cpp: maps and curves on disk (design section 4).
#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "vitrum/order/measure.hpp"

namespace vitrum::order {
namespace {

using storage::ArrayInfo;
using storage::Attributes;
using storage::Axis;

/// Puts maps of bands under one path: a leading band axis where there is more than one band.
class Writer {
 public:
  Writer(storage::File& file, const Maps& maps) : file_(file), maps_(maps) {
    const std::string unit = maps.step_nm > 0.0 ? "nm" : "position";
    const double step = maps.step_nm > 0.0 ? maps.step_nm : 1.0;
    scan_ = {storage::linear_axis("y", unit, maps.ny, step), storage::linear_axis("x", unit, maps.nx, step)};
  }

  const std::vector<Axis>& scan_axes() const { return scan_; }

  void array(const std::string& path, const std::string& units, std::vector<Axis> axes, Attributes attributes,
             const std::vector<double>& values) {
    ArrayInfo info;
    info.path = path;
    info.units = units;
    info.axes = std::move(axes);
    info.attributes = std::move(attributes);
    file_.write<double>(info, values);
  }

  /// `get(band)`: the maps of a band, slowest axis `extra` (if any).
  template <class Get>
  void banded(const std::string& path, const std::string& units, const std::vector<Axis>& extra, Attributes attributes,
              Get get) {
    std::vector<Axis> axes;
    if (maps_.bands.size() > 1) axes.push_back(storage::linear_axis("band", "", maps_.bands.size()));
    axes.insert(axes.end(), extra.begin(), extra.end());
    axes.insert(axes.end(), scan_.begin(), scan_.end());
    std::vector<double> values;
    std::vector<double> edges;
    std::string names;
    for (const BandMaps& band : maps_.bands) {
      const std::vector<double> part = get(band);
      values.insert(values.end(), part.begin(), part.end());
      edges.insert(edges.end(), {band.band.k1, band.band.k2});
      names += (names.empty() ? "" : ", ") + band.band.name;
    }
    attributes["band"] = edges;
    attributes["band_units"] = maps_.k_units;
    attributes["band_name"] = names;
    array(path, units, std::move(axes), std::move(attributes), values);
  }

 private:
  storage::File& file_;
  const Maps& maps_;
  std::vector<Axis> scan_;
};

std::vector<double> joined(const std::vector<std::vector<double>>& maps) {
  std::vector<double> all;
  for (const auto& map : maps) all.insert(all.end(), map.begin(), map.end());
  return all;
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

void write_symmetry(Writer& out) {
  const std::vector<Axis> n_axis{storage::linear_axis("n", "", n_max, 1.0, 1.0)};
  const std::string f = "F_n = sum_p w_p (I_p - radial mean) exp(i n phi_p), F_0 = sum_p w_p I_p, on raw pixels";
  const std::string noise = "sum_p |g_np|^2 (G I_p + sigma^2), F_n = sum_p g_np I_p";
  out.banded("/symmetry/power", "", n_axis,
             {{"formula", "P_n = (|F_n|^2 - noise_n) / (F_0^2 - noise_0); " + f},
              {"debias", "on: " + noise + "; may be negative"}},
             [](const BandMaps& b) { return joined(b.power); });
  out.banded("/symmetry/power_naive", "", n_axis, {{"formula", "P_n = |F_n|^2 / F_0^2; " + f}, {"debias", "off"}},
             [](const BandMaps& b) { return joined(b.power_naive); });
  out.banded("/symmetry/noise", "", n_axis, {{"formula", noise + ", over F_0^2 - noise_0"}},
             [](const BandMaps& b) { return joined(b.noise); });
  out.banded("/symmetry/phase", "rad", n_axis,
             {{"formula", "arg F_n / n in [0, 2 pi / n): in-plane orientation, from x towards y; " + f}}, phases);
}

void write_bands(Writer& out, const Maps& maps, const Parameters& parameters) {
  write_symmetry(out);
  out.banded("/symmetry/intensity", "e", {}, {{"formula", "F_0 / G = sum_p w_p I_p / G"}},
             [](const BandMaps& b) { return b.intensity; });
  std::vector<std::int64_t> ns(parameters.normalized_sum.begin(), parameters.normalized_sum.end());
  out.banded("/symmetry/normalized_sum", "", {},
             {{"formula", "sum_n (P_n - median) / (1.4826 MAD) / sqrt(number of n)"}, {"n", ns}},
             [&](const BandMaps& b) { return normalized_sum(b, parameters.normalized_sum); });
  const Attributes azimuths{{"n_phi", static_cast<std::int64_t>(maps.n_phi)}};
  Attributes map = azimuths, raw = azimuths;
  map["formula"] = "V(x,y) = <m_s^2 - noise_s> / (M^2 - noise_M) - 1, m_s: mean of sector s of n_phi, M = <m_s>";
  map["debias"] = "on";
  raw["formula"] = "V(x,y) = <m_s^2> / M^2 - 1";
  raw["debias"] = "off";
  out.banded("/variance/map", "", {}, map, [](const BandMaps& b) { return b.variance_xy; });
  out.banded("/variance/map_raw", "", {}, raw, [](const BandMaps& b) { return b.variance_xy_raw; });
  const std::size_t sectors = maps.bands.front().azimuthal.size();
  const double width = 360.0 / static_cast<double>(sectors);
  out.banded("/azimuthal_dark_field", "counts/px", {storage::linear_axis("phi", "deg", sectors, width, 0.5 * width)},
             {{"formula", "sum w I / sum w over the band's sector; phi: its middle, from x towards y"}},
             [](const BandMaps& b) { return joined(b.azimuthal); });
}

void write_curves(Writer& out, const Maps& maps) {
  const Curves& c = *maps.curves;
  const std::vector<Axis> k{{"k", maps.k_units, c.k}};
  out.array("/radial_profile", "counts/px", k, {{"formula", "mean over positions of the ring mean of each pattern"}},
            c.radial_profile);
  const std::string formula = "V_Omega = <Ibar^2>/<Ibar>^2 - 1, Ibar: ring mean, unbiased N/(N-1)";
  out.array("/variance/k/omega", "", k,
            {{"formula", formula + ", less the shot noise <sum w^2 (G I + sigma^2) / (sum w)^2> / <Ibar>^2"},
             {"debias", "on"}},
            c.variance_omega);
  out.array("/variance/k/omega_raw", "", k, {{"formula", formula}, {"debias", "off"}}, c.variance_omega_raw);
  out.array("/variance/k/omega_error", "", k, {{"formula", "standard error of omega, block bootstrap"}},
            c.variance_omega_error);
}

}  // namespace

void write(storage::File& file, const Maps& maps, const Parameters& parameters) {
  Writer out(file, maps);
  out.array("/mean_pattern", "counts",
            {storage::linear_axis("qy", "px", maps.qy), storage::linear_axis("qx", "px", maps.qx)},
            {{"formula", "mean over all scan positions, on detector pixels, nothing masked"}}, maps.mean_pattern);
  for (const VirtualImage& image : maps.images) {
    out.array("/virtual/" + image.name, image.units, out.scan_axes(), {{"detector", image.description}}, image.image);
  }
  if (maps.curves) write_curves(out, maps);
  if (!maps.bands.empty()) write_bands(out, maps, parameters);
}

}  // namespace vitrum::order
