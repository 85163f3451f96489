// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/colocalization.hpp: association of two maps against random toroidal shifts of one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "domains/describe.hpp"
#include "vitrum/domains/domains.hpp"

namespace vitrum::domains {

/// Maps a and b with their usable positions, `peaks` of a, and the positions `near` the maxima of b.
struct MapPair {
  std::vector<double> a, b;
  std::vector<std::uint8_t> good;
  std::vector<std::size_t> peaks;
  std::vector<std::uint8_t> near;
};

struct ShiftDraws {
  std::uint64_t seed = 1, stream = 0;  // Purpose::toroidal_shift
  int count = 999;
};

/// n and split are left to the caller. Every measure at every shift is a ratio of sums of products, which FFTs give.
Colocalization associate(const MapPair& pair, Shape shape, const ShiftDraws& draws);

/// Ranks with ties shared, 0 at unusable positions.
std::vector<double> ranks_of(std::span<const double> map, std::span<const std::uint8_t> good);

/// Collective: pairs of maps are spread over the ranks. Into result.colocalization.
void test_colocalization(const comm::Communicator& comm, const Search& search, const std::vector<Hotspot>& hotspots,
                         const order::Maps& maps, Result& result);

}  // namespace vitrum::domains
