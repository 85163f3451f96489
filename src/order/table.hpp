// SPDX-License-Identifier: Apache-2.0
// vitrum/order/table.hpp: builds the sparse rows (kernels/table.hpp) of one centre and mask.
#pragma once

#include <memory>
#include <vector>

#include "vitrum/order/kernels/measure_patterns.hpp"
#include "vitrum/order/kernels/table.hpp"
#include "vitrum/pattern/kernels/mask_aperture.hpp"

namespace vitrum::order {

namespace pk = vitrum::pattern::kernels;

/// What all tables of a scan have in common; lengths in px.
struct TableShape {
  int qy = 0, qx = 0;
  double bin = 1.0;
  int bins = 0;     // radial bins; 0: no ring, apertures alone
  int rows = 0;     // radial bins of the polar array, below `bins`
  int phi = 0;      // azimuth bins, even
  int sectors = 0;  // coarse sectors
  std::vector<kernels::BandPx> bands;
  std::vector<std::uint8_t> least_squares;  // [band]
  std::vector<pk::Aperture> apertures;
  std::vector<pk::MaskAperture> masks;  // [aperture]: instead of it where there are weights; or empty
};

struct BandTable {
  int first = 0, last = 0;  // shells
  std::vector<std::uint32_t> offset;
  std::vector<double> total, re, im, lag;
  std::vector<std::uint32_t> fine_begin, coarse_begin;
  std::vector<kernels::Entry> fine, coarse;
  std::vector<double> fine_inverse, coarse_weight, coarse_weight2;
  std::vector<double> constant;
  std::vector<double> pairs, mask_transform;
  int fine_good = 0;
  // Computed where least squares are asked for, or the weight of the good pixels differs from the area A of the band by
  // more than sqrt(A) / 2: a few masked pixels are within that, and 1 stands for them.
  double condition = 1.0, condition_even = 1.0;
};

/// One table. Not copied or moved once built: the view points into it.
struct Table {
  Table() = default;
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  std::vector<std::uint32_t> begin, pixel;
  std::vector<double> s;
  std::vector<double> den, weight2;  // (bins)
  std::vector<std::uint32_t> polar_begin, lag_begin;
  std::vector<kernels::Entry> polar;
  std::vector<kernels::LagEntry> lags;
  std::vector<double> weight, inverse, polar_weight2;  // (rows, phi)
  std::vector<double> lag_constant;
  std::vector<std::int32_t> good, slot;  // (rows)
  std::vector<double> pairs, mask_transform;
  std::vector<BandTable> bands;
  std::vector<kernels::BandView> band_views;
  std::vector<std::uint32_t> aperture_begin;
  std::vector<kernels::Entry> aperture;
  std::vector<double> aperture_weight;
  kernels::TableView view;

  std::size_t bytes() const;
};

/// The table of patterns with this frame and mask (1: good). The weights are those of the kernels in pattern/kernels,
/// so that a table's sums equal theirs to rounding (1e-12). DataError where an index would not fit 32 bits.
std::unique_ptr<const Table> build_table(const TableShape& shape, const pk::Frame& frame,
                                         const std::vector<std::uint8_t>& mask);

/// A good pixel within the radial bins.
struct Place {
  std::uint32_t pixel = 0;
  double x = 0.0, y = 0.0, r = 0.0;
  double turns = 0.0;  // azimuth / 2 pi in [0, 1)
  double s = 0.0;      // share of the radial bin shell + 1
  int shell = 0;
};

/// M(D), T(D) and the Fourier transform of a row's good bins, appended (PolarView::pairs, mask_transform).
void append_pairs(const double* inverse, int phi, std::vector<double>& pairs, std::vector<double>& transform);

/// `places`: of all shells, `begin` of shell j.
void build_band(const TableShape& shape, std::size_t band, const std::vector<Place>& places,
                const std::vector<std::uint32_t>& begin, const std::vector<double>& den, BandTable& out);

/// Least squares on a band's pixels (characterization 1.7): weights h [12, pixels] whose projection off the radial mean
/// is g, and the condition numbers. `basis`: cos n phi, sin n phi of all n (2 x 12, pixels), radial mean taken off;
/// `w`: band weights.
struct BandFit {
  std::vector<double> re, im;  // (12, pixels); odd n: 0
  double condition = 1.0, condition_even = 1.0;
};
BandFit fit_band(const std::vector<double>& basis, const std::vector<double>& w, bool weights_wanted);

}  // namespace vitrum::order
