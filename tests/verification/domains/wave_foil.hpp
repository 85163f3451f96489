// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/wave_foil.hpp: a scan simulated with waves: crystalline spheres in white glass.
#pragma once

#include <fftw3.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/comm/decompose.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/domains/domains.hpp"
#include "vitrum/order/maps.hpp"

namespace vitrum::domains::testing {

/// A flat, periodic foil of projected potential V(x) = white noise + sum over clusters of s(x) sum_j cos(2 pi g_j x),
/// n / 2 pairs of spots at |g| = k; V under an Airy probe of 1 nm FWHM, Fourier transformed at every position;
/// F_n and F_0 summed over the band. No formula of the size model goes in.
struct WaveFoil {
  int n = 4;
  double diameter_nm = 2.0;
  double strength = 1.0;  // of a cluster's spots; the noise has unit variance on a grid of 0.1 nm
  std::size_t clusters_along = 5;
  double spacing_nm = 6.4, step_nm = 0.5;
  double k1 = 0.36, k2 = 0.46;  // 1/Angstrom
  std::uint64_t seed = 1;
};

class WaveScan {
 public:
  explicit WaveScan(const WaveFoil& foil) : foil_(foil) {
    edge_ = static_cast<std::size_t>(std::llround(static_cast<double>(foil.clusters_along) * foil.spacing_nm / h_));
    Stream stream(foil.seed, Purpose::test, 77);
    for (std::size_t i = 0; i < edge_ * edge_; ++i) potential_.push_back(stream.normal());
    for (std::size_t i = 0; i < foil.clusters_along; ++i) {
      for (std::size_t j = 0; j < foil.clusters_along; ++j) {
        const double y = (static_cast<double>(i) + 0.5) * foil.spacing_nm + stream.uniform() - 0.5;
        const double x = (static_cast<double>(j) + 0.5) * foil.spacing_nm + stream.uniform() - 0.5;
        add_cluster(y, x, stream);
        truth_.push_back({static_cast<std::int64_t>(truth_.size() + 1), foil.n, y, x, 4.0, foil.diameter_nm, 0.0});
      }
    }
  }

  const std::vector<TrueDomain>& truth() const { return truth_; }

  /// Collective: positions are spread over the ranks.
  order::Maps measure(const comm::Communicator& comm) const {
    order::Maps maps;
    maps.ny = maps.nx = static_cast<std::size_t>(std::floor(static_cast<double>(edge_) * h_ / foil_.step_nm));
    maps.step_nm = foil_.step_nm;
    order::BandMaps band;
    band.band = {"first", foil_.k1, foil_.k2};
    for (auto* stack : {&band.power, &band.noise}) stack->assign(order::n_max, std::vector<double>());
    band.f.resize(order::n_max);
    const std::size_t positions = maps.ny * maps.nx;
    band.intensity.assign(positions, 0.0);
    for (int m = 2; m <= order::n_max; m += 2) {
      band.f[static_cast<std::size_t>(m - 1)].resize(positions);
      band.noise[static_cast<std::size_t>(m - 1)].assign(positions, 0.0);
    }
    spread(maps, comm.gather_everywhere<double>(sums(comm, maps)), band);
    for (std::size_t m = 0; m < band.f.size(); ++m) {
      for (const auto& f : band.f[m]) band.power[m].push_back(std::norm(f));
    }
    maps.bands.push_back(std::move(band));
    return maps;
  }

 private:
  static constexpr std::size_t side_ = 96;
  static constexpr double h_ = 0.1;  // nm

  void add_cluster(double y0, double x0, Stream& stream) {
    const double azimuth = 2.0 * std::numbers::pi * stream.uniform(), radius = 0.5 * foil_.diameter_nm;
    const double k = 5.0 * (foil_.k1 + foil_.k2);
    std::vector<double> phase;
    for (int j = 0; j < foil_.n / 2; ++j) phase.push_back(2.0 * std::numbers::pi * stream.uniform());
    for (std::size_t r = 0; r < potential_.size(); ++r) {
      const double y = static_cast<double>(r / edge_) * h_ - y0, x = static_cast<double>(r % edge_) * h_ - x0;
      const double chord2 = radius * radius - y * y - x * x;
      if (chord2 <= 0.0) continue;
      for (int j = 0; j < foil_.n / 2; ++j) {
        const double a = azimuth + 2.0 * std::numbers::pi * j / foil_.n;
        const double wave = std::cos(2.0 * std::numbers::pi * k * (x * std::cos(a) + y * std::sin(a)) +
                                     phase[static_cast<std::size_t>(j)]);
        potential_[r] += foil_.strength * 2.0 * std::sqrt(chord2) / foil_.diameter_nm * wave;
      }
    }
  }

