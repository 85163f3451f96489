// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/colocalization.hpp: association of two maps against random toroidal shifts of one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "domains/describe.hpp"
#include "vitrum/domains/domains.hpp"

namespace vitrum::domains {

/// Maps a and b with their usable positions, `peaks` of a, and the positions `near` the `maxima` of b above its upper
/// quartile.
struct MapPair {
  std::vector<double> a, b;
  std::vector<std::uint8_t> good;
  std::vector<std::size_t> peaks;
  std::vector<std::uint8_t> near;
  std::vector<std::size_t> maxima{};
};

struct ShiftDraws {
  std::uint64_t seed = 1, stream = 0;  // Purpose::toroidal_shift
  int count = 999;
};

/// A measure at every shift [s] and how much it rests on: positions or peaks that are usable in both.
struct AtShift {
  std::vector<double> value, number;
};

enum class Tail { upper, both };

/// What rests on less scatters more: distances from the mean over `shifts` are brought to the scatter of no shift. NaN
/// where no position or no peak is usable.
Association against(const AtShift& at, const std::vector<std::size_t>& shifts, Tail tail = Tail::upper);

/// [s]: positions that are usable in a map and in itself moved by s on the torus.
std::vector<double> overlaps(Shape shape, const std::vector<std::uint8_t>& good);

/// Of the quarter of the shifts that leave the most usable positions in common (all of them where none is unusable).
std::vector<std::size_t> draw_shifts(const std::vector<double>& overlap, const ShiftDraws& draws);

/// Pearson's r of two maps, p two-sided.
Association correlate_maps(const std::vector<double>& a, const std::vector<double>& b,
                           const std::vector<std::uint8_t>& good, Shape shape, const ShiftDraws& draws);

/// n and split are left to the caller. Every measure at every shift is a ratio of sums of products, which FFTs give.
Colocalization associate(const MapPair& pair, Shape shape, const ShiftDraws& draws);

/// Ranks with ties shared, 0 at unusable positions.
std::vector<double> ranks_of(std::span<const double> map, std::span<const std::uint8_t> good);

/// P_n (n = 0: their normalized sum) and V(x,y) of the same electrons and, where there are halves, of independent ones.
struct Electrons {
  const std::vector<std::vector<double>>* power;
  const std::vector<double>* variance;
  bool split;
};
std::vector<Electrons> electrons_of(const order::BandMaps& band, const std::vector<int>& types, std::size_t positions);
MapPair pair_of(const Search& search, const Electrons& from, const std::vector<int>& types, int n,
                const std::vector<Hotspot>& hotspots);

inline void pack(const Association& a, std::vector<double>& numbers) {
  numbers.insert(numbers.end(), {a.value, a.error, a.z, a.p});
}
inline Association unpack(const double*& at) {
  at += 4;
  return {at[-4], at[-3], at[-2], at[-1]};
}

/// Collective: pairs of maps are spread over the ranks. Into result.colocalization.
void test_colocalization(const comm::Communicator& comm, const Search& search, const std::vector<Hotspot>& hotspots,
                         const order::Maps& maps, Result& result);

/// Into result.cross_k. Collective, as above.
void test_cross_k(const comm::Communicator& comm, const Search& search, const std::vector<Hotspot>& hotspots,
                  const order::Maps& maps, Result& result);

/// V(x,y) and every P_n that is there against the thickness map, into result.following. Collective, as above.
void test_inhomogeneity(const comm::Communicator& comm, const Search& search, const order::Maps& maps, Result& result);

}  // namespace vitrum::domains
