// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/size_model.hpp: from the width that a fit gives a hotspot to the diameter of the sphere behind it.
#pragma once

#include <vector>

#include "domains/hotspot.hpp"
#include "domains/size.hpp"

namespace vitrum::domains {

/// Fits as those of measured hotspots: step of the scan, window (in positions) and FWHM in sqrt(P_n) over sigma.
struct WidthScale {
  double step_nm = 0.5, probe_fwhm_nm = 1.0, nm_per_sigma = 1.0;
  FitWindow window;
};

/// Widths of hotspots of spheres against their diameter, by the fit that measured ones go through. A hotspot is the
/// sphere's own diffraction, of power P, and its interference with the glass around, of variance V = 2 mixing B
/// sqrt(P), B the mean power of the glass (white, phases random). Of one and the same width
///   P g_I^2 + V C        (mean power around the true centre) is the hotspot of a smaller sphere,
///   (sqrt(P) g_I + sqrt(V) K)^2   (interference one standard deviation up at the peak) that of a larger one;
/// a fit that starts at the brightest position lies between the two.
class SizeModel {
 public:
  SizeModel(const Passband& band, const WidthScale& scale);

  /// Diameter of a mean-power hotspot with a share V / (P + V) of interference: 0 domain alone, 1 interference alone.
  /// 0 for a width below that of the smallest sphere (0.8 probe FWHM).
  double diameter(double fwhm_nm, double share) const;
  /// For a hotspot of power `peak` above a glass of mean power `background`: of its mean power, of a raised peak (or of
  /// the domain alone, where that is larger: small spheres in a narrow band), and
  /// the middle of both.
  double diameter_of_mean(double fwhm_nm, double peak, double background) const;
  double diameter_of_raised(double fwhm_nm, double peak, double background) const;
  double diameter_at(double fwhm_nm, double peak, double background) const;
  double fwhm(double diameter_nm, double share) const;

 private:
  double share_of(std::size_t i, double peak, double background) const;
  template <class Width>
  double invert(double fwhm_nm, Width&& width) const;

  std::vector<double> diameters_, mixing_;
  std::vector<std::vector<double>> mean_, raised_;  // [diameter][share or sqrt(V / P) in quarters]
};

}  // namespace vitrum::domains
