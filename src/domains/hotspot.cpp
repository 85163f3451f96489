// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/hotspot.cpp: how F_n falls off beside a crystalline sphere that an Airy probe is scanned over.
#include "domains/hotspot.hpp"

#include <fftw3.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <limits>
#include <memory>
#include <numbers>

namespace vitrum::domains {

namespace {

using std::numbers::pi;

constexpr double airy_aperture = 0.514;  // k_a times the intensity FWHM

/// A square of n x n points around the sphere, in real space and around the spot.
class Window {
 public:
  Window(double diameter, double probe)
      : h_(std::max(0.125 * probe, diameter / 48.0)),
        data_(fftw_alloc_complex(side_ * side_), fftw_free),
        forward_(plan(FFTW_FORWARD)),
        backward_(plan(FFTW_BACKWARD)) {}

  static constexpr std::size_t points() { return side_ * side_; }
  double spacing() const { return h_; }
  double x(std::size_t i) const { return offset(i % side_) * h_; }
  double y(std::size_t i) const { return offset(i / side_) * h_; }
  /// q of a point is that of its squared distance in points.
  std::size_t ring(std::size_t i) const {
    const double a = offset(i % side_), b = offset(i / side_);
    return static_cast<std::size_t>(a * a + b * b);
  }
  static constexpr std::size_t rings() { return side_ * side_ / 2 + 1; }
  double q(std::size_t ring) const { return std::sqrt(static_cast<double>(ring)) / (side_ * h_); }
  std::complex<double>* data() { return reinterpret_cast<std::complex<double>*>(data_.get()); }
  void forward() { fftw_execute(forward_.get()); }
  void backward() { fftw_execute(backward_.get()); }

 private:
  static constexpr std::size_t side_ = 72;
  static double offset(std::size_t i) {
    return i < side_ / 2 ? static_cast<double>(i) : static_cast<double>(i) - static_cast<double>(side_);
  }
  using Plan = std::unique_ptr<std::remove_pointer_t<fftw_plan>, void (*)(fftw_plan)>;
  Plan plan(int sign) {
    return {fftw_plan_dft_2d(static_cast<int>(side_), static_cast<int>(side_), data_.get(), data_.get(), sign,
                             FFTW_ESTIMATE),
            fftw_destroy_plan};
  }

  double h_;
  std::unique_ptr<fftw_complex[], void (*)(void*)> data_;
  Plan forward_, backward_;
};

double weight(double q, const Passband& band) {
  if (band.width == 0.0) return q == 0.0 ? 1.0 : 0.0;
  constexpr int directions = 90;
  double sum = 0.0;
  for (int i = 0; i < directions; ++i) {
    const double a = 0.5 * pi * (i + 0.5) / directions;
    if (q * std::cos(a) < 0.5 * band.width) {
      sum += std::isinf(band.width) ? 1.0 : std::cos(band.n * q * std::sin(a) / band.k);
    }
  }
  return sum / directions;
}

/// int h^2(q) d^2q of the aperture's autocorrelation h = (2/pi) (acos u - u sqrt(1 - u^2)), u = q / 2 k_a.
double speckle_area(double aperture) {
  constexpr int steps = 2000;
  double sum = 0.0;
  for (int i = 0; i < steps; ++i) {
    const double u = (i + 0.5) / steps, h = 2.0 / pi * (std::acos(u) - u * std::sqrt(1.0 - u * u));
    sum += h * h * u / steps;
  }
  return 2.0 * pi * 4.0 * aperture * aperture * sum;
}

/// 2 J1(u) / u by linear interpolation between multiples of 1/256: exact to 5e-7.
class Airy {
 public:
  explicit Airy(double largest) {
    for (double u = 0.0; u < largest + 2.0 / 256.0; u += 1.0 / 256.0) {
      table_.push_back(u > 0.0 ? 2.0 * std::cyl_bessel_j(1.0, u) / u : 1.0);
    }
  }
  double operator()(double u) const { return value_at(table_, 1.0 / 256.0, u); }

