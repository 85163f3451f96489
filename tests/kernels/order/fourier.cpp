// SPDX-License-Identifier: Apache-2.0
// tests/kernels/order/fourier.cpp: the transform over lanes against its definition, on any backend and vector width.
#include "vitrum/order/kernels/fourier.hpp"

#include <gtest/gtest.h>

#include <complex>
#include <random>

#include "vitrum/order/kernels/correlate.hpp"

namespace vitrum::order::kernels {
namespace {

using Space = Kokkos::DefaultExecutionSpace;
template <class T>
using Array = Kokkos::View<T*, Space::memory_space>;

template <class T>
Array<T> on_device(const T* values, std::size_t n) {
  Array<T> out("values", n);
  Kokkos::deep_copy(out, Kokkos::View<const T*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>(values, n));
  return out;
}

template <class V>
std::vector<double> transformed(int n, const std::vector<double>& x) {
  const Fourier fourier(n);
  FourierView view = fourier.view();
  const auto factors = on_device(view.factors, static_cast<std::size_t>(view.stages));
  const auto cosine = on_device(view.cosine, static_cast<std::size_t>(n));
  const auto sine = on_device(view.sine, static_cast<std::size_t>(n));
  view.factors = factors.data();
  view.cosine = cosine.data();
  view.sine = sine.data();
  const auto in = on_device(x.data(), x.size());
  const Array<double> out("out", static_cast<std::size_t>(n + 2) * lanes), scratch("scratch", fourier_scratch(n));
  Kokkos::parallel_for(
      "transform", Kokkos::RangePolicy<Space>(0, 1),
      KOKKOS_LAMBDA(int) { real_transform<V>(view, lanes, in.data(), out.data(), scratch.data()); });
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), out);
  return {host.data(), host.data() + host.size()};
}

TEST(Fourier, IsItsDefinitionForEvenLengthsOfAnyFactors) {
  std::mt19937 random(3);
  for (const int n : {2, 8, 12, 60, 98, 154, 180, 256}) {
    std::vector<double> x(static_cast<std::size_t>(n) * lanes);
    for (auto& v : x) v = static_cast<double>(random() % 1000) / 500.0 - 1.0;
    const auto found = transformed<Vector2>(n, x);
    for (int m = 0; m <= n / 2; ++m) {
      for (int l = 0; l < lanes; ++l) {
        std::complex<double> sum = 0.0;
        for (int j = 0; j < n; ++j)
          sum += x[static_cast<std::size_t>(j * lanes + l)] * std::polar(1.0, -2.0 * std::acos(-1.0) * (j * m % n) / n);
        const auto at = static_cast<std::size_t>(2 * m * lanes + l);
        ASSERT_NEAR(found[at], sum.real(), 1e-12 * n) << n << " " << m;
        ASSERT_NEAR(found[at + lanes], sum.imag(), 1e-12 * n) << n << " " << m;
      }
    }
    EXPECT_EQ(found, transformed<double>(n, x)) << "scalars and vectors round alike";
  }
}

}  // namespace
}  // namespace vitrum::order::kernels