  struct Pixel {
    std::size_t index;
    std::complex<double> turn;  // exp(2 i phi)
  };

  std::vector<Pixel> ring() const {
    std::vector<Pixel> pixels;
    for (std::size_t i = 0; i < side_ * side_; ++i) {
      const auto offset = [](std::size_t j) { return j < side_ / 2 ? double(j) : double(j) - double(side_); };
      const double ky = offset(i / side_) / (side_ * h_), kx = offset(i % side_) / (side_ * h_);
      const double k = std::hypot(ky, kx);
      if (k >= 10.0 * foil_.k1 && k <= 10.0 * foil_.k2)
        pixels.push_back({i, std::polar(1.0, 2.0 * std::atan2(ky, kx))});
    }
    return pixels;
  }

  static constexpr std::size_t columns_ = 1 + order::n_max;  // F_0, then F_2, F_4 .. as pairs

  static void spread(const order::Maps& maps, const std::vector<double>& rows, order::BandMaps& band) {
    for (std::size_t r = 0; r < maps.ny * maps.nx; ++r) {
      const double* row = &rows[r * columns_];
      band.intensity[r] = row[0];
      for (std::size_t m = 0; m < order::n_max / 2; ++m) {
        band.f[2 * m + 1][r] = std::complex<double>(row[1 + 2 * m], row[2 + 2 * m]) / row[0];
      }
    }
  }

  std::vector<double> sums(const comm::Communicator& comm, const order::Maps& maps) const {
    std::vector<double> rows;
    const auto mine = comm::block_of(maps.ny * maps.nx, 1, comm.rank(), comm.size());
    fftw_complex* wave = fftw_alloc_complex(side_ * side_);
    fftw_plan plan = fftw_plan_dft_2d(side_, side_, wave, wave, FFTW_FORWARD, FFTW_ESTIMATE);
    const auto pixels = ring();
    const double k = 2.0 * std::numbers::pi * 0.514;  // Airy, 1 nm FWHM
    std::vector<double> table;
    for (std::size_t i = 0; i < 4000; ++i) {
      const double u = std::max(1e-9, k * 0.002 * static_cast<double>(i));
      table.push_back(2.0 * std::cyl_bessel_j(1.0, u) / u);
    }
    for (std::size_t r = mine.begin; r < mine.end; ++r) {
      const double y0 = static_cast<double>(r / maps.nx) * maps.step_nm,
                   x0 = static_cast<double>(r % maps.nx) * maps.step_nm;
      const auto first = [](double centre) { return static_cast<long>(std::llround(centre / h_)) - long{side_ / 2}; };
      const auto wrap = [this](long i) { return static_cast<std::size_t>((i + 4 * long(edge_)) % long(edge_)); };
      for (std::size_t i = 0; i < side_ * side_; ++i) {
        const long gy = first(y0) + long(i / side_), gx = first(x0) + long(i % side_);
        const double distance = std::hypot(double(gy) * h_ - y0, double(gx) * h_ - x0);
        const auto place = static_cast<std::size_t>(distance / 0.002 + 0.5);
        wave[i][0] = table[std::min(place, table.size() - 1)] * potential_[wrap(gy) * edge_ + wrap(gx)];
        wave[i][1] = 0.0;
      }
      fftw_execute(plan);
      add_row(pixels, wave, rows);
    }
    fftw_destroy_plan(plan);
    fftw_free(wave);
    return rows;
  }

  static void add_row(const std::vector<Pixel>& pixels, const fftw_complex* wave, std::vector<double>& rows) {
    std::array<std::complex<double>, order::n_max / 2> f{};
    double total = 0.0;
    for (const Pixel& p : pixels) {
      const double counts = wave[p.index][0] * wave[p.index][0] + wave[p.index][1] * wave[p.index][1];
      total += counts;
      std::complex<double> turn = counts;
      for (auto& value : f) value += turn *= p.turn;
    }
    rows.push_back(total);
    for (const auto& value : f) {
      rows.push_back(value.real());
      rows.push_back(value.imag());
    }
  }

  WaveFoil foil_;
  std::size_t edge_ = 0;
  std::vector<double> potential_;
  std::vector<TrueDomain> truth_;
};

}  // namespace vitrum::domains::testing
