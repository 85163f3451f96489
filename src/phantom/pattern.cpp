// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/pattern.cpp: one pattern: probe times slices, FFTs, Fresnel phases, the direct beam.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "simulator_tables.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::phantom {
namespace {

constexpr double pi = std::numbers::pi;
using Tables = Simulator::Tables;
using Buffers = Simulator::Workspace::Buffers;

Complex times(Complex a, Complex b) {  // without the test for infinities that operator* makes
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

struct Place {
  double y, x;            // grid coordinates of the probe
  std::ptrdiff_t gy, gx;  // the grid point nearest to it
};

Place place_of(const Tables& t, double x_A, double y_A) {
  const auto where = t.t.times(y_A, x_A);
  return {where[0], where[1], static_cast<std::ptrdiff_t>(std::llround(where[0] / t.dy)),
          static_cast<std::ptrdiff_t>(std::llround(where[1] / t.dx))};
}

void fill_ramp(std::vector<Complex>& ramp, double centre_px) {
  const auto n = static_cast<double>(ramp.size());
  for (std::size_t i = 0; i < ramp.size(); ++i)
    ramp[i] = std::polar(1.0, 2.0 * pi * centre_px * static_cast<double>(i) / n);
}

// psi on the grid points around the probe; with the ramp that moves the pattern's centre to (cy, cx) where asked.
void fill_probe(const Tables& t, const Place& at, bool ramped, Buffers& b) {
  std::size_t out = 0;
  for (std::ptrdiff_t i = -t.half_y; i <= t.half_y; ++i) {
    const double dy = static_cast<double>(at.gy + i) * t.dy - at.y;
    const Complex ramp_y =
        ramped ? b.ramp_y[static_cast<std::size_t>(static_cast<std::ptrdiff_t>(t.ny / 2) + i)] : Complex(1.0);
    for (std::ptrdiff_t j = -t.half_x; j <= t.half_x; ++j) {
      const double square = t.t_inverse.square(dy, static_cast<double>(at.gx + j) * t.dx - at.x);
      const Complex psi = square < t.probe.limit_square() ? t.probe.at(square) : Complex(0.0);
      const Complex ramp_x =
          ramped ? b.ramp_x[static_cast<std::size_t>(static_cast<std::ptrdiff_t>(t.nx / 2) + j)] : Complex(1.0);
      b.probe[out++] = times(psi, times(ramp_y, ramp_x));
    }
  }
}

// exp(-i pi lambda dz k^2) of every pixel.
void fill_step(const Tables& t, double cy, double cx, Buffers& b) {
  const double factor = -pi * t.lambda * t.dz * t.pixels.k_per_px * t.pixels.k_per_px;
  for (std::size_t y = 0; y < t.pixels.qy; ++y)
    for (std::size_t x = 0; x < t.pixels.qx; ++x)
      b.step[y * t.pixels.qx + x] =
          t.optics.ewald
              ? std::polar(1.0, factor * t.t.square(static_cast<double>(y) - cy, static_cast<double>(x) - cx))
              : Complex(1.0);
}

void transform_slice(const Tables& t, const Potential& p, std::size_t slice, const Place& at, Buffers& b) {
  const auto width = static_cast<std::size_t>(2 * t.half_x + 1), height = static_cast<std::size_t>(2 * t.half_y + 1);
  const std::size_t top = t.ny / 2 - static_cast<std::size_t>(t.half_y),
                    left = t.nx / 2 - static_cast<std::size_t>(t.half_x);
  const auto y0 = static_cast<std::size_t>(at.gy - t.half_y - p.y0),
             x0 = static_cast<std::size_t>(at.gx - t.half_x - p.x0);
  Complex* field = b.field.get();
  for (std::size_t i = 0; i < t.ny; ++i) {
    Complex* row = field + i * t.nx;
    const bool under = i >= top && i < top + height;
    std::fill(row, row + (under ? t.nx : t.pixels.qx), Complex(0.0));
    if (!under) continue;
    const double* v = p.values.data() + (slice * p.ny + y0 + i - top) * p.nx + x0;
    const Complex* psi = b.probe.data() + (i - top) * width;
    for (std::size_t j = 0; j < width; ++j) row[left + j] = psi[j] * v[j];
  }
  fftw_complex* first = raw(field + top * t.nx);
  fftw_execute_dft(t.rows.get(), first, first);
  fftw_execute_dft(t.columns.get(), raw(field), raw(field));
}

// A = sum_s u^s FFT[psi V_s] by Horner's rule, from the last slice on; u in b.step.
void sum_slices(const Tables& t, const Potential& p, const Place& at, Buffers& b) {
  fill_probe(t, at, true, b);
  std::fill(b.amplitude.begin(), b.amplitude.end(), Complex(0.0));
  for (std::size_t s = p.slices; s-- > 0;) {
    transform_slice(t, p, s, at, b);
    for (std::size_t y = 0; y < t.pixels.qy; ++y) {
      const Complex* row = b.field.get() + y * t.nx;
      Complex* a = b.amplitude.data() + y * t.pixels.qx;
      const Complex* u = b.step.data() + y * t.pixels.qx;
      for (std::size_t x = 0; x < t.pixels.qx; ++x) a[x] = times(a[x], u[x]) + row[x];
    }
  }
}

// The depth of the first slice is a common phase.
void kinematic(const Tables& t, const Potential& p, const Place& at, double cy, double cx, Buffers& b) {
  fill_step(t, cy, cx, b);
  sum_slices(t, p, at, b);
}

void multislice(const Tables& t, const Potential& p, const Place& at, Buffers& b) {
  fill_probe(t, at, false, b);
  Complex* wave = b.wave.get();
  std::fill(wave, wave + t.ny * t.nx, Complex(0.0));
  const auto width = static_cast<std::size_t>(2 * t.half_x + 1), height = static_cast<std::size_t>(2 * t.half_y + 1);
  const std::size_t top = t.ny / 2 - static_cast<std::size_t>(t.half_y),
                    left = t.nx / 2 - static_cast<std::size_t>(t.half_x);
  const auto y0 = static_cast<std::size_t>(at.gy - t.half_y - p.y0),
             x0 = static_cast<std::size_t>(at.gx - t.half_x - p.x0);
  for (std::size_t i = 0; i < height; ++i)
    std::copy_n(b.probe.data() + i * width, width, wave + (top + i) * t.nx + left);
  for (std::size_t s = 0; s < p.slices; ++s) {
    for (std::size_t i = 0; i < height; ++i) {
      const double* v = p.values.data() + (s * p.ny + y0 + i) * p.nx + x0;
      Complex* row = wave + (top + i) * t.nx + left;
      for (std::size_t j = 0; j < width; ++j) row[j] = times(row[j], std::polar(1.0, v[j]));
    }
    fftw_execute_dft(t.forward.get(), raw(wave), raw(wave));
    for (std::size_t i = 0; i < t.ny * t.nx; ++i) wave[i] = times(wave[i], t.propagator[i]);
    fftw_execute_dft(t.backward.get(), raw(wave), raw(wave));
  }
  for (std::size_t i = 0; i < t.ny; ++i)
    for (std::size_t j = 0; j < t.nx; ++j)
      wave[i * t.nx + j] = times(wave[i * t.nx + j], times(b.ramp_y[i], b.ramp_x[j]));
  fftw_execute_dft(t.forward.get(), raw(wave), raw(wave));
  for (std::size_t y = 0; y < t.pixels.qy; ++y)
    std::copy_n(wave + y * t.nx, t.pixels.qx, b.amplitude.data() + y * t.pixels.qx);
}

// Share of each pixel that lies under the bright disk (its edge ramps over one pixel); returns their sum.
double bright_disk(const Tables& t, double cy, double cx, std::vector<double>& share) {
  const double radius = t.aperture / t.pixels.k_per_px;
  double total = 0.0;
  for (std::size_t y = 0; y < t.pixels.qy; ++y)
    for (std::size_t x = 0; x < t.pixels.qx; ++x) {
      const double r = std::sqrt(t.t.square(static_cast<double>(y) - cy, static_cast<double>(x) - cx));
      total += share[y * t.pixels.qx + x] = std::clamp(radius - r + 0.5, 0.0, 1.0);
    }
  return total;
}

}  // namespace

Simulator::Workspace::Workspace() : buffers_(std::make_unique<Buffers>()) {}
Simulator::Workspace::~Workspace() = default;
Simulator::Workspace::Workspace(Workspace&&) noexcept = default;

Simulator::Workspace Simulator::workspace() const {
  const Tables& t = *tables_;
  Workspace workspace;
  Buffers& b = *workspace.buffers_;
  const std::size_t pixels = t.pixels.qy * t.pixels.qx;
  b.field = fftw_array(t.ny * t.nx);
  if (t.optics.multislice) b.wave = fftw_array(t.ny * t.nx);
  b.probe.resize(static_cast<std::size_t>((2 * t.half_y + 1) * (2 * t.half_x + 1)));
  b.ramp_y.resize(t.ny);
  b.ramp_x.resize(t.nx);
  b.amplitude.resize(pixels);
  b.step.resize(pixels);
  b.intensity.resize(pixels);
  return workspace;
}

void Simulator::pattern(const Potential& potential, double x_A, double y_A, double cy_px, double cx_px, double weight,
                        Workspace& workspace, std::span<double> shares) const {
  const Tables& t = *tables_;
  Buffers& b = *workspace.buffers_;
  const Place at = place_of(t, x_A, y_A);
  fill_ramp(b.ramp_y, cy_px);
  fill_ramp(b.ramp_x, cx_px);
  if (t.optics.multislice)
    multislice(t, potential, at, b);
  else
    kinematic(t, potential, at, cy_px, cx_px, b);
  const double area = t.dy * t.dx * t.pixels.k_per_px;  // |A d^2r|^2 dk^2
  double scattered = 0.0;
  for (std::size_t p = 0; p < shares.size(); ++p) {
    const double share = std::norm(b.amplitude[p]) * area * area;
    scattered += share;
    shares[p] += weight * share;
  }
  if (t.optics.direct_beam && !t.optics.multislice)
    add_disk(cy_px, cx_px, weight * std::exp(-scattered), workspace, shares);
}

void Simulator::add_disk(double cy_px, double cx_px, double weight, Workspace& workspace,
                         std::span<double> shares) const {
  std::vector<double>& disk = workspace.buffers_->intensity;
  const double total = bright_disk(*tables_, cy_px, cx_px, disk);
  if (!(total > 0.0)) return;
  for (std::size_t p = 0; p < shares.size(); ++p) shares[p] += weight / total * disk[p];
}

std::array<double, 2> Simulator::polar(double row, double column, double cy_px, double cx_px, bool azimuth) const {
  const auto q = tables_->t.times(row - cy_px, column - cx_px);
  return {tables_->pixels.k_per_px * std::sqrt(q[0] * q[0] + q[1] * q[1]), azimuth ? std::atan2(q[0], q[1]) : 0.0};
}

void Simulator::speckle(const Potential& noise, double x_A, double y_A, double cy_px, double cx_px, double thickness_A,
                        Workspace& workspace, std::span<double> speckle) const {
  const Tables& t = *tables_;
  Buffers& b = *workspace.buffers_;
  fill_ramp(b.ramp_y, cy_px);
  fill_ramp(b.ramp_x, cx_px);
  const double per_k2 = t.optics.ewald ? pi * t.lambda * thickness_A : 0.0;
  for (std::size_t y = 0; y < t.pixels.qy; ++y)
    for (std::size_t x = 0; x < t.pixels.qx; ++x) {
      const double square = t.t.square(static_cast<double>(y) - cy_px, static_cast<double>(x) - cx_px);
      const double phase = per_k2 * t.pixels.k_per_px * t.pixels.k_per_px * square;
      const double sinc = phase < 1e-6 ? 1.0 : std::abs(std::sin(phase) / phase);
      b.step[y * t.pixels.qx + x] = {0.0, std::sqrt((1.0 - sinc) / (1.0 + sinc))};
    }
  sum_slices(t, noise, place_of(t, x_A, y_A), b);
  for (std::size_t p = 0; p < speckle.size(); ++p)
    speckle[p] = std::norm(b.amplitude[p]) * t.dy * t.dx / (1.0 + std::norm(b.step[p]));
}

}  // namespace vitrum::phantom
