// SPDX-License-Identifier: Apache-2.0
// vitrum/response/band_measure.cpp: direction, width and slip of one component.
#include "response/band_measure.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "response/band_profile.hpp"
#include "vitrum/response/localization.hpp"

namespace vitrum::response {
namespace {

constexpr double degree = 180.0 / std::numbers::pi;

double folded_angle(double degrees) {
  if (degrees > 90.0) degrees -= 180.0;
  if (degrees <= -90.0) degrees += 180.0;
  return degrees;
}

void take_profile(const BandProfile& profile, Band& band) {
  const auto peak = peak_of(profile.mean(), profile.own);
  band.peak_shear = peak.height;
  band.background_shear = peak.background;
  band.width_nm = peak.width_bins * profile.bin_nm;
  band.width_error_nm = jackknife(
      [&](std::size_t without) { return peak_of(profile.mean(without), profile.own).width_bins * profile.bin_nm; });
}

/// Shear offset and its error: what the pieces hold, scaled to the whole length.
void take_offset(const BandProfile& profile, double voxel_area, Band& band) {
  double whole = 0.0;
  for (double piece : profile.own_shear) whole += piece;
  const double scale = voxel_area / band.length_nm;
  band.offset_nm = scale * whole;
  band.offset_error_nm = jackknife(
      [&](std::size_t without) { return scale * (whole - profile.own_shear[without]) * pieces / (pieces - 1.0); });
}

/// Mean direction of the phases of a component's voxels, weighted with g.
double middle_phase(const Component& c, std::span<const double> g, const microstructure::Grid& grid,
                    const Lines& lines) {
  std::complex<double> sum = 0.0;
  for (std::size_t i = 0; i < c.voxels.size(); ++i) {
    const double u = lines.phase(static_cast<double>(c.x[i]) * grid.hx_nm, static_cast<double>(c.y[i]) * grid.hy_nm);
    sum += g[c.voxels[i]] * std::polar(1.0, 2.0 * std::numbers::pi * u);
  }
  return std::arg(sum) / (2.0 * std::numbers::pi);
}

/// Pieces along the longer projection of the lines.
std::size_t piece_of(std::size_t v, const microstructure::Grid& grid, const Lines& lines) {
  return std::abs(lines.tx) >= std::abs(lines.ty) ? v % grid.nx * pieces / grid.nx : v / grid.nx * pieces / grid.ny;
}

BandProfile closed_profile(const Component& c, std::span<const double> g, const microstructure::Grid& grid,
                           const Lines& lines, double middle, double reach) {
  const double h = std::min(grid.hx_nm, grid.hy_nm);
  const auto bins = std::max<std::size_t>(1, static_cast<std::size_t>(lines.spacing / h + 1e-9));
  BandProfile profile(bins, lines.spacing / static_cast<double>(bins));
  constexpr double rounding = 1e-9;
  const auto from_middle = [&](std::size_t v) {  // -1/2 .. 1/2
    return Lines::fold(lines.phase(static_cast<double>(v % grid.nx) * grid.hx_nm,
                                   static_cast<double>(v / grid.nx) * grid.hy_nm) -
                       middle + 0.5 + rounding) -
           0.5;
  };
  const auto bin_of = [&](double u) {
    return std::min(bins - 1, static_cast<std::size_t>((u + 0.5) * static_cast<double>(bins)));
  };
  for (std::size_t v = 0; v < g.size(); ++v) {
    const auto piece = piece_of(v, grid, lines), bin = bin_of(from_middle(v));
    profile.sum[piece][bin] += g[v];
    profile.voxels[piece][bin] += 1.0;
  }
  for (auto v : c.voxels) {
    const double u = from_middle(v);
    if (std::abs(u) * lines.spacing > reach) continue;
    profile.own[bin_of(u)] += 1.0;
    profile.own_shear[piece_of(v, grid, lines)] += g[v];
  }
  return profile;
}

Band closed_band(const Component& c, std::span<const double> g, const microstructure::Grid& grid, Winding winding,
                 double middle, double reach) {
  const auto lines = lines_of(grid, winding);
  Band band;
  band.voxels = static_cast<std::int64_t>(c.voxels.size());
  band.inclination_deg = lines.angle_deg;
  band.angle_deg = std::abs(lines.angle_deg);
  band.length_nm = lines.length;
  band.winding_x = winding.wx;
  band.winding_y = winding.wy;
  band.percolates_x = winding.wx != 0;
  band.percolates_y = winding.wy != 0;
  const auto profile = closed_profile(c, g, grid, lines, middle, reach);
  take_profile(profile, band);
  take_offset(profile, grid.hx_nm * grid.hy_nm, band);
  const double s = Lines::fold(middle) * lines.spacing;  // along the normal (-ty, tx) from the first voxel
  const double lx = static_cast<double>(grid.nx) * grid.hx_nm, ly = static_cast<double>(grid.ny) * grid.hy_nm;
  band.x_nm = lx * Lines::fold((0.5 * grid.hx_nm - s * lines.ty) / lx);
  band.y_nm = ly * Lines::fold((0.5 * grid.hy_nm + s * lines.tx) / ly);
  return band;
}

/// Up to two directions, the one that stands out most first, whose lines lie above the threshold on average.
std::vector<Band> crossing_bands(const Component& c, std::span<const double> g, const microstructure::Grid& grid,
                                 double threshold) {
  std::vector<double> own(g.size(), 0.0);
  for (auto v : c.voxels) own[v] = g[v];
  constexpr int largest_winding = 6;
  constexpr double apart_deg = 20.0;
  struct Direction {
    Winding winding;
    double angle_deg, height, middle, spacing;
  };
  std::vector<Direction> directions;
  const double h = std::max(grid.hx_nm, grid.hy_nm);
  for (const auto winding : windings(largest_winding)) {
    const auto lines = lines_of(grid, winding);
    const auto bins = static_cast<std::size_t>(lines.spacing / h + 1e-9);
    if (bins < 8) continue;
    const auto mean = profile_of(own, grid, lines, bins).mean;
    const auto highest = std::max_element(mean.begin(), mean.end());
    if (*highest <= threshold) continue;
    const double middle = (static_cast<double>(highest - mean.begin()) + 0.5) / static_cast<double>(bins);
    directions.push_back({winding, lines.angle_deg, *highest, middle, lines.spacing});
  }
  std::stable_sort(directions.begin(), directions.end(),
                   [](const Direction& a, const Direction& b) { return a.height > b.height; });
  std::vector<Band> bands;
  for (const auto& d : directions) {
    const bool known = std::any_of(bands.begin(), bands.end(), [&](const Band& b) {
      return std::abs(folded_angle(b.inclination_deg - d.angle_deg)) < apart_deg;
    });
    if (known || bands.size() == 2) continue;
    const double width = closed_band(c, g, grid, d.winding, d.middle, h).width_nm;
    bands.push_back(closed_band(c, g, grid, d.winding, d.middle, std::max(width, h)));
    bands.back().crossing = 1;
  }
  return bands;
}

/// Mean place and second moments of voxels, in nm.
struct Shape {
  double x = 0.0, y = 0.0, angle = 0.0, length = 0.0;
};

Shape shape_of(const Component& c, const microstructure::Grid& grid, const std::vector<std::size_t>& piece,
               std::size_t without) {
  double n = 0.0, x = 0.0, y = 0.0, xx = 0.0, yy = 0.0, xy = 0.0;
  const auto each = [&](const auto& visit) {
    for (std::size_t i = 0; i < c.voxels.size(); ++i)
      if (without == pieces || piece[i] != without)
        visit((static_cast<double>(c.x[i]) + 0.5) * grid.hx_nm, (static_cast<double>(c.y[i]) + 0.5) * grid.hy_nm);
  };
  each([&](double px, double py) {
    n += 1.0;
    x += px;
    y += py;
  });
  x /= n;
  y /= n;
  each([&](double px, double py) {
    xx += (px - x) * (px - x) / n;
    yy += (py - y) * (py - y) / n;
    xy += (px - x) * (py - y) / n;
  });
  const double angle = 0.5 * std::atan2(2.0 * xy, xx - yy);
  const double along = 0.5 * (xx + yy) + std::hypot(0.5 * (xx - yy), xy);
  const double c2 = std::pow(std::cos(angle), 2);
  const double own = (c2 * grid.hx_nm * grid.hx_nm + (1.0 - c2) * grid.hy_nm * grid.hy_nm) / 12.0;
  return {x, y, angle, std::sqrt(12.0 * (along + own))};
}

/// All images of all voxels within the length of the band and half the cell across it.
BandProfile open_profile(const Component& c, std::span<const double> g, const microstructure::Grid& grid,
                         const Shape& shape, const std::vector<std::size_t>& piece) {
  const double lx = static_cast<double>(grid.nx) * grid.hx_nm, ly = static_cast<double>(grid.ny) * grid.hy_nm;
  const double h = std::min(grid.hx_nm, grid.hy_nm), half = 0.5 * std::min(lx, ly);
  const auto bins = 2 * std::max<std::size_t>(1, static_cast<std::size_t>(half / h)) + 1;
  BandProfile profile(bins, h);
  const double cosine = std::cos(shape.angle), sine = std::sin(shape.angle);
  const auto add = [&](double x, double y, double value) {
    const double t = cosine * x + sine * y, s = cosine * y - sine * x;
    const double bin = std::floor(s / h + 0.5 * static_cast<double>(bins));
    if (std::abs(t) >= 0.5 * shape.length || bin < 0.0 || bin >= static_cast<double>(bins)) return;
    const auto p = std::min(pieces - 1, static_cast<std::size_t>((t / shape.length + 0.5) * pieces));
    profile.sum[p][static_cast<std::size_t>(bin)] += value;
    profile.voxels[p][static_cast<std::size_t>(bin)] += 1.0;
  };
  const double images = std::ceil(shape.length / std::min(lx, ly)) + 1.0;
  for (std::size_t v = 0; v < g.size(); ++v) {
    const double x = (static_cast<double>(v % grid.nx) + 0.5) * grid.hx_nm - shape.x;
    const double y = (static_cast<double>(v / grid.nx) + 0.5) * grid.hy_nm - shape.y;
    for (double iy = -images; iy <= images; ++iy)
      for (double ix = -images; ix <= images; ++ix) add(x + ix * lx, y + iy * ly, g[v]);
  }
  for (std::size_t i = 0; i < c.voxels.size(); ++i) {
    const double x = (static_cast<double>(c.x[i]) + 0.5) * grid.hx_nm - shape.x;
    const double y = (static_cast<double>(c.y[i]) + 0.5) * grid.hy_nm - shape.y;
    const double bin = std::floor((cosine * y - sine * x) / h + 0.5 * static_cast<double>(bins));
    if (bin >= 0.0 && bin < static_cast<double>(bins)) profile.own[static_cast<std::size_t>(bin)] += 1.0;
    profile.own_shear[piece[i]] += g[c.voxels[i]];
  }
  return profile;
}

Band open_band(const Component& c, std::span<const double> g, const microstructure::Grid& grid) {
  const auto shape = shape_of(c, grid, {}, pieces);
  std::vector<std::size_t> piece;
  for (std::size_t i = 0; i < c.voxels.size(); ++i) {
    const double x = (static_cast<double>(c.x[i]) + 0.5) * grid.hx_nm - shape.x;
    const double y = (static_cast<double>(c.y[i]) + 0.5) * grid.hy_nm - shape.y;
    const double t = (std::cos(shape.angle) * x + std::sin(shape.angle) * y) / shape.length + 0.5;
    piece.push_back(static_cast<std::size_t>(std::clamp(t * pieces, 0.0, pieces - 1.0)));
  }
  Band band;
  band.voxels = static_cast<std::int64_t>(c.voxels.size());
  const double lx = static_cast<double>(grid.nx) * grid.hx_nm, ly = static_cast<double>(grid.ny) * grid.hy_nm;
  band.x_nm = lx * Lines::fold(shape.x / lx);
  band.y_nm = ly * Lines::fold(shape.y / ly);
  band.inclination_deg = folded_angle(shape.angle * degree);
  band.angle_deg = std::abs(band.inclination_deg);
  band.angle_error_deg = jackknife([&](std::size_t without) {
    return folded_angle((shape_of(c, grid, piece, without).angle - shape.angle) * degree);
  });
  band.length_nm = shape.length;
  const auto profile = open_profile(c, g, grid, shape, piece);
  take_profile(profile, band);
  take_offset(profile, grid.hx_nm * grid.hy_nm, band);
  return band;
}

}  // namespace

std::vector<Band> measure_bands(const Component& component, std::span<const double> g, const microstructure::Grid& grid,
                                double threshold, double least_length_nm) {
  if (component.rank == 2) return crossing_bands(component, g, grid, threshold);
  if (component.rank == 1) {
    const auto lines = lines_of(grid, component.winding);
    return {closed_band(component, g, grid, component.winding, middle_phase(component, g, grid, lines), lines.spacing)};
  }
  if (shape_of(component, grid, {}, pieces).length < least_length_nm) return {};
  return {open_band(component, g, grid)};
}

}  // namespace vitrum::response
