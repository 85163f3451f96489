// SPDX-License-Identifier: Apache-2.0
// vitrum/order/kernels/table.hpp: the linear functionals of a pattern with one centre and mask, as sparse rows.
#pragma once

#include <cstdint>

#include "vitrum/pattern/kernels/frame.hpp"

namespace vitrum::order::kernels {

namespace pk = vitrum::pattern::kernels;

/// Pixels come in segments, in row order within one: segment j < shells holds those of radius [j, j + 1) bins; the
/// rest, for apertures alone, follow in segments of bounded size. `pixel` of an entry counts within its segment.
struct Entry {
  double weight = 0.0;
  std::uint32_t pixel = 0;
};

/// A pixel that lies in two or three azimuth bins: sum over phi of w_phi w_(phi+D) / (den den) at lags D = 1, 2 of
/// radial bins j and j + 1, over pairs of good bins.
struct LagEntry {
  double here[2] = {}, next[2] = {};
  std::uint32_t pixel = 0;
};

/// Radial bins of azimuth bins (`phi` a row). Bins whose weight is below half of a full bin's are masked.
struct PolarView {
  int rows = 0, phi = 0;
  const std::uint32_t* begin = nullptr;  // (rows * phi + 1): entries of shell j, azimuth bin p
  const Entry* entries = nullptr;  // the share f of a pixel: its weights are f (1 - s) in radial bin j, f s in j + 1
  const std::uint32_t* lag_begin = nullptr;  // (rows + 1)
  const LagEntry* lags = nullptr;
  const double* inverse = nullptr;         // (rows, phi): 1 / weight; 0: masked
  const double* weight2 = nullptr;         // (rows, phi): sum of squared weights
  const double* lag_constant = nullptr;    // (rows, 2): sum over pixels of the factors of both shells
  const std::int32_t* good = nullptr;      // (rows): bins that are not masked
  const std::int32_t* slot = nullptr;      // (rows): where `pairs` has this row; -1: all bins good
  const double* pairs = nullptr;           // (slots, 2, phi / 2 + 1): M(D) = sum m m_D; T(D) = sum m_-D m m_D
  const double* mask_transform = nullptr;  // (slots, 2, phi / 2 + 1): Fourier transform of the mask, re and im
};

/// A band: dense rows over the pixels of shells [first, last), `offset` = pixels before the segment in the band.
struct BandView {
  int first = 0, last = 0;
  int sectors = 0;                        // coarse
  const std::uint32_t* offset = nullptr;  // (last - first + 1)
  std::uint32_t pixels = 0;
  const double* total = nullptr;  // (pixels): weights of F_0
  const double* re = nullptr;     // (12, pixels): g_qn
  const double* im = nullptr;
  const double* lag = nullptr;                // (3, pixels): shot noise of the fine sectors' means at lags 0, 1, 2
  const std::uint32_t* fine_begin = nullptr;  // ((last - first) * phi + 1)
  const Entry* fine = nullptr;
  const double* fine_inverse = nullptr;         // (phi): 1 / weight; 0: too little weight
  const std::uint32_t* coarse_begin = nullptr;  // ((last - first) * sectors + 1)
  const Entry* coarse = nullptr;
  // Sums of squared weights, what the read noise is multiplied with: F_0, F_n (12), lags (3).
  const double* constant = nullptr;  // (16)
  std::int32_t fine_good = 0;
  const double* pairs = nullptr;  // as in PolarView, where fine_good < phi
  const double* mask_transform = nullptr;
};

struct TableView {
  int segments = 0, shells = 0, bins = 0;
  const std::uint32_t* begin = nullptr;  // (segments + 1)
  const std::uint32_t* pixel = nullptr;
  const double* s = nullptr;        // share of the radial bin j + 1, of pixels in shells
  std::uint32_t largest = 0;        // pixels of the largest segment
  const double* weight2 = nullptr;  // (bins): sum of squared radial weights
  PolarView polar;
  int bands = 0;
  const BandView* band = nullptr;
  int apertures = 0;
  const std::uint32_t* aperture_begin = nullptr;  // (segments * apertures + 1)
  const Entry* aperture = nullptr;
};

}  // namespace vitrum::order::kernels
