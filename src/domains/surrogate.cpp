// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/surrogate.cpp: maps with the power spectrum of a measured complex map and random Fourier phases.
#include "domains/surrogate.hpp"

#include <fftw3.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "vitrum/core/random.hpp"

namespace vitrum::domains {

struct PhaseRandomizer::Data {
  explicit Data(Shape s) : shape(s), buffer(fftw_alloc_complex(s.size())) {
    const int ny = static_cast<int>(s.ny), nx = static_cast<int>(s.nx);
    forward = fftw_plan_dft_2d(ny, nx, buffer, buffer, FFTW_FORWARD, FFTW_ESTIMATE);
    backward = fftw_plan_dft_2d(ny, nx, buffer, buffer, FFTW_BACKWARD, FFTW_ESTIMATE);
  }
  ~Data() {
    fftw_destroy_plan(forward);
    fftw_destroy_plan(backward);
    fftw_free(buffer);
  }
  Data(const Data&) = delete;
  Data& operator=(const Data&) = delete;

  Shape shape;
  fftw_complex* buffer;
  fftw_plan forward, backward;
  std::vector<double> amplitude;  // |FFT F| / N
};

PhaseRandomizer::PhaseRandomizer(Shape shape, std::span<const std::complex<double>> f)
    : data_(std::make_unique<Data>(shape)) {
  for (std::size_t r = 0; r < shape.size(); ++r) {
    const bool finite = std::isfinite(f[r].real()) && std::isfinite(f[r].imag());
    data_->buffer[r][0] = finite ? f[r].real() : 0.0;
    data_->buffer[r][1] = finite ? f[r].imag() : 0.0;
  }
  fftw_execute(data_->forward);
  data_->amplitude.resize(shape.size());
  for (std::size_t k = 0; k < shape.size(); ++k) {
    const double re = data_->buffer[k][0], im = data_->buffer[k][1];
    data_->amplitude[k] = std::sqrt(re * re + im * im) / static_cast<double>(shape.size());
  }
}

PhaseRandomizer::~PhaseRandomizer() = default;
PhaseRandomizer::PhaseRandomizer(PhaseRandomizer&&) noexcept = default;
PhaseRandomizer& PhaseRandomizer::operator=(PhaseRandomizer&&) noexcept = default;

void PhaseRandomizer::draw(std::uint64_t seed, int n, std::uint32_t index) {
  Stream stream(seed, Purpose::surrogate, static_cast<std::uint64_t>(n), index);
  fftw_complex* buffer = data_->buffer;
  for (std::size_t k = 0; k < data_->shape.size(); ++k) {
    const double phase = 2.0 * std::numbers::pi * stream.uniform();
    buffer[k][0] = data_->amplitude[k] * std::cos(phase);
    buffer[k][1] = data_->amplitude[k] * std::sin(phase);
  }
  fftw_execute(data_->backward);
}

void PhaseRandomizer::power(std::uint64_t seed, int n, std::uint32_t index, std::span<double> out) {
  draw(seed, n, index);
  const fftw_complex* buffer = data_->buffer;
  for (std::size_t r = 0; r < data_->shape.size(); ++r) {
    out[r] = buffer[r][0] * buffer[r][0] + buffer[r][1] * buffer[r][1];
  }
}

void PhaseRandomizer::real(std::uint64_t seed, int n, std::uint32_t index, std::span<double> out) {
  draw(seed, n, index);
  for (std::size_t r = 0; r < data_->shape.size(); ++r) out[r] = std::numbers::sqrt2 * data_->buffer[r][0];
}

}  // namespace vitrum::domains
