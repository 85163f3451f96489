// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/search.hpp: the peaks of the symmetry maps that stand out of a featureless glass.
#pragma once

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

struct Search {
  Chain chain;
  double probe_px = 1.0;  // probe FWHM
  std::vector<TypeSearch> types;
};

/// Collective. `good`: positions where every sought map is finite.
Search search(const comm::Communicator& comm, const order::Maps& maps, const Parameters& parameters,
              std::vector<std::uint8_t> good);

}  // namespace vitrum::domains
