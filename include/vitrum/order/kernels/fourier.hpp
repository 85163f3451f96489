// SPDX-License-Identifier: Apache-2.0
// vitrum/order/kernels/fourier.hpp: discrete Fourier transform of real sequences of any even length, over lanes.
#pragma once

#include <cmath>
#include <vector>

#include "vitrum/order/kernels/lanes.hpp"

namespace vitrum::order::kernels {

/// Factors and twiddles of the complex transform of length n / 2 that carries the real one of length n.
struct FourierView {
  int n = 0;  // even
  int stages = 0;
  const int* factors = nullptr;    // of n / 2
  const double* cosine = nullptr;  // cos(2 pi k / n), k = 0 .. n - 1
  const double* sine = nullptr;
};

/// Doubles of scratch that real_transform needs.
KOKKOS_INLINE_FUNCTION std::size_t fourier_scratch(int n) { return 2 * static_cast<std::size_t>(n) * lanes; }

namespace detail {

/// One Stockham stage of radix `p`: `x` (m blocks of p apart, stride s) to `y`, with twiddles of length h = n / 2.
/// Complex numbers are re[lanes], im[lanes].
template <class V>
KOKKOS_FORCEINLINE_FUNCTION void stage_any(const FourierView& f, int active, int p, int m, int s, const double* x,
                                           double* y) {
  const int step = f.n / (p * m);  // twiddle of length p m
  const int root = f.n / p;
  for (int j = 0; j < m; ++j) {
    for (int k = 0; k < s; ++k) {
      for (int u = 0; u < p; ++u) {
        const double tc = f.cosine[j * u * step], ts = f.sine[j * u * step];
        double* out = y + static_cast<std::ptrdiff_t>(k + s * (p * j + u)) * 2 * lanes;
        for (int c = 0; c < active; c += width<V>) {
          const double* first = x + static_cast<std::ptrdiff_t>(k + s * j) * 2 * lanes + c;
          V re = at<V>(first), im = at<V>(first + lanes);
          for (int r = 1; r < p; ++r) {
            const double* a = x + static_cast<std::ptrdiff_t>(k + s * (j + m * r)) * 2 * lanes + c;
            const int e = (r * u % p) * root;
            const double wc = f.cosine[e], ws = f.sine[e];
            re += at<V>(a) * wc + at<V>(a + lanes) * ws;
            im += at<V>(a + lanes) * wc - at<V>(a) * ws;
          }
          at<V>(out + c) = re * tc + im * ts;
          at<V>(out + lanes + c) = im * tc - re * ts;
        }
      }
    }
  }
}

template <class V>
KOKKOS_FORCEINLINE_FUNCTION void put(double* out, const V& re, const V& im, double tc, double ts) {
  at<V>(out) = re * tc + im * ts;
  at<V>(out + lanes) = im * tc - re * ts;
}

template <class V>
KOKKOS_FORCEINLINE_FUNCTION void stage2(const FourierView& f, int active, int m, int s, const double* x, double* y) {
  const int step = f.n / (2 * m);
  for (int j = 0; j < m; ++j) {
    const double tc = f.cosine[j * step], ts = f.sine[j * step];
    for (int k = 0; k < s; ++k) {
      const double* a = x + static_cast<std::ptrdiff_t>(k + s * j) * 2 * lanes;
      const double* b = a + static_cast<std::ptrdiff_t>(s) * m * 2 * lanes;
      double* out = y + static_cast<std::ptrdiff_t>(k + s * 2 * j) * 2 * lanes;
      double* next = out + static_cast<std::ptrdiff_t>(s) * 2 * lanes;
      for (int c = 0; c < active; c += width<V>) {
        const V ar = at<V>(a + c), ai = at<V>(a + lanes + c), br = at<V>(b + c), bi = at<V>(b + lanes + c);
        at<V>(out + c) = ar + br;
        at<V>(out + lanes + c) = ai + bi;
        const V dr = ar - br, di = ai - bi;
        put<V>(next + c, dr, di, tc, ts);
      }
    }
  }
}

template <class V>
KOKKOS_FORCEINLINE_FUNCTION void stage3(const FourierView& f, int active, int m, int s, const double* x, double* y) {
  constexpr double half_root3 = 0.866025403784438646764;
  const int step = f.n / (3 * m);
  const std::ptrdiff_t apart = static_cast<std::ptrdiff_t>(s) * m * 2 * lanes;
  const std::ptrdiff_t next = static_cast<std::ptrdiff_t>(s) * 2 * lanes;
  for (int j = 0; j < m; ++j) {
    const double c1 = f.cosine[j * step], s1 = f.sine[j * step];
    const double c2 = f.cosine[2 * j * step], s2 = f.sine[2 * j * step];
    for (int k = 0; k < s; ++k) {
      const double* a = x + static_cast<std::ptrdiff_t>(k + s * j) * 2 * lanes;
      double* out = y + static_cast<std::ptrdiff_t>(k + s * 3 * j) * 2 * lanes;
      for (int c = 0; c < active; c += width<V>) {
        const V ar = at<V>(a + c), ai = at<V>(a + lanes + c);
        const V br = at<V>(a + apart + c), bi = at<V>(a + apart + lanes + c);
        const V cr = at<V>(a + 2 * apart + c), ci = at<V>(a + 2 * apart + lanes + c);
        const V pr = br + cr, pi = bi + ci;
        const V qr = (bi - ci) * half_root3, qi = (cr - br) * half_root3;
        at<V>(out + c) = ar + pr;
        at<V>(out + lanes + c) = ai + pi;
        const V tr = ar - pr * 0.5, ti = ai - pi * 0.5;
        const V ur = tr + qr, ui = ti + qi, vr = tr - qr, vi = ti - qi;
        put<V>(out + next + c, ur, ui, c1, s1);
        put<V>(out + 2 * next + c, vr, vi, c2, s2);
      }
    }
  }
}

template <class V>
KOKKOS_FORCEINLINE_FUNCTION void stage5(const FourierView& f, int active, int m, int s, const double* x, double* y) {
  constexpr double ca = 0.309016994374947424102, cb = -0.809016994374947424102;  // cos 2 pi / 5, cos 4 pi / 5
  constexpr double sa = 0.951056516295153572116, sb = 0.587785252292473129169;
  const int step = f.n / (5 * m);
  const std::ptrdiff_t apart = static_cast<std::ptrdiff_t>(s) * m * 2 * lanes;
  const std::ptrdiff_t next = static_cast<std::ptrdiff_t>(s) * 2 * lanes;
  for (int j = 0; j < m; ++j) {
    const int e = j * step;
    for (int k = 0; k < s; ++k) {
      const double* a = x + static_cast<std::ptrdiff_t>(k + s * j) * 2 * lanes;
      double* out = y + static_cast<std::ptrdiff_t>(k + s * 5 * j) * 2 * lanes;
      for (int c = 0; c < active; c += width<V>) {
        const double* b = a + c;
        const V xr = at<V>(b), xi = at<V>(b + lanes);
        const V r1 = at<V>(b + apart), i1 = at<V>(b + apart + lanes);
        const V r2 = at<V>(b + 2 * apart), i2 = at<V>(b + 2 * apart + lanes);
        const V r3 = at<V>(b + 3 * apart), i3 = at<V>(b + 3 * apart + lanes);
        const V r4 = at<V>(b + 4 * apart), i4 = at<V>(b + 4 * apart + lanes);
        const V pr = r1 + r4, pi = i1 + i4, mr = r1 - r4, mi = i1 - i4;
        const V qr = r2 + r3, qi = i2 + i3, nr = r2 - r3, ni = i2 - i3;
        at<V>(out + c) = xr + pr + qr;
        at<V>(out + lanes + c) = xi + pi + qi;
        const V er = xr + pr * ca + qr * cb, ei = xi + pi * ca + qi * cb;
        const V gr = xr + pr * cb + qr * ca, gi = xi + pi * cb + qi * ca;
        const V hr = mi * sa + ni * sb, hi = mr * sa + nr * sb;
        const V kr = mi * sb - ni * sa, ki = mr * sb - nr * sa;
        const V y1r = er + hr, y1i = ei - hi, y4r = er - hr, y4i = ei + hi;
        const V y2r = gr + kr, y2i = gi - ki, y3r = gr - kr, y3i = gi + ki;
        put<V>(out + next + c, y1r, y1i, f.cosine[e], f.sine[e]);
        put<V>(out + 2 * next + c, y2r, y2i, f.cosine[2 * e], f.sine[2 * e]);
        put<V>(out + 3 * next + c, y3r, y3i, f.cosine[3 * e], f.sine[3 * e]);
        put<V>(out + 4 * next + c, y4r, y4i, f.cosine[4 * e], f.sine[4 * e]);
      }
    }
  }
}

}  // namespace detail

/// Of lanes [0, active), active a multiple of the width: X_m = sum_j x_j e^{-2 pi i j m / n}, m = 0 .. n / 2, of real x
/// (n, lanes), to `out`: re[lanes], im[lanes] for each m. `x` and `out` may not overlap. `scratch`: fourier_scratch
/// doubles.
template <class V>
KOKKOS_FORCEINLINE_FUNCTION void real_transform(const FourierView& f, int active, const double* x, double* out,
                                                double* scratch) {
  const int h = f.n / 2;
  // x_2k + i x_2k+1 lies in memory as complex numbers already.
  const double* from = x;
  double* buffers[2] = {scratch, scratch + static_cast<std::ptrdiff_t>(h) * 2 * lanes};
  int m = h, s = 1, which = 0;
  for (int i = 0; i < f.stages; ++i) {
    const int p = f.factors[i];
    m /= p;
    double* to = buffers[which];
    if (p == 2) {
      detail::stage2<V>(f, active, m, s, from, to);
    } else if (p == 3) {
      detail::stage3<V>(f, active, m, s, from, to);
    } else if (p == 5) {
      detail::stage5<V>(f, active, m, s, from, to);
    } else {
      detail::stage_any<V>(f, active, p, m, s, from, to);
    }
    s *= p;
    from = to;
    which = 1 - which;
  }
  for (int k = 0; k <= h; ++k) {
    const double* a = from + static_cast<std::ptrdiff_t>(k == h ? 0 : k) * 2 * lanes;
    const double* b = from + static_cast<std::ptrdiff_t>(k == 0 ? 0 : h - k) * 2 * lanes;
    double* to = out + static_cast<std::ptrdiff_t>(k) * 2 * lanes;
    const double wc = f.cosine[k], ws = f.sine[k];
    for (int c = 0; c < active; c += width<V>) {
      const V er = (at<V>(a + c) + at<V>(b + c)) * 0.5, ei = (at<V>(a + lanes + c) - at<V>(b + lanes + c)) * 0.5;
      const V dr = (at<V>(a + lanes + c) + at<V>(b + lanes + c)) * 0.5, di = (at<V>(b + c) - at<V>(a + c)) * 0.5;
      at<V>(to + c) = er + dr * wc + di * ws;
      at<V>(to + lanes + c) = ei + di * wc - dr * ws;
    }
  }
}

/// Holds what a FourierView points at (host).
struct Fourier {
  explicit Fourier(int n) : n_(n) {
    int left = n / 2;
    for (int p = 2; left > 1;) {
      if (left % p == 0) {
        factors_.push_back(p);
        left /= p;
      } else {
        ++p;
      }
    }
    const double turn = 2.0 * std::acos(-1.0);
    for (int k = 0; k < n; ++k) {
      cosine_.push_back(std::cos(turn * k / n));
      sine_.push_back(std::sin(turn * k / n));
    }
  }
  FourierView view() const {
    return {n_, static_cast<int>(factors_.size()), factors_.data(), cosine_.data(), sine_.data()};
  }

 private:
  int n_;
  std::vector<int> factors_;
  std::vector<double> cosine_, sine_;
};

}  // namespace vitrum::order::kernels
