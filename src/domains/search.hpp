// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/search.hpp: the peaks of the symmetry maps that stand out of a featureless glass.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "domains/null.hpp"
#include "vitrum/domains/domains.hpp"

namespace vitrum::domains {

/// The search in the map of one n.
struct TypeSearch {
  int n = 0;
  double noise = 0.0;              // mean shot noise of P_n
  std::vector<double> smooth;      // smoothed P_n
  std::vector<std::size_t> peaks;  // positions, highest first
  std::vector<double> heights;
  NullPeaks null;
  std::vector<double> p, q;        // [peak]
  std::vector<std::size_t> found;  // positions of the discoveries, highest first
  std::int64_t passes = 0;
  PhaseRandomizer phases;  // of the final null
};

/// F_n with zeros at unusable positions, scaled so that its mean power is that of the usable ones.
std::vector<std::complex<double>> null_field(const std::vector<std::complex<double>>& f,
                                             const std::vector<std::uint8_t>& good);

struct Search {
  Chain chain;
  double probe_px = 1.0;  // probe FWHM
  std::vector<TypeSearch> types;
};

/// Collective. `good`: positions where every sought map is finite.
Search search(const comm::Communicator& comm, const order::Maps& maps, const Parameters& parameters,
              std::vector<std::uint8_t> good);

/// Distance within which peaks of different n are one hotspot: the width of a speckle of P_n (0.74 W), which no map
/// resolves, the exclusion radius or a diagonal neighbour's distance, whichever is largest.
double coincidence_px(const Search& search);

/// All good positions but those within a probe FWHM of the found hotspots.
std::vector<std::uint8_t> bulk_of(const Search& search);

}  // namespace vitrum::domains
