// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/size_model.cpp: from the width that a fit gives a hotspot to the diameter of the sphere behind it.
#include "domains/size_model.hpp"

#include <algorithm>
#include <cmath>

namespace vitrum::domains {

namespace {

constexpr std::size_t quarters = 5;  // 0, 1/4 .. 1

/// FWHM of the fit to a hotspot; mean over places between the positions.
template <class Power>
double fitted_width(const HotspotProfile& profile, const WidthScale& scale, Power&& power) {
  const auto half = static_cast<std::size_t>(std::ceil(scale.window.radius_px)) + 1;
  const Shape shape{2 * half + 1, 2 * half + 1};
  const std::vector<std::uint8_t> good(shape.size(), 1);
  std::vector<double> map(shape.size());
  FitWindow window = scale.window;
  window.background = 0.0;
  double sum = 0.0, count = 0.0;
  for (int i = -1; i <= 1; ++i) {
    for (int j = -1; j <= 1; ++j) {
      for (std::size_t r = 0; r < map.size(); ++r) {
        const double dy = static_cast<double>(r / shape.nx) - static_cast<double>(half) - i / 3.0;
        const double dx = static_cast<double>(r % shape.nx) - static_cast<double>(half) - j / 3.0;
        const double distance = std::hypot(dy, dx) * scale.step_nm;
        const auto at = [&](const std::vector<double>& of) { return value_at(of, profile.spacing_nm, distance); };
        map[r] = power(at(profile.intensity), at(profile.interference), at(profile.around));
      }
      const Spot spot = fit_spot(map, shape, good, half * shape.nx + half, window);
      if (!spot.converged) continue;
      sum += spot.sigma;
      count += 1.0;
    }
  }
  return count > 0.0 ? scale.nm_per_sigma * sum / count : 0.0;
}

double between_quarters(const std::vector<double>& row, double share) {
  const double place = std::clamp(share, 0.0, 1.0) * (quarters - 1);
  const auto below = std::min(static_cast<std::size_t>(place), quarters - 2);
  return row[below] + (place - static_cast<double>(below)) * (row[below + 1] - row[below]);
}

}  // namespace

SizeModel::SizeModel(const Passband& band, const WidthScale& scale) {
  const double reach = (scale.window.radius_px + 2.5) * scale.step_nm;
  for (const double d : {0.8, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0}) {
    const HotspotProfile profile = hotspot_profile(d * scale.probe_fwhm_nm, scale.probe_fwhm_nm, band, reach);
    std::vector<double> mean, raised;
    for (std::size_t i = 0; i < quarters; ++i) {
      const double share = static_cast<double>(i) / (quarters - 1);
      const auto mixed = [share](double g, double c, double) { return (1.0 - share) * g * g + share * c; };
      const auto lifted = [share](double g, double, double k) { return (g + share * k) * (g + share * k); };
      const auto wider = [&](double w, const std::vector<std::vector<double>>& rows) {
        return rows.empty() ? w : std::max(w, rows.back()[i] + 1e-9 * scale.probe_fwhm_nm);
      };
      mean.push_back(wider(fitted_width(profile, scale, mixed), mean_));
      raised.push_back(wider(fitted_width(profile, scale, lifted), raised_));
    }
    diameters_.push_back(d * scale.probe_fwhm_nm);
    mixing_.push_back(profile.mixing);
    mean_.push_back(std::move(mean));
    raised_.push_back(std::move(raised));
  }
}

/// V / (P + V) of a peak P + V above the background.
double SizeModel::share_of(std::size_t i, double peak, double background) const {
  if (!(peak > 0.0) || !(background > 0.0)) return 0.0;
  const double half = mixing_[i] * background;  // peak = P + 2 half sqrt(P)
  const double root = std::sqrt(half * half + peak) - half;
  return 1.0 - root * root / peak;
}

template <class Width>
double SizeModel::invert(double fwhm_nm, Width&& width) const {
  double w0 = width(0);
  if (!(fwhm_nm >= w0)) return 0.0;
  for (std::size_t i = 1; i < diameters_.size(); ++i) {
    const double w1 = width(i);
    if (fwhm_nm <= w1) return diameters_[i - 1] + (diameters_[i] - diameters_[i - 1]) * (fwhm_nm - w0) / (w1 - w0);
    w0 = w1;
  }
  return diameters_.back();
}

double SizeModel::diameter(double fwhm_nm, double share) const {
  return invert(fwhm_nm, [&](std::size_t i) { return between_quarters(mean_[i], share); });
}

double SizeModel::diameter_of_mean(double fwhm_nm, double peak, double background) const {
  return invert(fwhm_nm, [&](std::size_t i) { return between_quarters(mean_[i], share_of(i, peak, background)); });
}

double SizeModel::diameter_of_raised(double fwhm_nm, double peak, double background) const {
  const double raised = invert(fwhm_nm, [&](std::size_t i) {
    const double share = share_of(i, peak, background);
    return between_quarters(raised_[i], share < 0.5 ? std::sqrt(share / (1.0 - share)) : 1.0);
  });
  return std::max(raised, diameter(fwhm_nm, 0.0));
}

double SizeModel::diameter_at(double fwhm_nm, double peak, double background) const {
  return 0.5 * (diameter_of_mean(fwhm_nm, peak, background) + diameter_of_raised(fwhm_nm, peak, background));
}

double SizeModel::fwhm(double diameter_nm, double share) const {
  std::size_t i = 1;
  while (i + 1 < diameters_.size() && diameters_[i] < diameter_nm) ++i;
  const double w0 = between_quarters(mean_[i - 1], share), w1 = between_quarters(mean_[i], share);
  return w0 + (w1 - w0) * std::max(0.0, diameter_nm - diameters_[i - 1]) / (diameters_[i] - diameters_[i - 1]);
}

}  // namespace vitrum::domains
