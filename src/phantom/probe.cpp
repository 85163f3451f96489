// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/probe.cpp: Airy amplitude in closed form, aberrated probes by Simpson's rule.
#include "probe.hpp"

#include <fmt/format.h>
#include <math.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "vitrum/core/error.hpp"

namespace vitrum::phantom {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double least_held = 0.7;  // share of the intensity within the cutoff

struct Aperture {
  double lambda, edge;     // Angstrom, 1/Angstrom
  double square, quartic;  // chi = quartic k^4 - square k^2
  explicit Aperture(const Optics& o)
      : lambda(wavelength_A(o.high_tension_kV)),
        edge(1e-3 * o.semi_angle_mrad / lambda),
        square(pi * o.defocus_A * lambda),
        quartic(0.5 * pi * o.spherical_A * lambda * lambda * lambda) {}
  bool flat() const { return square == 0.0 && quartic == 0.0; }
  double chi(double k2) const { return quartic * k2 * k2 - square * k2; }
};

std::complex<double> airy(const Aperture& a, double r) {
  const double x = 2.0 * pi * a.edge * r;
  return pi * a.edge * a.edge * (x < 1e-4 ? 1.0 : 2.0 * ::j1(x) / x);
}

// exp(-i chi) 2 pi k times Simpson's weights, at equidistant k; fine enough for chi and J0 up to `reach`.
std::vector<std::complex<double>> pupil(const Aperture& a, double reach_A) {
  const double e2 = a.edge * a.edge;
  const double turns = a.edge * reach_A + (std::abs(a.square) * e2 + 2.0 * std::abs(a.quartic) * e2 * e2) / pi;
  const auto intervals = 2 * static_cast<std::size_t>(std::ceil(8.0 * std::max(8.0, turns)));
  const double dk = a.edge / static_cast<double>(intervals);
  std::vector<std::complex<double>> values(intervals + 1);
  for (std::size_t i = 0; i <= intervals; ++i) {
    const double k = dk * static_cast<double>(i);
    const double simpson = (i == 0 || i == intervals ? 1.0 : i % 2 == 1 ? 4.0 : 2.0) * dk / 3.0;
    values[i] = std::polar(simpson * 2.0 * pi * k, -a.chi(k * k));
  }
  return values;
}

std::complex<double> transform(const std::vector<std::complex<double>>& pupil, double edge, double r) {
  const double step = 2.0 * pi * edge / static_cast<double>(pupil.size() - 1) * r;
  std::complex<double> sum = 0.0;
  for (std::size_t i = 0; i < pupil.size(); ++i) sum += pupil[i] * ::j0(step * static_cast<double>(i));
  return sum;
}

// Radius that holds half of the intensity.
double median_radius(const ProbeTable& probe) {
  const double step = 1.0 / probe.real.per_square;  // of r^2
  double held = 0.0;
  std::size_t e = 0;
  while (held < 0.5 && e + 2 < probe.real.values.size()) {
    held += pi * step * std::norm(probe.at((static_cast<double>(e) + 0.5) * step));
    ++e;
  }
  return std::sqrt(static_cast<double>(e) * step);
}

}  // namespace

ProbeTable make_probe(const Optics& optics) {
  const Aperture a(optics);
  ProbeTable table{empty_table(optics.cutoff_A, a.flat() ? 20000 : 4000), {}};
  if (!a.flat()) table.imaginary = table.real;
  const auto aperture = a.flat() ? std::vector<std::complex<double>>{} : pupil(a, optics.cutoff_A);
  double norm = 0.0;
  for (std::size_t e = 0; e < table.real.values.size(); ++e) {
    const double r = std::sqrt(static_cast<double>(e) / table.real.per_square);
    const auto psi =
        taper(r, 0.8 * optics.cutoff_A, optics.cutoff_A) * (a.flat() ? airy(a, r) : transform(aperture, a.edge, r));
    table.real.values[e] = psi.real();
    if (!a.flat()) table.imaginary.values[e] = psi.imag();
    norm += (e == 0 ? 0.5 : 1.0) * std::norm(psi);  // int |psi|^2 pi d(r^2)
  }
  norm *= pi / table.real.per_square;
  if (norm < least_held * pi * a.edge * a.edge)
    throw InputError(
        fmt::format("only {:.0f} % of the probe's intensity lie within its cutoff of {:.2f} nm; raise the "
                    "cutoff, or take less defocus",
                    100.0 * norm / (pi * a.edge * a.edge), 0.1 * optics.cutoff_A));
  for (double& value : table.real.values) value /= std::sqrt(norm);
  for (double& value : table.imaginary.values) value /= std::sqrt(norm);
  return table;
}

double probe_fwhm_A(const Optics& optics) {
  const double in_focus = probe_fwhm_A(optics.high_tension_kV, optics.semi_angle_mrad);
  if (Aperture(optics).flat()) return in_focus;
  Optics focused = optics;
  focused.defocus_A = focused.spherical_A = 0.0;
  focused.cutoff_A = std::min(optics.cutoff_A, 5.0 * in_focus);
  return in_focus * median_radius(make_probe(optics)) / median_radius(make_probe(focused));
}

}  // namespace vitrum::phantom
