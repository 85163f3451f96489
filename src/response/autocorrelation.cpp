// SPDX-License-Identifier: Apache-2.0
// vitrum/response/autocorrelation.cpp: periodic autocorrelation of a field by FFT, shell by shell.
#include <fftw3.h>

#include <algorithm>
#include <memory>

#include "response/numbers.hpp"
#include "response/shells.hpp"
#include "vitrum/response/localization.hpp"

namespace vitrum::response {
namespace {

struct Free {
  void operator()(void* p) const { fftw_free(p); }
  void operator()(fftw_plan p) const { fftw_destroy_plan(p); }
};

/// <dg(0) dg(r)> / <dg^2> over all offsets; zeros where g is constant.
std::vector<double> correlate(std::span<const double> g, const microstructure::Grid& grid) {
  const std::size_t n = grid.voxels(), half = grid.ny * (grid.nx / 2 + 1);
  const std::unique_ptr<double, Free> real(static_cast<double*>(fftw_malloc(n * sizeof(double))));
  const std::unique_ptr<fftw_complex, Free> wave(static_cast<fftw_complex*>(fftw_malloc(half * sizeof(fftw_complex))));
  using Plan = std::unique_ptr<fftw_plan_s, Free>;
  const int ny = static_cast<int>(grid.ny), nx = static_cast<int>(grid.nx);
  const Plan forth(fftw_plan_dft_r2c_2d(ny, nx, real.get(), wave.get(), FFTW_ESTIMATE));
  const Plan back(fftw_plan_dft_c2r_2d(ny, nx, wave.get(), real.get(), FFTW_ESTIMATE));
  const double mean = mean_of(g);
  for (std::size_t v = 0; v < n; ++v) real.get()[v] = g[v] - mean;
  fftw_execute(forth.get());
  for (std::size_t k = 0; k < half; ++k) {
    auto& w = wave.get()[k];
    w[0] = w[0] * w[0] + w[1] * w[1];
    w[1] = 0.0;
  }
  fftw_execute(back.get());
  std::vector<double> c(real.get(), real.get() + n);
  const double whole = c[0];
  for (auto& value : c) value = whole > 0.0 ? value / whole : 0.0;
  return c;
}

}  // namespace

std::vector<AutocorrelationShell> autocorrelation(std::span<const double> g, const microstructure::Grid& grid) {
  std::vector<AutocorrelationShell> result;
  if (g.empty()) return result;
  const auto c = correlate(g, grid);
  for (const auto& shell : shells_of(grid)) {
    std::vector<double> values;
    for (auto offset : shell.offsets) values.push_back(c[offset]);
    const auto first = four_fold(shell.cos4, values, 0.0);
    double scatter = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double rest = values[i] - first.mean - first.amplitude * shell.cos4[i];
      scatter += rest * rest;
    }
    const double degrees = std::max(1.0, static_cast<double>(values.size()) - 2.0);
    const auto fit = four_fold(shell.cos4, values, scatter / degrees);
    result.push_back({shell.r_nm, static_cast<std::int64_t>(values.size()), fit.mean, fit.mean_error, fit.amplitude,
                      fit.amplitude_error});
  }
  return result;
}

}  // namespace vitrum::response
