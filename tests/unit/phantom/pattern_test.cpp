// SPDX-License-Identifier: Apache-2.0
// tests/unit/phantom/pattern_test.cpp: patterns against the direct sum, and their distortions against what was asked
// for.
#include <gtest/gtest.h>
#include <math.h>

#include <cmath>
#include <complex>
#include <cstdio>
#include <numbers>

#include "helpers.hpp"
#include "phantom/projected_atom.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/phantom/diffraction.hpp"

namespace vitrum::phantom {
namespace {

constexpr double pi = std::numbers::pi;

struct Setting {
  Optics optics;
  Pixels pixels;
  double cy = 23.4, cx = 24.3;
};

Setting setting() {
  Setting s;
  s.optics.semi_angle_mrad = semi_angle_for_fwhm_mrad(200.0, 10.0);
  s.optics.direct_beam = false;
  s.pixels = {48, 48, 0.02, 0.0, 0.0, 24.6, 24.3};
  s.optics.cutoff_A = 20.0;
  return s;
}

double density(const Foil& foil) {
  return static_cast<double>(foil.glass.atoms.size()) / std::pow(foil.glass.edge_A, 3);
}

std::vector<double> simulate(const Foil& foil, const Setting& s, double x, double y) {
  const Simulator simulator(foil, density(foil), s.optics, s.pixels);
  const Potential potential = simulator.potential(foil, {x, x, y, y}, {}, 0);
  auto workspace = simulator.workspace();
  std::vector<double> shares(s.pixels.qy * s.pixels.qx, 0.0);
  simulator.pattern(potential, x, y, s.cy, s.cx, 1.0, workspace, shares);
  return shares;
}

// T of Pixels, written out anew.
std::array<double, 2> true_k(const Setting& s, std::size_t row, std::size_t column) {
  const double y = static_cast<double>(row) - s.cy, x = static_cast<double>(column) - s.cx;
  const double c = std::cos(s.pixels.theta_deg * pi / 180.0), n = std::sin(s.pixels.theta_deg * pi / 180.0);
  const double u = (x * c + y * n) / (1.0 + s.pixels.e), v = (-x * n + y * c) * (1.0 + s.pixels.e);
  return {s.pixels.k_per_px * (u * n + v * c), s.pixels.k_per_px * (u * c - v * n)};
}

bool compared(const std::array<double, 2>& k) {
  const double kk = std::hypot(k[0], k[1]);
  return kk >= 0.25 && kk <= 0.5;
}

// characterization.md 5.1: A(k) = sum_s P_s(k) sum_j f_j(k) e^{-B k^2 / 4} psi(r_j - r_0) e^{-2 pi i k r_j}, with the
// probe's taper of Optics::cutoff_A.
std::vector<double> direct_sum(const Foil& foil, const Setting& s, double x, double y) {
  const double lambda = wavelength_A(200.0), cut = s.optics.cutoff_A,
               aperture = 1e-3 * s.optics.semi_angle_mrad / lambda;
  const auto airy = [&](double r) {
    if (r >= cut) return 0.0;
    const double t = 2.0 * pi * aperture * r,
                 taper = r < 0.8 * cut ? 1.0 : 0.5 * (1.0 + std::cos(pi * (r - 0.8 * cut) / (0.2 * cut)));
    return taper * (t < 1e-6 ? 1.0 : 2.0 * ::j1(t) / t);
  };
  double norm = 0.0;
  for (double r = 0.005; r < cut; r += 0.01) norm += 2.0 * pi * r * 0.01 * airy(r) * airy(r);
  const auto slices = static_cast<int>(std::ceil(foil.thickness_A / s.optics.slice_A - 1e-9));
  const double dz = foil.thickness_A / slices;
  const auto atoms = atoms_in(foil, {x - cut, x + cut, y - cut, y + cut});
  std::vector<double> shares;
  for (std::size_t row = 0; row < s.pixels.qy; ++row)
    for (std::size_t column = 0; column < s.pixels.qx; ++column) {
      const auto k = true_k(s, row, column);
      const double k2 = k[0] * k[0] + k[1] * k[1];
      if (!compared(k)) {
        shares.push_back(0.0);
        continue;
      }
      std::complex<double> a = 0.0;
      for (const Atom& atom : atoms) {
        const double psi = airy(std::hypot(atom.x - x, atom.y - y)) / std::sqrt(norm);
        const double depth = (std::floor(atom.z / dz) + 0.5) * dz;
        const double f =
            scattering_factor(*foil.glass.composition.elements[static_cast<std::size_t>(atom.species)], std::sqrt(k2));
        a +=
            std::polar(f * psi * std::exp(-0.25 * s.optics.debye_waller_A2 * k2),
                       -2.0 * pi * (k[0] * atom.y + k[1] * atom.x) - (s.optics.ewald ? pi * lambda * depth * k2 : 0.0));
      }
      const double scale = lambda * relativistic_factor(200.0) * s.pixels.k_per_px;
      shares.push_back(std::norm(a) * scale * scale);
    }
  return shares;
}

struct Agreement {
  double correlation, scale, rms;  // where compared(): Pearson, ratio of sums, rms difference over rms value
};

Agreement compare(const std::vector<double>& a, const std::vector<double>& b, const Setting& s) {
  double n = 0, sa = 0, sb = 0, aa = 0, bb = 0, ab = 0, dd = 0;
  for (std::size_t p = 0; p < a.size(); ++p) {
    const auto k = true_k(s, p / s.pixels.qx, p % s.pixels.qx);
    if (!compared(k)) continue;
    n += 1, sa += a[p], sb += b[p], aa += a[p] * a[p], bb += b[p] * b[p], ab += a[p] * b[p],
        dd += (a[p] - b[p]) * (a[p] - b[p]);
  }
  return {(n * ab - sa * sb) / std::sqrt((n * aa - sa * sa) * (n * bb - sb * sb)), sa / sb, std::sqrt(dd / bb)};
}

// The direct sum takes f_e at k, the FFT of psi V at k - k' for every k' of the probe's disk: over its mean radius of
// 0.026 1/Angstrom f_e changes by 6 % (Zr at 0.35 1/Angstrom), an intensity by twice that, of which neighbouring atoms
// average a part. Hence 10 % rms, 0.99 and, as the odd part cancels in the sum, 2 % for the scale.
TEST(Pattern, EqualsTheDirectSum) {
  const Foil foil = testing::random_foil(35.0);
  const Setting s = setting();
  const auto agreement = compare(simulate(foil, s, 11.3, 7.7), direct_sum(foil, s, 11.3, 7.7), s);
  EXPECT_GT(agreement.correlation, 0.99);
  EXPECT_NEAR(agreement.scale, 1.0, 0.02);
  EXPECT_LT(agreement.rms, 0.10);
}

TEST(Pattern, EqualsTheDirectSumUnderAnEllipse) {
  const Foil foil = testing::random_foil(35.0);
  Setting s = setting();
  s.pixels.e = 0.05;
  s.pixels.theta_deg = 35.0;
  s.cy = 22.1;
  const auto reference = direct_sum(foil, s, 11.3, 7.7);
  const auto agreement = compare(simulate(foil, s, 11.3, 7.7), reference, s);
  EXPECT_GT(agreement.correlation, 0.99);
  EXPECT_NEAR(agreement.scale, 1.0, 0.02);
  EXPECT_LT(agreement.rms, 0.10);
  Setting other = s;
  other.pixels.theta_deg = -35.0;  // the test sees a wrong sign
  EXPECT_LT(compare(simulate(foil, other, 11.3, 7.7), reference, s).correlation, 0.97);
}

// The projected atom, transformed back, is lambda gamma f_e e^{-B k^2 / 4}: within 0.5 % of f_e(0.4), which is what
// cutting it at 5 Angstrom costs.
TEST(Pattern, ProjectedAtomsScatterAsTheirScatteringFactor) {
  const Element& zr = *find_element("Zr");
  const auto table = projected_atom(zr, 200.0, 0.7, 0.9, 1.2, 5.0);
  const double scale = wavelength_A(200.0) * relativistic_factor(200.0);
  for (double k : {0.2, 0.3, 0.4, 0.5, 0.6, 0.7}) {
    double f = 0.0;
    for (double r = 0.0005; r < 5.0; r += 0.001) f += 2.0 * pi * r * 0.001 * table.at(r * r) * ::j0(2.0 * pi * k * r);
    EXPECT_NEAR(f / scale, scattering_factor(zr, k) * std::exp(-0.25 * 0.7 * k * k), 0.005 * scattering_factor(zr, 0.4))
        << k;
  }
}

// A weak phase object: light atoms, blurred by a large B, one slice of 1 nm. The second order of the phase interferes
// with the first with opposite signs at k and -k, so the mean of both differs from single scattering by the square of
// the phase (0.2 rad at most) and by the tail of the tapered probe.
TEST(Pattern, MultisliceTendsToKinematicForAWeakPhaseObject) {
  Foil foil = testing::random_foil(10.0);
  foil.glass.composition = make_composition({"Al", "B", "C"}, {1, 1, 1});
  Setting s = setting();
  s.cy = s.cx = 23.5;
  s.optics.ewald = false;
  s.optics.debye_waller_A2 = 6.0;
  const auto symmetric = [&](std::vector<double> shares) {
    for (std::size_t p = 0, q = shares.size() - 1; p < q; ++p, --q)
      shares[p] = shares[q] = 0.5 * (shares[p] + shares[q]);
    return shares;
  };
  const auto single = symmetric(simulate(foil, s, 11.3, 7.7));
  s.optics.multislice = true;
  const auto multiple = symmetric(simulate(foil, s, 11.3, 7.7));
  double total = 0.0;
  for (double share : multiple) total += share;
  EXPECT_NEAR(total, 1.0, 0.02);  // all electrons are somewhere
  const auto agreement = compare(multiple, single, s);
  std::printf("multislice against kinematic: correlation %.4f, scale %.3f\n", agreement.correlation, agreement.scale);
  EXPECT_GT(agreement.correlation, 0.98);
  EXPECT_NEAR(agreement.scale, 1.0, 0.1);
}

TEST(Pattern, DirectBeamIsADiskOfTheSemiAngleAtTheCentre) {
  const Foil foil = testing::random_foil(35.0);
  Setting s = setting();
  const auto without = simulate(foil, s, 11.3, 7.7);
  s.optics.direct_beam = true;
  const auto with = simulate(foil, s, 11.3, 7.7);
  double scattered = 0, sum = 0, y = 0, x = 0;
  for (std::size_t p = 0; p < with.size(); ++p) {
    const double beam = with[p] - without[p];
    const auto k = true_k(s, p / 48, p % 48);
    if (std::hypot(k[0], k[1]) > 0.0514 + 0.01) {
      EXPECT_EQ(beam, 0.0);
    }
    scattered += without[p];
    sum += beam;
    y += beam * static_cast<double>(p / 48);
    x += beam * static_cast<double>(p % 48);
  }
  EXPECT_NEAR(sum, std::exp(-scattered), 1e-12);
  EXPECT_NEAR(y / sum, s.cy, 0.1);  // the disk of 2.6 pixels radius is sampled pixel by pixel
  EXPECT_NEAR(x / sum, s.cx, 0.1);
}

TEST(Pattern, DoesNotDependOnHowMuchOfTheFoilWasProjected) {
  const Foil foil = testing::random_foil(35.0);
  const Setting s = setting();
  const Simulator simulator(foil, density(foil), s.optics, s.pixels);
  auto workspace = simulator.workspace();
  std::vector<double> a(48 * 48, 0.0), b(48 * 48, 0.0);
  simulator.pattern(simulator.potential(foil, {11.3, 11.3, 7.7, 7.7}, {}, 0), 11.3, 7.7, s.cy, s.cx, 1.0, workspace, a);
  simulator.pattern(simulator.potential(foil, {-20, 40, -3, 33}, {}, 0), 11.3, 7.7, s.cy, s.cx, 1.0, workspace, b);
  EXPECT_EQ(a, b);
}

TEST(Pattern, DecoherenceLowersTheContrast) {
  const Foil foil = testing::random_foil(35.0);
  const Setting s = setting();
  const Simulator simulator(foil, density(foil), s.optics, s.pixels);
  auto workspace = simulator.workspace();
  const auto contrast = [&](int patterns) {
    std::vector<double> shares(48 * 48, 0.0);
    for (int m = 0; m < patterns; ++m)
      simulator.pattern(simulator.potential(foil, {11.3, 11.3, 7.7, 7.7}, {patterns, 1.5, 10.0}, m), 11.3, 7.7, s.cy,
                        s.cx, 1.0 / patterns, workspace, shares);
    double n = 0, sum = 0, square = 0;
    for (std::size_t p = 0; p < shares.size(); ++p) {
      const auto k = true_k(s, p / 48, p % 48);
      if (std::abs(std::hypot(k[0], k[1]) - 0.4) > 0.02) continue;
      n += 1, sum += shares[p], square += shares[p] * shares[p];
    }
    return square * n / (sum * sum) - 1.0;
  };
  EXPECT_LT(contrast(8), 0.5 * contrast(1));
}

TEST(Pattern, AWindowTooSmallForTheProbeIsRefused) {
  Setting s = setting();
  s.pixels.k_per_px = 0.03;
  const Foil foil = testing::random_foil(35.0);
  EXPECT_THROW(Simulator(foil, 0.05, s.optics, s.pixels), InputError);
  s = setting();
  s.optics.cutoff_A = 8.0;
  EXPECT_THROW(Simulator(foil, 0.05, s.optics, s.pixels), InputError);
}

}  // namespace
}  // namespace vitrum::phantom
