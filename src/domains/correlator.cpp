// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/correlator.cpp: sums of products of two maps at every toroidal shift.
#include "domains/correlator.hpp"

#include <fftw3.h>

namespace vitrum::domains {

struct Correlator::Data {
  explicit Data(Shape s)
      : shape(s), half(s.ny * (s.nx / 2 + 1)), map(fftw_alloc_real(s.size())), spectrum(fftw_alloc_complex(half)) {
    const int ny = static_cast<int>(s.ny), nx = static_cast<int>(s.nx);
    forward = fftw_plan_dft_r2c_2d(ny, nx, map, spectrum, FFTW_ESTIMATE);
    backward = fftw_plan_dft_c2r_2d(ny, nx, spectrum, map, FFTW_ESTIMATE);
  }
  ~Data() {
    fftw_destroy_plan(forward);
    fftw_destroy_plan(backward);
    fftw_free(map);
    fftw_free(spectrum);
  }
  Data(const Data&) = delete;
  Data& operator=(const Data&) = delete;

  Shape shape;
  std::size_t half;
  double* map;
  fftw_complex* spectrum;
  fftw_plan forward, backward;
};

Correlator::Correlator(Shape shape) : data_(std::make_unique<Data>(shape)) {}
Correlator::~Correlator() = default;

Correlator::Spectrum Correlator::transform(std::span<const double> map) {
  for (std::size_t r = 0; r < data_->shape.size(); ++r) data_->map[r] = map[r];
  fftw_execute(data_->forward);
  Spectrum spectrum;
  for (std::size_t k = 0; k < data_->half; ++k) spectrum.emplace_back(data_->spectrum[k][0], data_->spectrum[k][1]);
  return spectrum;
}

std::vector<double> Correlator::operator()(const Spectrum& a, const Spectrum& b) {
  const double scale = 1.0 / static_cast<double>(data_->shape.size());
  for (std::size_t k = 0; k < data_->half; ++k) {
    const auto product = std::conj(a[k]) * b[k] * scale;
    data_->spectrum[k][0] = product.real();
    data_->spectrum[k][1] = product.imag();
  }
  fftw_execute(data_->backward);
  return {data_->map, data_->map + data_->shape.size()};
}

}  // namespace vitrum::domains
