// SPDX-License-Identifier: Apache-2.0
// vitrum/order/write_variance.cpp: /variance/{map,window,phi,image}, /azimuthal_dark_field and /contours.
#include "order/writer.hpp"
#include "vitrum/order/contours.hpp"

namespace vitrum::order {
namespace {

void write_map(Writer& out, const Maps& maps) {
  const Attributes azimuths{{"n_phi", static_cast<std::int64_t>(maps.n_phi)}};
  Attributes map = azimuths, raw = azimuths;
  map["formula"] = "V(x,y) = <m_s^2 - noise_s> / (M^2 - noise_M) - 1, m_s: mean of sector s of n_phi, M = <m_s>";
  map["debias"] = "on";
  raw["formula"] = "V(x,y) = <m_s^2> / M^2 - 1";
  raw["debias"] = "off";
  out.maps_of_bands("/variance/map", "", {}, map, [](const BandMaps& b) { return b.variance_xy; });
  out.maps_of_bands("/variance/map_raw", "", {}, raw, [](const BandMaps& b) { return b.variance_xy_raw; });
}

void write_azimuths(Writer& out, const Maps& maps, const Parameters& parameters) {
  const std::size_t sectors = maps.bands.front().azimuthal.size();
  const Axis phi = azimuth_axis(sectors);
  out.maps_of_bands("/azimuthal_dark_field", "counts/px", {phi},
                    {{"formula", "sum w I / sum w over the band's sector; phi: its middle, from x towards y"}},
                    [](const BandMaps& b) { return joined(b.azimuthal); });
  const std::int64_t window = 2 * parameters.window + 1;
  out.maps_of_bands("/variance/window", "", {},
                    {{"formula",
                      "mean over sectors phi of <DF^2> / <DF>^2 - 1 over the window x window positions around (x, y), "
                      "cut at the border, unbiased N / (N - 1), less shot noise; DF: azimuthal dark-field image"},
                     {"debias", "on"},
                     {"window", window},
                     {"sectors", static_cast<std::int64_t>(sectors)}},
                    [](const BandMaps& b) { return b.variance_window; });
  out.of_bands(
      "/variance/phi", "", {phi},
      {{"formula",
        "V(phi) = <DF^2> / <DF>^2 - 1 over the selected positions, unbiased N / (N - 1), less shot noise; flat "
        "for an isotropic glass in a well aligned microscope"},
       {"debias", "on"}},
      [](const BandMaps& b) { return b.variance_phi; });
  out.of_bands("/variance/phi_error", "", {phi}, {{"formula", "standard error of V(phi), block bootstrap"}},
               [](const BandMaps& b) { return b.variance_phi_error; });
}

}  // namespace

void write_variance_maps(Writer& out, const Maps& maps, const Parameters& parameters) {
  write_map(out, maps);
  write_azimuths(out, maps, parameters);
  if (maps.variance_image.empty()) return;
  out.array(
      "/variance/image", "", {storage::linear_axis("qy", "px", maps.qy), storage::linear_axis("qx", "px", maps.qx)},
      {{"formula",
        "Omega_Vi = (<I^2 - G I - sigma^2> / (<I>^2 - (G <I> + sigma^2) / N) - 1) N / (N - 1) over the N selected "
        "positions with a number there, on detector pixels, nothing masked"},
       {"debias", "on"},
       {"missing", "NaN where the pixel holds too few counts for a variance"},
       {"drift_px", maps.drift_px}},
      maps.variance_image);
}

void write_contours(Writer& out, const Maps& maps, const Parameters& parameters) {
  const bool in_nm = maps.step_nm > 0.0;
  const double step = in_nm ? maps.step_nm : 1.0;
  const std::string unit = in_nm ? "nm" : "position";
  std::vector<std::int64_t> bands, lines;
  std::vector<double> levels, y, x;
  for (std::size_t b = 0; b < maps.bands.size(); ++b) {
    const auto contours =
        sigma_contours(maps.bands[b].variance_xy, maps.ny, maps.nx, parameters.contour_levels, maps.selected);
    for (std::size_t line = 0; line < contours.size(); ++line) {
      const std::size_t points = contours[line].y.size();
      bands.insert(bands.end(), points, static_cast<std::int64_t>(b));
      lines.insert(lines.end(), points, static_cast<std::int64_t>(line));
      levels.insert(levels.end(), points, contours[line].level);
      for (const double v : contours[line].y) y.push_back(v * step);
      for (const double v : contours[line].x) x.push_back(v * step);
    }
  }
  const std::string suffix = in_nm ? "_nm" : "";
  out.file().write_table("/contours/variance",
                         {{"band", "", bands},
                          {"level", "sigma", levels},
                          {"line", "", lines},
                          {"y" + suffix, unit, y},
                          {"x" + suffix, unit, x}},
                         {{"formula",
                           "marching squares of V(x,y) at median + level * 1.4826 MAD, not smoothed; the points of a "
                           "line in order, a closed line ends on its first point"},
                          {"levels", parameters.contour_levels}});
}

}  // namespace vitrum::order
