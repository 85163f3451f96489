// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/closed_form.cpp: the formulas of characterization 5.3.
#include "vitrum/phantom/closed_form.hpp"

#include <math.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vitrum::phantom {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double fwhm_per_sigma = 2.3548200450309493;
const double root_two_pi = std::sqrt(2.0 * pi);

// 3 (sin x - x cos x) / x^3
double ball(double x) { return x < 1e-2 ? 1.0 - 0.1 * x * x : 3.0 * (std::sin(x) - x * std::cos(x)) / (x * x * x); }

double ring_profile(const Phantom& p, double k) {
  const double z = (k - p.ring_inv_A) * fwhm_per_sigma / p.ring_width_inv_A;
  return std::exp(-0.5 * z * z);
}

}  // namespace

double sphere_response(double aperture, double diameter_A, double r_A) {
  const auto intervals = 2 * static_cast<std::size_t>(std::ceil(8.0 * std::max(8.0, aperture * (r_A + diameter_A))));
  const double dk = aperture / static_cast<double>(intervals);
  double here = 0.0, middle = 0.0;
  for (std::size_t i = 0; i <= intervals; ++i) {
    const double k = dk * static_cast<double>(i);
    const double term = (i == 0 || i == intervals ? 1.0 : i % 2 == 1 ? 4.0 : 2.0) * ball(pi * k * diameter_A) * k;
    middle += term;
    here += term * ::j0(2.0 * pi * k * r_A);
  }
  return here / middle * (here / middle);
}

double ring_intensity(const Phantom& p, double k_per_px, double k) {
  const double s = p.ring_width_inv_A / fwhm_per_sigma, k0 = p.ring_inv_A;
  const double area = 2.0 * pi *
                      (s * s * std::exp(-0.5 * k0 * k0 / (s * s)) +
                       0.5 * root_two_pi * k0 * s * (1.0 + std::erf(k0 / (s * std::numbers::sqrt2))));
  return p.ring_share * k_per_px * k_per_px / area * ring_profile(p, k);
}

double background_intensity(const Phantom& p, double k_per_px, double k) {
  const double area = 2.0 * pi * p.background_inv_A * p.background_inv_A;
  return p.background_share * k_per_px * k_per_px / area * std::exp(-k / p.background_inv_A);
}

double spots(int n, double orientation_deg, double width_deg, double phi_rad) {
  const double period = 2.0 * pi / n, s = width_deg * pi / 180.0;
  const double off = std::remainder(phi_rad - orientation_deg * pi / 180.0, period);
  const int reach = static_cast<int>(std::ceil(6.0 * s / period));
  double sum = 0.0;
  for (int j = -reach; j <= reach; ++j) {
    const double z = (off + j * period) / s;
    sum += std::exp(-0.5 * z * z);
  }
  return sum;
}

double closed_form_amplitude(int n, double peak, double width_deg, int m) {
  if (m % n != 0) return 0.0;
  const double s = width_deg * pi / 180.0, sum = n * peak * s * root_two_pi;
  return sum * std::exp(-0.5 * m * m * s * s) / (2.0 * pi + sum);
}

double odd_over_even(double high_tension_kV, double thickness_A, double k) {
  const double x = pi * wavelength_A(high_tension_kV) * k * k * thickness_A;
  const double sinc = x < 1e-6 ? 1.0 : std::sin(x) / x;
  return (1.0 - sinc * sinc) / (1.0 + sinc * sinc);
}

}  // namespace vitrum::phantom
