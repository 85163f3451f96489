// SPDX-License-Identifier: Apache-2.0
// vitrum/order/kernels/apply_table.hpp: a table's sparse rows times up to eight patterns.
#pragma once

#include <cmath>
#include <type_traits>

#include "vitrum/order/kernels/lanes.hpp"
#include "vitrum/order/kernels/table.hpp"
#include "vitrum/pattern/kernels/harmonics.hpp"

namespace vitrum::order::kernels {

/// Sums of a band, each with its lanes.
enum BandSum : int {
  sum_total = 0,                       // F_0
  sum_total_noise = 1,                 // sum g_0^2 I
  sum_re = 2,                          // 12
  sum_im = sum_re + pk::harmonics,     // 12
  sum_norm = sum_im + pk::harmonics,   // 12: sum |g_n|^2 I
  sum_lag = sum_norm + pk::harmonics,  // 3
  band_sums = sum_lag + 3
};

/// Where the sums of a block of patterns go; all [..][lanes]. Null: not wanted.
struct BlockSums {
  double* profile = nullptr;   // (3, bins): num, sq, sum s^2 I
  double* polar = nullptr;     // (2 rows in turn, 2, phi): sum w I, sum w^2 I
  double* lag = nullptr;       // (2 rows in turn, 2): lags 1, 2
  double* band = nullptr;      // (bands, band_sums)
  double* fine = nullptr;      // (bands, phi)
  double* coarse = nullptr;    // (bands, 2, sectors): sum, noise
  double* aperture = nullptr;  // (apertures)
};

/// Lanes that `count` patterns need: as many as go through two registers of any width.
KOKKOS_INLINE_FUNCTION int active_lanes(int count) { return count <= 4 ? 4 : lanes; }

/// `count` patterns of `pixels` pixels as tile[pixel][lane]; active lanes from `count` on are 0. Reads each pattern
/// once, in its own order: what follows reads the tile, which is in cache, in the order of a table.
template <class T>
KOKKOS_FORCEINLINE_FUNCTION void fill_tile(const T* const* patterns, int count, std::size_t pixels, T* tile) {
  constexpr std::size_t step = 64;  // pixels: 8 patterns' lines and the tile's stay in the first cache
  for (std::size_t begin = 0; begin < pixels; begin += step) {
    const std::size_t end = begin + step < pixels ? begin + step : pixels;
    for (int l = 0; l < active_lanes(count); ++l) {
      T* to = tile + l;
      if (l < count) {
        const T* from = patterns[l];
        for (std::size_t p = begin; p < end; ++p) to[p * lanes] = from[p];
      } else {
        for (std::size_t p = begin; p < end; ++p) to[p * lanes] = T(0);
      }
    }
  }
}

/// The values of a segment's pixels, [pixel][lane].
template <class T>
KOKKOS_FORCEINLINE_FUNCTION void pack(const TableView& table, int segment, const T* tile, double* values) {
  const std::uint32_t n = table.begin[segment + 1] - table.begin[segment];
  const std::uint32_t* pixel = table.pixel + table.begin[segment];
#ifdef VITRUM_LANE_VECTORS
  typedef T Raw __attribute__((vector_size(lanes * sizeof(T))));
  typedef double Values __attribute__((vector_size(lanes * sizeof(double))));
  constexpr std::uint32_t ahead = 24;  // pixels: the tile is larger than the second cache
  for (std::uint32_t i = 0; i < n; ++i) {
    if (i + ahead < n) __builtin_prefetch(tile + static_cast<std::size_t>(pixel[i + ahead]) * lanes);
    *reinterpret_cast<Values*>(values + static_cast<std::size_t>(i) * lanes) = __builtin_convertvector(
        *reinterpret_cast<const Raw*>(tile + static_cast<std::size_t>(pixel[i]) * lanes), Values);
  }
#else
  for (std::uint32_t i = 0; i < n; ++i) {
    const T* from = tile + static_cast<std::size_t>(pixel[i]) * lanes;
    double* to = values + static_cast<std::size_t>(i) * lanes;
    for (int l = 0; l < lanes; ++l) to[l] = static_cast<double>(from[l]);
  }
#endif
}

/// Radial sums of shell j: its share in bins j and j + 1.
template <class V>
KOKKOS_FORCEINLINE_FUNCTION void add_profile(const TableView& table, int j, int active, const double* values,
                                             double* profile) {
  const std::uint32_t n = table.begin[j + 1] - table.begin[j];
  const double* s = table.s + table.begin[j];
  const std::ptrdiff_t stride = static_cast<std::ptrdiff_t>(table.bins) * lanes;
  for (int c = 0; c < active; c += width<V>) {
    V a = {}, b = {}, d = {}, qa = {}, qb = {};
    const double* x = values + c;
    for (std::uint32_t i = 0; i < n; ++i, x += lanes) {
      const V v = at<V>(x);
      const V t = v * s[i];
      const V q = v * v;
      a += v;
      b += t;
      d += t * s[i];
      qa += q;
      qb += q * s[i];
    }
    double* here = profile + static_cast<std::ptrdiff_t>(j) * lanes + c;
    double* next = here + lanes;
    at<V>(here) += a - b;
    at<V>(next) += b;
    at<V>(here + stride) += qa - qb;
    at<V>(next + stride) += qb;
    at<V>(here + 2 * stride) += a - b * 2.0 + d;
    at<V>(next + 2 * stride) += d;
  }
}

namespace detail {

/// Polar rows j and j + 1 of lanes [c, c + R width): all azimuth bins.
template <class V, int R>
KOKKOS_FORCEINLINE_FUNCTION void add_polar_bins(const PolarView& polar, int j, int c, const double* s,
                                                const double* values, double* here, double* next) {
  const std::ptrdiff_t noise = static_cast<std::ptrdiff_t>(polar.phi) * lanes;
  const std::uint32_t* begin = polar.begin + static_cast<std::ptrdiff_t>(j) * polar.phi;
  for (int p = 0; p < polar.phi; ++p) {
    V a[R] = {}, b[R] = {}, na[R] = {}, nb[R] = {};
    for (std::uint32_t e = begin[p]; e < begin[p + 1]; ++e) {
      const Entry& entry = polar.entries[e];
      const double* x = values + static_cast<std::ptrdiff_t>(entry.pixel) * lanes + c;
      const double w1 = entry.weight * s[entry.pixel], w0 = entry.weight - w1;
      for (int k = 0; k < R; ++k) {
        const V t = at<V>(x + k * width<V>) * w0, u = at<V>(x + k * width<V>) * w1;
        a[k] += t;
        b[k] += u;
        na[k] += t * w0;
        nb[k] += u * w1;
      }
    }
    for (int k = 0; k < R; ++k) {
      const std::ptrdiff_t to = static_cast<std::ptrdiff_t>(p) * lanes + c + k * width<V>;
      at<V>(here + to) += a[k];
      at<V>(here + noise + to) += na[k];
      at<V>(next + to) = b[k];
      at<V>(next + noise + to) = nb[k];
    }
  }
}

/// One harmonic of lanes [c, c + R width).
template <class V, int R>
KOKKOS_FORCEINLINE_FUNCTION void add_harmonic(const double* re, const double* im, std::uint32_t n, int c,
                                              const double* values, double* sum_re, double* sum_im, double* sum_norm) {
  V a[R] = {}, b[R] = {}, d[R] = {};
  for (std::uint32_t i = 0; i < n; ++i) {
    const double* x = values + static_cast<std::ptrdiff_t>(i) * lanes + c;
    const double norm = re[i] * re[i] + im[i] * im[i];
    for (int k = 0; k < R; ++k) {
      a[k] += at<V>(x + k * width<V>) * re[i];
      b[k] += at<V>(x + k * width<V>) * im[i];
      d[k] += at<V>(x + k * width<V>) * norm;
    }
  }
  for (int k = 0; k < R; ++k) {
    at<V>(sum_re + c + k * width<V>) += a[k];
    at<V>(sum_im + c + k * width<V>) += b[k];
    at<V>(sum_norm + c + k * width<V>) += d[k];
  }
}

}  // namespace detail

/// Shell j's part of polar rows j (added to `here`) and j + 1 (set in `next`): (2, phi) each; lags (2) each. `s`: of
/// the shell's pixels.
template <class V>
KOKKOS_FORCEINLINE_FUNCTION void add_polar(const PolarView& polar, int j, int active, const double* s,
                                           const double* values, double* here, double* next, double* lag_here,
                                           double* lag_next) {
  if (active == width<V>) {
    detail::add_polar_bins<V, 1>(polar, j, 0, s, values, here, next);
  } else {
    for (int c = 0; c < active; c += 2 * width<V>) detail::add_polar_bins<V, 2>(polar, j, c, s, values, here, next);
  }
  for (int c = 0; c < active; c += width<V>) {
    V h1 = {}, h2 = {}, n1 = {}, n2 = {};
    for (std::uint32_t e = polar.lag_begin[j]; e < polar.lag_begin[j + 1]; ++e) {
      const LagEntry& entry = polar.lags[e];
      const V v = at<V>(values + static_cast<std::ptrdiff_t>(entry.pixel) * lanes + c);
      h1 += v * entry.here[0];
      h2 += v * entry.here[1];
      n1 += v * entry.next[0];
      n2 += v * entry.next[1];
    }
    at<V>(lag_here + c) += h1;
    at<V>(lag_here + lanes + c) += h2;
    at<V>(lag_next + c) = n1;
    at<V>(lag_next + lanes + c) = n2;
  }
}

/// Harmonics, total and noise of a band from `n` of its pixels from `from` on.
template <class V>
KOKKOS_FORCEINLINE_FUNCTION void add_harmonics(const BandView& band, std::uint32_t from, std::uint32_t n, int active,
                                               const double* values, double* sums) {
  for (int c = 0; c < active; c += width<V>) {
    V total = {}, noise = {}, l0 = {}, l1 = {}, l2 = {};
    const double *g = band.total + from, *k0 = band.lag + from, *k1 = k0 + band.pixels, *k2 = k1 + band.pixels;
    for (std::uint32_t i = 0; i < n; ++i) {
      const V v = at<V>(values + static_cast<std::ptrdiff_t>(i) * lanes + c);
      const V t = v * g[i];
      total += t;
      noise += t * g[i];
      l0 += v * k0[i];
      l1 += v * k1[i];
      l2 += v * k2[i];
    }
    at<V>(sums + sum_total * lanes + c) += total;
    at<V>(sums + sum_total_noise * lanes + c) += noise;
    at<V>(sums + sum_lag * lanes + c) += l0;
    at<V>(sums + (sum_lag + 1) * lanes + c) += l1;
    at<V>(sums + (sum_lag + 2) * lanes + c) += l2;
  }
  for (int h = 0; h < pk::harmonics; ++h) {
    const double* re = band.re + static_cast<std::ptrdiff_t>(h) * band.pixels + from;
    const double* im = band.im + static_cast<std::ptrdiff_t>(h) * band.pixels + from;
    double *a = sums + (sum_re + h) * lanes, *b = sums + (sum_im + h) * lanes, *d = sums + (sum_norm + h) * lanes;
    if (active == width<V>) {
      detail::add_harmonic<V, 1>(re, im, n, 0, values, a, b, d);
    } else {
      for (int c = 0; c < active; c += 2 * width<V>) detail::add_harmonic<V, 2>(re, im, n, c, values, a, b, d);
    }
  }
}

/// sum and, where `noise` is not null, squared-weight sum of `rows` sparse rows over a segment, added up.
template <class V>
KOKKOS_FORCEINLINE_FUNCTION void add_rows(const std::uint32_t* begin, int rows, const Entry* entries, int active,
                                          const double* values, double* sum, double* noise) {
  for (int r = 0; r < rows; ++r) {
    if (begin[r] == begin[r + 1]) continue;
    for (int c = 0; c < active; c += width<V>) {
      V a = {}, b = {};
      for (std::uint32_t e = begin[r]; e < begin[r + 1]; ++e) {
        const V t = at<V>(values + static_cast<std::ptrdiff_t>(entries[e].pixel) * lanes + c) * entries[e].weight;
        a += t;
        if (noise != nullptr) b += t * entries[e].weight;
      }
      at<V>(sum + static_cast<std::ptrdiff_t>(r) * lanes + c) += a;
      if (noise != nullptr) at<V>(noise + static_cast<std::ptrdiff_t>(r) * lanes + c) += b;
    }
  }
}

/// What shell `j` adds to a band.
template <class V>
KOKKOS_FORCEINLINE_FUNCTION void add_band(const BandView& band, int phi, int j, int active, const double* values,
                                          double* sums, double* fine, double* coarse) {
  if (j < band.first || j >= band.last) return;
  const int k = j - band.first;
  add_harmonics<V>(band, band.offset[k], band.offset[k + 1] - band.offset[k], active, values, sums);
  add_rows<V>(band.fine_begin + static_cast<std::ptrdiff_t>(k) * phi, phi, band.fine, active, values, fine, nullptr);
  if (coarse == nullptr) return;
  add_rows<V>(band.coarse_begin + static_cast<std::ptrdiff_t>(k) * band.sectors, band.sectors, band.coarse, active,
              values, coarse, coarse + static_cast<std::ptrdiff_t>(band.sectors) * lanes);
}

}  // namespace vitrum::order::kernels
