// SPDX-License-Identifier: Apache-2.0
// vitrum/order/band_maps.hpp: maps of a band from what every position gave.
#pragma once

#include "order/leaf.hpp"

namespace vitrum::order {

/// Collective; takes the band's part of `part`.
BandMaps band_maps(const comm::Communicator& comm, const scan::ScanInfo& info, const Parameters& parameters,
                   const Plan& plan, const TableCache& cache, std::size_t band, bool halves, Part& part);

/// Bessel function of the first kind J_1.
double bessel_j1(double x);

/// Sums over positions of one sector: values, squares, shot noise.
struct SectorMoments {
  double n = 0.0, mean = 0.0, square = 0.0, noise = 0.0;
  void add(double value, double variance);
  /// Normalized variance, shot noise removed in numerator and denominator, unbiased: (<m^2 - v> / (<m>^2 - <v> / n) -
  /// 1) n / (n - 1); NaN below two positions or without counts.
  double variance() const;
};

/// Gathered maps [sector][position] of a band's azimuthal stack and the shot-noise variance of its values.
struct SectorStack {
  const std::vector<std::vector<double>>& mean;
  const std::vector<std::vector<double>>& noise;
};

/// Characterization 1.4 b: V over the (2 window + 1)^2 positions around each, clipped at the scan's border, mean over
/// the sectors, selected positions alone. Collective.
std::vector<double> window_variance(const comm::Communicator& comm, const scan::ScanInfo& info,
                                    const SectorStack& stack, const Parameters& parameters);

/// Characterization 1.4 c: V of each sector over the selected positions, and its error by a bootstrap over runs of
/// `run` positions.
void phi_variance(const Parameters& parameters, std::size_t run, const SectorStack& stack, BandMaps& maps);

}  // namespace vitrum::order