 private:
  std::vector<double> table_;
};

std::vector<double> weights(const Window& window, const Passband& band) {
  std::vector<double> by_ring(Window::rings(), -2.0), all(Window::points());
  for (std::size_t i = 0; i < all.size(); ++i) {
    double& w = by_ring[window.ring(i)];
    if (w < -1.0) w = weight(window.q(window.ring(i)), band);
    all[i] = w;
  }
  return all;
}

}  // namespace

HotspotProfile hotspot_profile(double diameter_nm, double probe_fwhm_nm, const Passband& band, double reach_nm) {
  const double aperture = airy_aperture / probe_fwhm_nm, radius = 0.5 * diameter_nm;
  Window window(diameter_nm, probe_fwhm_nm);
  const std::size_t points = Window::points();
  const std::vector<double> pass = weights(window, band);
  std::vector<double> chord(points), psi(points), centred;
  for (std::size_t i = 0; i < points; ++i) {
    const double r = std::hypot(window.x(i), window.y(i));
    chord[i] = r < radius ? 2.0 * std::sqrt(radius * radius - r * r) : 0.0;
  }
  const Airy airy(2.0 * pi * aperture * (52.0 * window.spacing() + reach_nm + probe_fwhm_nm));
  HotspotProfile profile{0.0625 * probe_fwhm_nm, {}, {}, {}, 0.0};
  const auto count = static_cast<std::size_t>(std::ceil(reach_nm / profile.spacing_nm)) + 1;
  const double area = window.spacing() * window.spacing(), size = static_cast<double>(points);
  for (std::size_t j = 0; j < count; ++j) {
    const double r = static_cast<double>(j) * profile.spacing_nm;
    auto* data = window.data();
    for (std::size_t i = 0; i < points; ++i) {
      psi[i] = airy(2.0 * pi * aperture * std::hypot(window.x(i) - r, window.y(i)));
      data[i] = psi[i] * chord[i];
    }
    window.forward();
    if (j == 0) centred = psi;
    double own = 0.0, crossed = 0.0, along = 0.0;
    for (std::size_t i = 0; i < points; ++i) {
      own += pass[i] * std::norm(data[i]);
      data[i] *= pass[i] / size;
    }
    window.backward();
    for (std::size_t i = 0; i < points; ++i) {
      crossed += psi[i] * psi[i] * std::norm(data[i]);
      along += centred[i] * centred[i] * psi[i] * psi[i] * chord[i] * chord[i];
    }
    profile.around.push_back(along);
    profile.intensity.push_back(own * area / size);
    profile.interference.push_back(crossed * area * pi * aperture * aperture);  // int psi^2 dx = 1 / (pi k_a^2)
  }
  const double g0 = profile.intensity.front(), c0 = profile.interference.front(), k0 = profile.around.front();
  profile.mixing = c0 / (g0 * speckle_area(aperture));
  for (double& g : profile.intensity) g /= g0;
  for (double& c : profile.interference) c /= c0;
  for (double& k : profile.around) k /= k0;
  return profile;
}

double value_at(const std::vector<double>& profile, double spacing_nm, double r_nm) {
  const double place = r_nm / spacing_nm;
  const auto i = static_cast<std::size_t>(place);
  if (i + 1 >= profile.size()) return profile.back();
  return profile[i] + (place - static_cast<double>(i)) * (profile[i + 1] - profile[i]);
}

double full_width_at_half(const std::vector<double>& profile, double spacing_nm) {
  for (std::size_t i = 1; i < profile.size(); ++i) {
    const double half = 0.5 * profile.front();
    if (profile[i] > half) continue;
    return 2.0 * spacing_nm * (static_cast<double>(i - 1) + (profile[i - 1] - half) / (profile[i - 1] - profile[i]));
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace vitrum::domains
