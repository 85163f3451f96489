// SPDX-License-Identifier: Apache-2.0
// vitrum/response/timing.hpp: waiting times between thermal flips, and the rate of flips after large cascades.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "vitrum/response/avalanches.hpp"

namespace vitrum::response {

/// Times between successive thermal flips. A memoryless process at one rate gives an exponential law, variation 1.
struct Waiting {
  std::int64_t samples = 0;
  double mean_s = not_measured, mean_error_s = not_measured;
  double variation = not_measured;  // standard deviation over mean
  double distance = not_measured;   // Kolmogorov-Smirnov from the exponential law of the same mean
  double p = not_measured;          // of that distance, the mean being fitted (Lilliefors; simulated)
  std::vector<SizeBin> bins;        // density in 1/s
};
std::vector<double> waiting_times(std::span<const kmc::Event> events);
Waiting waiting(std::span<const double> times_s, std::uint64_t seed);

/// Cascades after the largest ones, stacked: Omori's rate, background + productivity / delay^exponent.
struct AftershockBin {
  double from_s = 0.0, to_s = 0.0;
  std::int64_t cascades = 0;
  double exposure_s = 0.0;  // main cascades x time within the bin before the next of them
  double rate_per_s = 0.0, rate_error_per_s = 0.0;
};
struct Aftershocks {
  std::int64_t main_cascades = 0, smallest_main_flips = 0;
  double mean_rate_per_s = not_measured;  // of cascades over the whole window
  /// Maximum likelihood of all three from the first percentile of delays on; error: curvature of the profile
  /// likelihood.
  double background_per_s = not_measured;
  double productivity = not_measured;  // in s^(exponent - 1)
  double exponent = not_measured, exponent_error = not_measured;
  double p = not_measured;  // likelihood ratio against one constant rate, chi^2 of two degrees
  std::vector<AftershockBin> bins;
};
/// Main cascades: the largest `share` of all, by flips. Delays run to the next main cascade.
Aftershocks aftershocks(std::span<const Avalanche> cascades, double share = 0.02);

}  // namespace vitrum::response
