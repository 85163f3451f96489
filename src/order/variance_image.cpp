// SPDX-License-Identifier: Apache-2.0
// vitrum/order/variance_image.cpp: the variance over the scan on detector pixels, and its mean around each ring.
#include "order/variance_image.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vitrum::order {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Images {
  std::vector<double> raw, value;
};

Images variance_images(const PatternSums& sums, const pk::Noise& noise) {
  const std::size_t pixels = sums.number().size();
  Images images{std::vector<double>(pixels, nan), std::vector<double>(pixels, nan)};
  for (std::size_t p = 0; p < pixels; ++p) {
    const double n = sums.number()[p];
    if (n < 2.0) continue;
    const double mean = sums.sum()[p] / n;
    const double second = sums.square()[p] / n;
    const double shot = noise.gain * mean + noise.read_variance;
    const double denominator = mean * mean - shot / n;
    if (!(denominator > 0.0)) continue;
    const double unbiased = n / (n - 1.0);
    images.raw[p] = (second / (mean * mean) - 1.0) * unbiased;
    images.value[p] = ((second - shot) / denominator - 1.0) * unbiased;
  }
  return images;
}

/// Mean of `image` over the good pixels of each radial bin, pixels split linearly between two bins; values that are no
/// numbers are left out.
std::vector<double> annular_mean(const std::vector<double>& image, const pattern::Calibration& calibration,
                                 const pk::Frame& frame, double bin, std::size_t bins) {
  std::vector<double> sum(bins, 0.0), weight(bins, 0.0);
  for (std::size_t p = 0; p < image.size(); ++p) {
    if (calibration.mask[p] == 0 || !std::isfinite(image[p])) continue;
    const auto q =
        pk::corrected(frame, static_cast<double>(p % calibration.qx), static_cast<double>(p / calibration.qx));
    const double position = std::hypot(q.x, q.y) / bin;
    const auto j = static_cast<std::size_t>(position);
    const double share = position - static_cast<double>(j);
    if (j < bins) {
      sum[j] += (1.0 - share) * image[p];
      weight[j] += 1.0 - share;
    }
    if (j + 1 < bins) {
      sum[j + 1] += share * image[p];
      weight[j + 1] += share;
    }
  }
  for (std::size_t j = 0; j < bins; ++j) sum[j] = weight[j] > 0.0 ? sum[j] / weight[j] : nan;
  return sum;
}

/// Mean over azimuth of V(k, phi); NaN where no azimuth has data.
std::vector<double> azimuthal_mean(const Polar& polar, std::size_t bins) {
  const std::size_t azimuths = polar.phi_deg.size();
  std::vector<double> mean(bins, nan);
  for (std::size_t j = 0; j < bins && (j + 1) * azimuths <= polar.variance.size(); ++j) {
    double sum = 0.0, number = 0.0;
    for (std::size_t s = 0; s < azimuths; ++s) {
      const double v = polar.variance[j * azimuths + s];
      if (!std::isfinite(v)) continue;
      sum += v;
      number += 1.0;
    }
    if (number > 0.0) mean[j] = sum / number;
  }
  return mean;
}

pk::Frame middle_frame(const scan::ScanInfo& info, const pattern::Calibration& calibration) {
  return calibration.frame((info.ny - 1) / 2, (info.nx - 1) / 2);
}

}  // namespace

double centre_drift(const scan::ScanInfo& info, const pattern::Calibration& calibration,
                    const std::vector<std::uint8_t>& selected) {
  const pk::Frame middle = middle_frame(info, calibration);
  double largest = 0.0;
  for (std::size_t r = 0; r < info.positions(); ++r) {
    if (!is_selected(selected, r)) continue;
    const pk::Frame frame = calibration.frame(r / info.nx, r % info.nx);
    largest = std::max(largest, std::hypot(frame.cx - middle.cx, frame.cy - middle.cy));
  }
  return largest;
}

void add_variance_image(const scan::ScanInfo& info, const pattern::Calibration& calibration,
                        const Parameters& parameters, const Plan& plan, const PatternSums& sums, Maps& maps) {
  Curves& curves = *maps.curves;
  const std::size_t bins = curves.k.size();
  maps.drift_px = centre_drift(info, calibration, parameters.selected);
  if (maps.drift_px > drift_limit_px) {
    maps.notes.push_back(
        fmt::format("the centre of the patterns moves by {:.2f} px over the scan, so there is no variance image on "
                    "detector pixels; its annular mean is that of V(k,phi) over azimuth",
                    maps.drift_px));
    curves.variance_annular = maps.polar ? azimuthal_mean(*maps.polar, bins) : std::vector<double>(bins, nan);
    curves.variance_annular_raw.assign(bins, nan);
    curves.variance_annular_error.assign(bins, nan);
    return;
  }
  const pk::Frame frame = middle_frame(info, calibration);
  Images images = variance_images(sums, plan.noise);
  curves.variance_annular = annular_mean(images.value, calibration, frame, parameters.bin_px, bins);
  curves.variance_annular_raw = annular_mean(images.raw, calibration, frame, parameters.bin_px, bins);
  curves.variance_annular_error = curves.variance_ensemble_error;
  maps.variance_image = std::move(images.value);
}

}  // namespace vitrum::order
