// SPDX-License-Identifier: Apache-2.0
// tests/verification/domains/widths.cpp: autocorrelation widths of speckle, and the published widths of hotspots.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "domains/autocorrelation.hpp"
#include "domains/hotspot.hpp"
#include "verification/domains/featureless.hpp"

namespace vitrum::domains {
namespace {

std::vector<double> power_map(std::size_t side, double step_nm, double white, std::uint64_t id) {
  std::vector<double> map;
  for (const auto& f : testing::speckle(side, side, step_nm, 1.0, 91, id, 0)) map.push_back(std::norm(f));
  Stream noise(92, Purpose::test, id);
  for (double& v : map) v += white * noise.normal();
  return map;
}

AcfWidth width_of(const std::vector<double>& map, std::size_t side, MapKind kind, double step_nm, std::uint64_t id) {
  const std::vector<std::uint8_t> good(map.size(), 1);
  return autocorrelation_width(map, {side, side}, good, {1.0 / step_nm, kind, 7, id, 60});
}

// Target 17: P_n of speckle, |gamma|^4: .74 W +- 7 %, and the stated errors and the share of white noise hold.
TEST(Widths, OfPowerOfSpeckleAreThoseOfTheTableAtFineAndCoarseStepsAndUnderWhiteNoise) {
  const comm::Communicator comm;
  struct Case {
    double step_nm, white;
  };
  for (const auto& [step, white] : {Case{0.25, 0.0}, {0.5, 0.0}, {0.5, 0.7}}) {
    double mean = 0.0, chi2 = 0.0, error = 0.0, share = 0.0, share_error = 0.0;
    const int maps = 8;
    for (int i = 0; i < maps; ++i) {
      const auto map = power_map(96, step, white, static_cast<std::uint64_t>(i));
      const auto width = width_of(map, 96, MapKind::power, step, static_cast<std::uint64_t>(i));
      const double w = width.fwhm_px.value * step, e = width.fwhm_px.error * step;
      mean += w / maps;
      error += e / maps;
      share += width.white_share.value / maps;
      share_error += width.white_share.error / maps;
      chi2 += (w - 0.731) * (w - 0.731) / (e * e);
    }
    if (comm.is_root())
      std::printf(
          "step %.2f W, white noise %.1f: P_n autocorrelation %.3f W (.74 W), stated error %.3f, chi^2 %.1f of %d, "
          "white share %.3f +- %.3f (%.3f)\n",
          step, white, mean, error, chi2, maps, share, share_error, white * white / (1.0 + white * white));
    EXPECT_NEAR(mean, 0.74, 0.07 * 0.74);
    EXPECT_LT(chi2, 26.1);  // 99.9 % point of 8
    // Extrapolated to lag 0; structures are not allowed more than all of the variance, so the share leans to above 0.
    EXPECT_NEAR(share, white * white / (1.0 + white * white), 2.0 * share_error);
  }
}

/// Wave of white noise under an Airy probe: E with autocorrelation gamma = 2 J1(u) / u, a disk in Fourier space.
std::vector<std::complex<double>> wave(std::size_t side, double step_nm, std::uint64_t id, std::uint32_t sub) {
  const std::size_t m = 2 * side;
  fftw_complex* buffer = fftw_alloc_complex(m * m);
  fftw_plan plan = fftw_plan_dft_2d(int(m), int(m), buffer, buffer, FFTW_BACKWARD, FFTW_ESTIMATE);
  Stream stream(93, Purpose::test, id, sub);
  for (std::size_t i = 0; i < m * m; ++i) {
    const auto q = [&](std::size_t j) {
      return (j < side ? double(j) : double(j) - double(m)) / (double(m) * step_nm);
    };
    const bool inside = std::hypot(q(i / m), q(i % m)) < 0.514;
    const double re = stream.normal(), im = stream.normal();
    buffer[i][0] = inside ? re : 0.0;
    buffer[i][1] = inside ? im : 0.0;
  }
  fftw_execute(plan);
  std::vector<std::complex<double>> field;
  for (std::size_t y = 0; y < side; ++y)
    for (std::size_t x = 0; x < side; ++x) field.emplace_back(buffer[y * m + x][0], buffer[y * m + x][1]);
  fftw_destroy_plan(plan);
  fftw_free(buffer);
  return field;
}

// Target 17: the intensity of a ring (here 12 independent waves) has |gamma|^2: 1.03 W +- 5 % (1.000 W for an Airy
// probe that is not cut off).
TEST(Widths, OfRingIntensityOfSpeckleAreThoseOfTheTable) {
  const comm::Communicator comm;
  double mean = 0.0, chi2 = 0.0;
  const int maps = 6;
  for (std::uint64_t i = 0; i < maps; ++i) {
    std::vector<double> map(96 * 96);
    for (std::uint32_t j = 0; j < 12; ++j) {
      const auto e = wave(96, 0.4, i, j);
      for (std::size_t r = 0; r < map.size(); ++r) map[r] += std::norm(e[r]);
    }
    const auto width = width_of(map, 96, MapKind::intensity, 0.4, i);
    mean += width.fwhm_px.value * 0.4 / maps;
    chi2 += std::pow((width.fwhm_px.value * 0.4 - 1.0) / (width.fwhm_px.error * 0.4), 2);
  }
  if (comm.is_root())
    std::printf("ring intensity autocorrelation: %.3f W (1.03 W +- 5 %%), chi^2 %.1f of %d\n", mean, chi2, maps);
  EXPECT_NEAR(mean, 1.03, 0.05 * 1.03);
  EXPECT_LT(chi2, 22.5);  // 99.9 % point of 6
}

// Target 18: FWHM of |psi * s|^2 at D = 20, 30 Angstrom, W = 10 Angstrom: 11.3, 14.9 +- 3 %.
TEST(Widths, OfHotspotsOnABraggSpotAreThoseOfTheTable) {
  const comm::Communicator comm;
  for (const auto& [diameter, width] : {std::pair{20.0, 11.3}, {30.0, 14.9}}) {
    const auto profile = hotspot_profile(diameter, 10.0, {0.41, 0.0, 4}, 15.0);
    const double measured = full_width_at_half(profile.intensity, profile.spacing_nm);
    if (comm.is_root()) std::printf("hotspot of D = %.0f A: %.2f A (%.1f A)\n", diameter, measured, width);
    EXPECT_NEAR(measured, width, 0.03 * width);
  }
}

}  // namespace
}  // namespace vitrum::domains
