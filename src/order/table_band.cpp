// SPDX-License-Identifier: Apache-2.0
// vitrum/order/table_band.cpp: the rows of a band: harmonics with the radial mean taken off, and sectors.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "order/table.hpp"

namespace vitrum::order {
namespace {

constexpr std::size_t n_harmonics = pk::harmonics;

/// The pixels of a band's shells, and the radial mean over them.
struct Pixels {
  const Place* places = nullptr;
  std::size_t count = 0;
  int first_bin = 0, last_bin = 0;  // radial bins that the band's pixels touch
  const std::vector<double>* den = nullptr;

  /// Calls f(pixel, bin, share) for the one or two bins of [first_bin, last_bin] that a pixel is in.
  template <class F>
  void shares(F&& f) const {
    for (std::size_t i = 0; i < count; ++i) {
      const int j = places[i].shell;
      if (j >= first_bin && j <= last_bin) f(i, static_cast<std::size_t>(j), 1.0 - places[i].s);
      if (j + 1 >= first_bin && j + 1 <= last_bin) f(i, static_cast<std::size_t>(j + 1), places[i].s);
    }
  }
  /// h_q -= sum_j s_qj / D_j sum_p s_pj h_p: the transpose of taking the radial mean off. It is symmetric.
  void project(double* h) const {
    std::vector<double> ring(den->size(), 0.0);
    shares([&](std::size_t i, std::size_t j, double share) { ring[j] += share * h[i]; });
    for (std::size_t j = 0; j < ring.size(); ++j) ring[j] = (*den)[j] > 0.0 ? ring[j] / (*den)[j] : 0.0;
    shares([&](std::size_t i, std::size_t j, double share) { h[i] -= share * ring[j]; });
  }
};

/// cos n phi and sin n phi, n = 1 .. 12, of each pixel: (2, 12, pixels).
std::vector<double> waves(const Pixels& pixels) {
  std::vector<double> out(2 * n_harmonics * pixels.count, 0.0);
  double re[n_harmonics], im[n_harmonics];
  for (std::size_t i = 0; i < pixels.count; ++i) {
    const Place& q = pixels.places[i];
    if (q.r <= 0.0) continue;
    pk::detail::powers(q.x, q.y, q.r, re, im);
    for (std::size_t n = 0; n < n_harmonics; ++n) {
      out[n * pixels.count + i] = re[n];
      out[(n_harmonics + n) * pixels.count + i] = -im[n];
    }
  }
  return out;
}

void set_sums(const Pixels& pixels, const std::vector<double>& w, const std::vector<double>& wave, BandTable& out) {
  const std::size_t size = n_harmonics * pixels.count;
  for (std::size_t k = 0; k < size; ++k) {
    out.re[k] = w[k % pixels.count] * wave[k];
    out.im[k] = -w[k % pixels.count] * wave[size + k];
  }
  for (std::size_t n = 0; n < n_harmonics; ++n) {
    pixels.project(out.re.data() + n * pixels.count);
    pixels.project(out.im.data() + n * pixels.count);
  }
  out.total = w;
}

/// The least-squares rows, and F_0 without what the modulations add to it behind a mask.
void set_fit(const Pixels& pixels, const std::vector<double>& w, const std::vector<double>& wave, const BandFit& fit,
             BandTable& out) {
  const std::size_t size = n_harmonics * pixels.count;
  out.re = fit.re;
  out.im = fit.im;
  out.total = w;
  double weight = 0.0;
  for (const double v : w) weight += v;
  for (std::size_t n = 0; n < n_harmonics; ++n) {
    double* re = out.re.data() + n * pixels.count;
    double* im = out.im.data() + n * pixels.count;
    pixels.project(re);
    pixels.project(im);
    if (n % 2 == 0) continue;  // n + 1 is odd
    double cosine = 0.0, sine = 0.0;
    for (std::size_t i = 0; i < pixels.count; ++i) {
      cosine += w[i] * wave[n * pixels.count + i];
      sine += w[i] * wave[size + n * pixels.count + i];
    }
    // F_n = W (a - i b) / 2; the modulation a cos + b sin adds a sum w cos + b sum w sin to F_0.
    for (std::size_t i = 0; i < pixels.count; ++i)
      out.total[i] -= weight > 0.0 ? 2.0 / weight * (re[i] * cosine - im[i] * sine) : 0.0;
  }
}

struct Shares {
  std::vector<pk::detail::Overlap> arcs;
  std::vector<std::uint32_t> begin;
  std::vector<kernels::Entry> entries;
  std::vector<double> weight, weight2;  // [sector]
};

/// A band's pixels shared among `count` sectors, sorted by shell and sector.
Shares share(const Pixels& pixels, const std::vector<double>& w, const std::vector<std::uint32_t>& offset, int shells,
             int count) {
  Shares out;
  const auto n = static_cast<std::size_t>(count);
  out.arcs.resize(pixels.count);
  out.weight.assign(n, 0.0);
  out.weight2.assign(n, 0.0);
  out.begin.assign(static_cast<std::size_t>(shells) * n + 1, 0);
  const auto each = [&](auto&& f) {
    for (std::size_t k = 0; k < static_cast<std::size_t>(shells); ++k) {
      for (std::uint32_t i = offset[k]; i < offset[k + 1]; ++i) {
        if (!(w[i] > 0.0)) continue;
        for (int a = 0; a < 3; ++a) {
          const double v = w[i] * out.arcs[i].share[a];
          if (v > 0.0) f(k, i, static_cast<std::size_t>(pk::detail::wrapped(out.arcs[i].first + a, count)), v);
        }
      }
    }
  };
  for (std::size_t i = 0; i < pixels.count; ++i) {
    const double half = 0.5 / (pk::detail::two_pi * pixels.places[i].r) * count;
    out.arcs[i] = pk::detail::overlap(pixels.places[i].turns * count, half < 1.0 ? half : 1.0);
  }
  each([&](std::size_t k, std::uint32_t, std::size_t s, double) { ++out.begin[k * n + s + 1]; });
  for (std::size_t i = 0; i + 1 < out.begin.size(); ++i) out.begin[i + 1] += out.begin[i];
  std::vector<std::uint32_t> next(out.begin.begin(), out.begin.end());
  out.entries.resize(out.begin.back());
  each([&](std::size_t k, std::uint32_t i, std::size_t s, double v) {
    out.entries[next[k * n + s]++] = {v, i - offset[k]};
    out.weight[s] += v;
    out.weight2[s] += v * v;
  });
  return out;
}

void set_sectors(const TableShape& shape, double least, const Pixels& pixels, const std::vector<double>& w,
                 BandTable& out) {
  const int shells = out.last - out.first;
  Shares fine = share(pixels, w, out.offset, shells, shape.phi);
  out.fine_inverse.assign(static_cast<std::size_t>(shape.phi), 0.0);
  for (std::size_t s = 0; s < fine.weight.size(); ++s) {
    if (fine.weight[s] < least || fine.weight[s] <= 0.0) continue;
    out.fine_inverse[s] = 1.0 / fine.weight[s];
    ++out.fine_good;
  }
  if (out.fine_good < shape.phi && out.fine_good > 0)
    append_pairs(out.fine_inverse.data(), shape.phi, out.pairs, out.mask_transform);
  out.lag.assign(3 * pixels.count, 0.0);
  for (std::size_t i = 0; i < pixels.count; ++i) {
    if (!(w[i] > 0.0)) continue;
    double v[3];
    for (int a = 0; a < 3; ++a) {
      const auto s = static_cast<std::size_t>(pk::detail::wrapped(fine.arcs[i].first + a, shape.phi));
      v[a] = w[i] * fine.arcs[i].share[a] * out.fine_inverse[s];
    }
    out.lag[i] = v[0] * v[0] + v[1] * v[1] + v[2] * v[2];
    out.lag[pixels.count + i] = v[0] * v[1] + v[1] * v[2];
    out.lag[2 * pixels.count + i] = v[0] * v[2];
  }
  out.fine_begin = std::move(fine.begin);
  out.fine = std::move(fine.entries);
  Shares coarse = share(pixels, w, out.offset, shells, shape.sectors);
  out.coarse_begin = std::move(coarse.begin);
  out.coarse = std::move(coarse.entries);
  out.coarse_weight = std::move(coarse.weight);
  out.coarse_weight2 = std::move(coarse.weight2);
}

void set_constants(std::size_t pixels, BandTable& out) {
  out.constant.assign(n_harmonics + 4, 0.0);
  for (std::size_t i = 0; i < pixels; ++i) {
    out.constant[0] += out.total[i] * out.total[i];
    for (std::size_t n = 0; n < n_harmonics; ++n) {
      const double re = out.re[n * pixels + i], im = out.im[n * pixels + i];
      out.constant[1 + n] += re * re + im * im;
    }
    for (std::size_t d = 0; d < 3; ++d) out.constant[1 + n_harmonics + d] += out.lag[d * pixels + i];
  }
}

}  // namespace

void append_pairs(const double* inverse, int phi, std::vector<double>& pairs, std::vector<double>& transform) {
  const int h = phi / 2;
  std::vector<std::int32_t> m(static_cast<std::size_t>(3 * phi));
  for (int p = 0; p < 3 * phi; ++p) m[static_cast<std::size_t>(p)] = inverse[p % phi] > 0.0 ? 1 : 0;
  const std::int32_t* middle = m.data() + phi;
  const std::size_t first = pairs.size();
  pairs.resize(first + 2 * static_cast<std::size_t>(h + 1));
  for (int d = 0; d <= h; ++d) {
    std::int32_t two = 0, three = 0;
    for (int p = 0; p < phi; ++p) {
      two += middle[p] * middle[p + d];
      three += middle[p - d] * middle[p] * middle[p + d];
    }
    pairs[first + static_cast<std::size_t>(d)] = two;
    pairs[first + static_cast<std::size_t>(h + 1 + d)] = three;
  }
  const std::size_t to = transform.size();
  transform.resize(to + 2 * static_cast<std::size_t>(h + 1), 0.0);
  transform[to] = phi;
  std::vector<double> cosine, sine;
  for (int p = 0; p < phi; ++p) {
    cosine.push_back(std::cos(pk::detail::two_pi * p / phi));
    sine.push_back(std::sin(pk::detail::two_pi * p / phi));
  }
  double* re = &transform[to];
  for (int p = 0; p < phi; ++p) {
    if (middle[p] != 0) continue;
    for (int k = 0, at = 0; k <= h; ++k, at = at + p < phi ? at + p : at + p - phi) {
      re[k] -= cosine[static_cast<std::size_t>(at)];
      re[h + 1 + k] += sine[static_cast<std::size_t>(at)];
    }
  }
}

void build_band(const TableShape& shape, std::size_t band, const std::vector<Place>& places,
                const std::vector<std::uint32_t>& begin, const std::vector<double>& den, BandTable& out) {
  const kernels::BandPx px = shape.bands[band];
  const double inner = std::max(px.r1 - 0.5, 0.0), outer = px.r2 + 0.5;
  Pixels pixels;
  pixels.first_bin = std::min(static_cast<int>(inner / shape.bin), shape.bins - 1);
  pixels.last_bin = std::min(static_cast<int>(outer / shape.bin) + 1, shape.bins - 1);
  pixels.den = &den;
  out.first = std::max(pixels.first_bin - 1, 0);
  out.last = std::max(std::min(pixels.last_bin + 1, shape.bins - 1), out.first);
  for (int j = out.first; j <= out.last; ++j)
    out.offset.push_back(begin[static_cast<std::size_t>(j)] - begin[static_cast<std::size_t>(out.first)]);
  pixels.places = places.data() + begin[static_cast<std::size_t>(out.first)];
  pixels.count = out.offset.back();

  std::vector<double> w(pixels.count);
  double weight = 0.0;
  for (std::size_t i = 0; i < pixels.count; ++i) weight += w[i] = pk::band_weight(pixels.places[i].r, px.r1, px.r2);
  std::vector<double> wave = waves(pixels);
  const double full = std::numbers::pi * (px.r2 * px.r2 - px.r1 * px.r1);
  const bool complete = std::fabs(weight - full) < 0.5 * std::sqrt(full);  // pixelation of the edges alone
  out.re.assign(n_harmonics * pixels.count, 0.0);
  out.im.assign(n_harmonics * pixels.count, 0.0);
  const bool least_squares = shape.least_squares[band] != 0;
  if (least_squares || !complete) {
    std::vector<double> basis = wave;
    for (std::size_t k = 0; k < 2 * n_harmonics; ++k) pixels.project(basis.data() + k * pixels.count);
    const BandFit fit = fit_band(basis, w, least_squares);
    out.condition = fit.condition;
    out.condition_even = fit.condition_even;
    if (least_squares) set_fit(pixels, w, wave, fit, out);
  }
  if (!least_squares) set_sums(pixels, w, wave, out);
  set_sectors(shape, px.least_sector_weight, pixels, w, out);
  set_constants(pixels.count, out);
}

}  // namespace vitrum::order
