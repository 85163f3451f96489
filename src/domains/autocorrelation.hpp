// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/autocorrelation.hpp: how wide the structures of a map are, white noise left out.
#pragma once

#include <cstdint>
#include <span>

#include "domains/image.hpp"
#include "vitrum/domains/domains.hpp"

namespace vitrum::domains {

/// Of pure speckle under an Airy probe of intensity FWHM W, gamma = 2 J1(u) / u: an intensity goes as gamma^2 (1.03 W:
/// characterization 1.10), a power |F_n|^2 or V(x,y) as gamma^4 (0.74 W).
enum class MapKind { intensity, power };
double speckle_autocorrelation_fwhm(MapKind kind, double probe_fwhm_nm);

struct AcfOptions {
  double probe_px = 1.0;
  MapKind kind = MapKind::power;
  std::uint64_t seed = 1, stream = 0;  // of the bootstrap
  int draws = 200;
};

/// A m(r / F) + B fitted to the autocovariance of the map at all lags of at least one position (least squares, weighted
/// by pairs), m the shape that speckle gives, F its FWHM in positions: at lag 0 the fit extrapolates under the spike of
/// white noise. B takes up the mean's own error and gradients. Errors by resampling blocks of positions, that of the
/// width joined with F / sqrt(structures in the map): held against many speckle fields the blocks alone state too
/// little. NaN where no structure stands out.
struct AcfWidth {
  Uncertain fwhm_px, white_share;
};
AcfWidth autocorrelation_width(std::span<const double> map, Shape shape, std::span<const std::uint8_t> good,
                               const AcfOptions& options);

}  // namespace vitrum::domains
