// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/flip_lanes.hpp: kernels/flip.hpp in vectors; the same bits.
#pragma once

#include "kmc/lanes.hpp"
#include "vitrum/kmc/kernels/flip.hpp"

namespace vitrum::kmc {

template <class L>
struct RowLanes {
  using V = typename L::Double;
  using Mask = decltype(V{} > V{});

  [[gnu::always_inline]] static void k33(const kernels::KernelRow& k, int i, V& out) { out = doubles<L>(k.k33 + i); }
  [[gnu::always_inline]] static void k33(const kernels::TracelessRow& k, int i, V& out) {
    out = k.trace - doubles<L>(k.k11 + i);
  }
  [[gnu::always_inline]] static bool any(const Mask& mask) {
    if constexpr (L::width == 1) {
      return mask;
    } else {
      auto all = mask[0];
      for (int j = 1; j < L::width; ++j) all |= mask[j];
      return all != 0;
    }
  }
  /// Sets the lanes of `outside` whose total stress s + u lies outside its ball.
  [[gnu::always_inline]] static void test(const kernels::Balls& b, int i, const V& s1, const V& s3, double u1,
                                          double u3, Mask& outside) {
    V c1, c3, rho2;
    widen<L>(b.c1 + i, c1);
    widen<L>(b.c3 + i, c3);
    widen<L>(b.rho2 + i, rho2);
    const V d1 = (s1 + u1) - c1;
    const V d3 = (s3 + u3) - c3;
    outside |= d1 * d1 + d3 * d3 - rho2 > 0.0;
  }

  template <bool tested, class Row>
  [[gnu::always_inline]] static bool add(double* s1, double* s3, int n, const Row& k, kernels::Strain e,
                                         const kernels::Balls& b, double u1, double u3) {
    const double x1 = k.mirror * e.e1;
    const double x3 = k.mirror * e.e3;
    Mask outside{};
    int i = 0;
    for (; i + L::width <= n; i += L::width) {
      const V k11 = doubles<L>(k.k11 + i);
      const V k13 = doubles<L>(k.k13 + i);
      V k3;
      k33(k, i, k3);
      const V t1 = doubles<L>(s1 + i) + (k11 * e.e1 + k13 * x3);
      const V t3 = doubles<L>(s3 + i) + (k13 * x1 + k3 * e.e3);
      doubles<L>(s1 + i) = t1;
      doubles<L>(s3 + i) = t3;
      if constexpr (tested) test(b, i, t1, t3, u1, u3, outside);
    }
    bool found = any(outside);
    if (i < n) found |= RowLanes<Lane1>::add<tested>(s1 + i, s3 + i, n - i, behind(k, i), e, behind(b, i), u1, u3);
    return found;
  }

  [[gnu::always_inline]] static bool outside(const double* s1, const double* s3, int n, const kernels::Balls& b,
                                             double u1, double u3) {
    Mask found{};
    int i = 0;
    for (; i + L::width <= n; i += L::width) test(b, i, doubles<L>(s1 + i), doubles<L>(s3 + i), u1, u3, found);
    return any(found) || (i < n && kernels::any_outside(s1 + i, s3 + i, n - i, behind(b, i), u1, u3));
  }

 private:
  [[gnu::always_inline]] static kernels::Balls behind(const kernels::Balls& b, int i) {
    return {b.c1 + i, b.c3 + i, b.rho2 + i};
  }
  [[gnu::always_inline]] static kernels::KernelRow behind(const kernels::KernelRow& k, int i) {
    return {k.k11 + i, k.k13 + i, k.k33 + i, k.mirror};
  }
  [[gnu::always_inline]] static kernels::TracelessRow behind(const kernels::TracelessRow& k, int i) {
    return {k.k11 + i, k.k13 + i, k.trace, k.mirror};
  }
};

}  // namespace vitrum::kmc
