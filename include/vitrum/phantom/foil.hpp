// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/foil.hpp: a foil of any extent from one periodic cube of glass, with clusters set into it.
#pragma once

#include <cstdint>
#include <vector>

#include "vitrum/phantom/clusters.hpp"
#include "vitrum/phantom/glass.hpp"

namespace vitrum::phantom {

/// A foil 0 <= z < thickness, unlimited in x and y. The cube is laid edge to edge, each copy with its own axis
/// permutation, reflection and periodic shift (counter-based: a copy is the same whoever makes it); the seams are not
/// relaxed. Matrix atoms within diameter / 2 + carve of a cluster's centre make room for it.
struct Foil {
  Glass glass;
  double thickness_A = 80.0;
  std::vector<Cluster> clusters;
  double carve_A = 1.2;
  double cluster_rms_A = 0.1;
  std::uint64_t seed = 1;
};

struct Rectangle {
  double x0 = 0.0, x1 = 0.0, y0 = 0.0, y1 = 0.0;  // Angstrom
};

/// The atoms whose x and y lie in the rectangle, over the whole depth: copies of the cube in the order of their place,
/// then clusters by id. A smaller rectangle gives a subsequence of this.
std::vector<Atom> atoms_in(const Foil& foil, const Rectangle& rectangle);

}  // namespace vitrum::phantom
