// SPDX-License-Identifier: Apache-2.0
// vitrum/order/variance_image.hpp: the variance over the scan on detector pixels, and its mean around each ring.
#pragma once

#include "order/pass.hpp"

namespace vitrum::order {

/// The centre may move by this much before detector pixels mean different k (characterization 1.15).
inline constexpr double drift_limit_px = 0.5;

/// Largest distance of the centre from that at the scan's middle, over the selected positions.
double centre_drift(const scan::ScanInfo& info, const pattern::Calibration& calibration,
                    const std::vector<std::uint8_t>& selected);

/// Fills Maps::drift_px, Maps::variance_image and Curves::variance_annular. Characterization 1.5 with N patterns,
/// unbiased against shot noise in numerator and denominator:
/// Omega_Vi = (<I^2 - G I - sigma^2> / (<I>^2 - (G <I> + sigma^2) / N) - 1) N / (N - 1); Omega_VI(k): its mean over the
/// good pixels of a ring. Where the centre drifts more than drift_limit_px, Omega_VI is the mean over azimuth of
/// Polar::variance (NaN without it), the image stays empty and a note says so. Needs Maps::curves and Maps::polar.
void add_variance_image(const scan::ScanInfo& info, const pattern::Calibration& calibration,
                        const Parameters& parameters, const Plan& plan, const PatternSums& sums, Maps& maps);

}  // namespace vitrum::order
