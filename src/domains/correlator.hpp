// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/correlator.hpp: sums of products of two maps at every toroidal shift.
#pragma once

#include <complex>
#include <memory>
#include <span>
#include <vector>

#include "domains/image.hpp"

namespace vitrum::domains {

/// c[s] = sum over r of a[r] b[r + s], s = sy * nx + sx, periodic; by FFT.
class Correlator {
 public:
  using Spectrum = std::vector<std::complex<double>>;

  explicit Correlator(Shape shape);
  ~Correlator();
  Spectrum transform(std::span<const double> map);
  std::vector<double> operator()(const Spectrum& a, const Spectrum& b);

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace vitrum::domains
