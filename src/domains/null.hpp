// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/null.hpp: the featureless glass that the peaks of one symmetry map are held against.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "domains/image.hpp"
#include "domains/size.hpp"
#include "domains/surrogate.hpp"
#include "vitrum/comm/communicator.hpp"

namespace vitrum::domains {

/// What map and surrogates pass through alike.
struct Chain {
  Shape shape;
  double sigma_px = 0.0;  // of the Gaussian
  double exclusion_px = 0.0;
  std::vector<std::uint8_t> good;

  Smoother smoother() const { return {shape, sigma_px, good}; }
  PeakFinder finder() const { return {shape, exclusion_px, good}; }
};

/// Which surrogates: `count` of type n, less `noise` (the mean shot noise).
struct Draws {
  std::uint64_t seed = 1;
  int n = 0;
  int count = 0;
  double noise = 0.0;
};

struct NullPeaks {
  double mean = 0.0, sd = 0.0;          // of the smoothed power over positions and surrogates
  std::vector<std::uint64_t> at_least;  // [peak of the map]: null peaks at least as high
  std::uint64_t peaks = 0;
};

/// Collective. `heights`: smoothed power at the peaks of the measured map, in any order.
NullPeaks draw_null(const comm::Communicator& comm, PhaseRandomizer& phases, const Chain& chain, const Draws& draws,
                    std::span<const double> heights);

/// What surrogates are drawn as: |F|^2 less the noise, or, of a real positive map, a Gaussian field with its power
/// spectrum taken to a Gamma law of its mean and variance (Wilson and Hilferty 1931), as sums of speckles have.
struct GammaLaw {
  double mean = 1.0, sd = 0.1;
  void apply(std::span<double> field) const;  // of that sd, in place
};
NullPeaks draw_gamma_null(const comm::Communicator& comm, PhaseRandomizer& phases, const Chain& chain,
                          const Draws& draws, const GammaLaw& law, std::span<const double> heights);

/// Collective. [surrogate]: positions of its `per_map` highest peaks (fewer where there are fewer).
std::vector<std::vector<std::size_t>> null_places(const comm::Communicator& comm, PhaseRandomizer& phases,
                                                  const Chain& chain, const Draws& draws, std::size_t per_map);

/// Collective. Widths (sigma in pixels) of Gaussians fitted to the `per_map` highest peaks of every surrogate, in the
/// order of the surrogates; those that do not converge are left out.
std::vector<double> null_widths(const comm::Communicator& comm, PhaseRandomizer& phases, const Chain& chain,
                                const Draws& draws, const FitWindow& window, std::size_t per_map);

}  // namespace vitrum::domains
