// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/phantom_pattern.cpp: ring and background under speckle, spots of the clusters near, direct beam.
#include "phantom_pattern.hpp"

#include <algorithm>
#include <cmath>

namespace vitrum::phantom {
namespace {

// h tabulated to where the next dark rings of the probe are fainter than the speckle by far.
RadialTable response_table(const Optics& optics, double diameter_A) {
  const double aperture = 1e-3 * optics.semi_angle_mrad / wavelength_A(optics.high_tension_kV);
  const double limit = 2.0 * probe_fwhm_A(optics) + diameter_A;
  RadialTable table = empty_table(limit, 4000);
  for (std::size_t e = 0; e < table.values.size(); ++e) {
    const double r = std::sqrt(static_cast<double>(e) / table.per_square);
    table.values[e] = taper(r, 0.8 * limit, limit) * sphere_response(aperture, diameter_A, r);
  }
  return table;
}

}  // namespace

PhantomPattern::PhantomPattern(const Parameters& parameters, const std::vector<Cluster>& clusters)
    : parameters_(parameters), clusters_(clusters) {
  std::vector<double> diameters;
  for (const Cluster& cluster : clusters) {
    const auto found = std::find(diameters.begin(), diameters.end(), cluster.diameter_A);
    response_of_.push_back(static_cast<std::size_t>(found - diameters.begin()));
    if (found != diameters.end()) continue;
    diameters.push_back(cluster.diameter_A);
    responses_.push_back(response_table(parameters.optics, cluster.diameter_A));
  }
}

std::vector<PhantomPattern::Seen> PhantomPattern::seen_from(double x_A, double y_A) const {
  std::vector<Seen> seen;
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    const Cluster& c = clusters_[i];
    const RadialTable& response = responses_[response_of_[i]];
    const double square = (c.x - x_A) * (c.x - x_A) + (c.y - y_A) * (c.y - y_A);
    if (c.n > 0 && square < response.limit_square) seen.push_back({&c, c.peak * response.at(square)});
  }
  return seen;
}

void PhantomPattern::fill(const Simulator& simulator, const Potential& noise, double x_A, double y_A, double cy_px,
                          double cx_px, Simulator::Workspace& workspace, std::span<double> shares) const {
  const Phantom& phantom = parameters_.phantom;
  const Pixels& pixels = parameters_.pixels;
  if (phantom.contrast > 0.0)
    simulator.speckle(noise, x_A, y_A, cy_px, cx_px, 10.0 * parameters_.thickness_nm, workspace, shares);
  const double c = phantom.contrast, farthest = 3.0 * phantom.ring_width_inv_A;  // 7 standard deviations
  const auto seen = seen_from(x_A, y_A);
  for (std::size_t p = 0; p < shares.size(); ++p) {
    const auto [k, phi] = simulator.polar(static_cast<double>(p / pixels.qx), static_cast<double>(p % pixels.qx), cy_px,
                                          cx_px, !seen.empty());
    const double ring = ring_intensity(phantom, pixels.k_per_px, k);
    double share = ring + background_intensity(phantom, pixels.k_per_px, k);
    if (c > 0.0) share *= 1.0 - c + c * shares[p];
    if (std::abs(k - phantom.ring_inv_A) < farthest)
      for (const Seen& s : seen)
        share += s.height * ring * spots(s.cluster->n, s.cluster->orientation_deg, s.cluster->spot_width_deg, phi);
    shares[p] = share;
  }
  if (parameters_.optics.direct_beam)
    simulator.add_disk(cy_px, cx_px, 1.0 - phantom.ring_share - phantom.background_share, workspace, shares);
}

}  // namespace vitrum::phantom
