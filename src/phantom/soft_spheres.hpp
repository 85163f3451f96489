// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/soft_spheres.hpp: forces of an additive r^-12 mixture in a periodic cube, by neighbour lists.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vitrum/comm/decompose.hpp"

namespace vitrum::phantom {

/// u(r) = (s / r)^12 + c2 (r / s)^2 + c0 for r < 1.4 s with s the mean of two diameters; u and u' vanish at the
/// cutoff. Each process holds the full neighbour lists of the atoms that it owns, in an order fixed by the
/// positions of all atoms alone: a force does not depend on who computes it.
class SoftSpheres {
 public:
  SoftSpheres(double edge, std::vector<double> diameters, std::vector<int> species, comm::Range mine);

  /// Distance that the cube must hold twice.
  double range() const { return range_; }
  /// Rebuilds the lists where an atom has moved too far. `positions`: x, y, z of every atom.
  void update(std::span<const double> positions);
  /// Forces on the own atoms: x, y, z each, from the first own atom on.
  void forces(std::span<const double> positions, std::span<double> out) const;

 private:
  struct Pair {
    double inverse_square;  // 1 / s^2
    double cutoff_square;   // (1.4 s)^2
    double list_square;     // (1.4 s + skin)^2
  };
  const Pair& pair(std::size_t i, std::size_t j) const {
    return pairs_[static_cast<std::size_t>(species_[i]) * kinds_ + static_cast<std::size_t>(species_[j])];
  }
  double image(double d) const { return d > half_ ? d - edge_ : d < -half_ ? d + edge_ : d; }
  double distance_square(std::span<const double> r, std::size_t i, std::size_t j) const;
  void build(std::span<const double> positions);
  template <class Visit>
  void visit_candidates(std::span<const double> positions, Visit&& visit) const;

  double edge_, half_, skin_, range_;
  std::size_t kinds_;
  std::vector<Pair> pairs_;
  std::vector<int> species_;
  comm::Range mine_;
  std::vector<double> built_at_;
  std::vector<std::size_t> begin_;
  std::vector<std::uint32_t> neighbours_;
};

}  // namespace vitrum::phantom
