// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/featureless.hpp: symmetry maps of a featureless glass, and domains planted into them.
#pragma once

#include <fftw3.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "vitrum/core/random.hpp"
#include "vitrum/domains/domains.hpp"
#include "vitrum/order/maps.hpp"

namespace vitrum::domains::testing {

/// Complex Gaussian field of mean power 1 as F_n of speckle under an Airy probe: autocorrelation |gamma|^2 with gamma
/// the probe's own (characterization D6), so power spectrum h(q) = (2/pi)(acos u - u sqrt(1 - u^2)), u = q / (2 k_a).
/// Made on a grid twice as large and cropped: not periodic, as a scan is not.
inline std::vector<std::complex<double>> speckle(std::size_t ny, std::size_t nx, double step_nm, double probe_fwhm_nm,
                                                 std::uint64_t seed, std::uint64_t id, std::uint32_t sub) {
  const std::size_t my = 2 * ny, mx = 2 * nx;
  fftw_complex* buffer = fftw_alloc_complex(my * mx);
  fftw_plan plan =
      fftw_plan_dft_2d(static_cast<int>(my), static_cast<int>(mx), buffer, buffer, FFTW_BACKWARD, FFTW_ESTIMATE);
  Stream stream(seed, Purpose::test, id, sub);
  const double aperture = 0.514 / probe_fwhm_nm;  // k_a in 1/nm
  double total = 0.0;
  for (std::size_t i = 0; i < my; ++i) {
    for (std::size_t j = 0; j < mx; ++j) {
      const double qy = (i < ny ? double(i) : double(i) - double(my)) / (double(my) * step_nm);
      const double qx = (j < nx ? double(j) : double(j) - double(mx)) / (double(mx) * step_nm);
      const double u = std::hypot(qy, qx) / (2.0 * aperture);
      const double h = u < 1.0 ? 2.0 / std::numbers::pi * (std::acos(u) - u * std::sqrt(1.0 - u * u)) : 0.0;
      buffer[i * mx + j][0] = std::sqrt(0.5 * h) * stream.normal();
      buffer[i * mx + j][1] = std::sqrt(0.5 * h) * stream.normal();
      total += h;
    }
  }
  fftw_execute(plan);
  std::vector<std::complex<double>> field;
  for (std::size_t y = 0; y < ny; ++y) {
    for (std::size_t x = 0; x < nx; ++x) {
      field.emplace_back(buffer[y * mx + x][0] / std::sqrt(total), buffer[y * mx + x][1] / std::sqrt(total));
    }
  }
  fftw_destroy_plan(plan);
  fftw_free(buffer);
  return field;
}

struct Scan {
  std::size_t ny = 48, nx = 48;
  double step_nm = 0.5;
  double probe_fwhm_nm = 1.0;
  double power = 0.013;  // of the speckle
  double noise = 0.001;  // shot noise, 1 / electrons
};

/// Maps n = 1 .. 12 of a featureless glass: speckle of mean power `power` and white noise; only those in `ns` are
/// filled with speckle of their own stream.
inline order::Maps featureless(const Scan& scan, const std::vector<int>& ns, std::uint64_t seed, std::uint64_t id) {
  order::Maps maps;
  maps.ny = scan.ny;
  maps.nx = scan.nx;
  maps.step_nm = scan.step_nm;
  order::BandMaps band;
  band.band = {"first", 0.36, 0.46};
  const std::size_t positions = scan.ny * scan.nx;
  band.f.resize(order::n_max);
  band.power.resize(order::n_max);
  band.noise.resize(order::n_max);
  band.power_naive.resize(order::n_max);
  for (const int n : ns) {
    auto f = speckle(scan.ny, scan.nx, scan.step_nm, scan.probe_fwhm_nm, seed, id, static_cast<std::uint32_t>(n));
    for (auto& value : f) value *= std::sqrt(scan.power);
    band.f[static_cast<std::size_t>(n - 1)] = std::move(f);
    band.noise[static_cast<std::size_t>(n - 1)].assign(positions, scan.noise);
  }
  band.variance_xy.assign(positions, 0.0);
  maps.bands.push_back(std::move(band));
  return maps;
}

/// A domain to plant: |F_m| an Airy peak stretched to the FWHM that a domain of diameter D gives (1.10), diffraction
/// spots of angular sd s.
struct Planted {
  int n = 4;
  double y_nm = 0.0, x_nm = 0.0;
  double fwhm_nm = 1.0;
  double power = 0.1;        // P_n at its centre
  double azimuth_deg = 0.0;  // arg F_n / n
  double spot_width_rad = 0.1;
};

inline void plant(order::Maps& maps, const Planted& domain) {
  order::BandMaps& band = maps.bands.front();
  const double k = 2.0 * std::numbers::pi * 0.514 / domain.fwhm_nm;
  for (int m = domain.n; m <= order::n_max; m += domain.n) {
    auto& f = band.f[static_cast<std::size_t>(m - 1)];
    const double harmonic = double(m) * m - double(domain.n) * domain.n;
    const double amplitude =
        std::sqrt(domain.power) * std::exp(-0.5 * harmonic * domain.spot_width_rad * domain.spot_width_rad);
    for (std::size_t r = 0; r < f.size(); ++r) {
      const double dy = double(r / maps.nx) * maps.step_nm - domain.y_nm;
      const double dx = double(r % maps.nx) * maps.step_nm - domain.x_nm;
      const double x = k * std::hypot(dy, dx), airy = x > 1e-9 ? 2.0 * std::cyl_bessel_j(1.0, x) / x : 1.0;
      f[r] += std::polar(amplitude * airy * airy, m * domain.azimuth_deg * std::numbers::pi / 180.0);
    }
  }
}

/// Adds white noise of power `noise` to every map and forms the powers, shot noise removed.
inline void expose(order::Maps& maps, std::uint64_t seed, std::uint64_t id) {
  order::BandMaps& band = maps.bands.front();
  for (std::size_t i = 0; i < band.f.size(); ++i) {
    Stream stream(seed, Purpose::test, id, static_cast<std::uint32_t>(100 + i));
    band.power[i].resize(band.f[i].size());
    band.power_naive[i].resize(band.f[i].size());
    for (std::size_t r = 0; r < band.f[i].size(); ++r) {
      const double scale = std::sqrt(0.5 * band.noise[i][r]);
      const double re = scale * stream.normal(), im = scale * stream.normal();
      band.f[i][r] += std::complex<double>(re, im);
      band.power_naive[i][r] = std::norm(band.f[i][r]);
      band.power[i][r] = band.power_naive[i][r] - band.noise[i][r];
    }
  }
}

}  // namespace vitrum::domains::testing
