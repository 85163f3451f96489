// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/clusters.hpp: ordered spheres of known place, size, lattice and orientation: the MRO to be found.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "vitrum/phantom/elements.hpp"

namespace vitrum::phantom {

enum class Lattice { bcc, fcc, icosahedral };
const char* name_of(Lattice lattice);
const std::vector<std::string>& lattice_names();
Lattice lattice_from_name(const std::string& name);  // InputError

/// A zone axis and the symmetry of the pattern along it: bcc 111: n = 6, 100: 4, 110: 2; fcc 110: 2, 100: 4;
/// icosahedral 5: n = 10, 3: 6, 2: 2 (Friedel's law doubles odd axes).
struct Zone {
  const char* name;
  std::array<double, 3> axis;
  int n;
};
const std::vector<Zone>& zones_of(Lattice lattice);

/// Clusters of one kind.
struct ClusterKind {
  Lattice lattice = Lattice::bcc;
  double lattice_constant_A = 3.45;  // icosahedral: distance of shells along a 5-fold axis
  std::string zone = "111";          // or "random": any orientation
  double diameter_A = 20.0;
  std::size_t count = 16;
  double max_tilt_deg = 4.0;  // uniform in solid angle around the beam; for "random": within which n is named
  bool centred = false;       // an atom in the middle (cubic lattices); else the lattice lies anyhow in the sphere
  // Of the phantom with closed-form truth alone:
  double peak = 1.0;            // height of the n spots, in heights of the ring, with the probe on the centre
  double spot_width_deg = 4.0;  // their angular standard deviation
};

/// One cluster as placed; lengths in Angstrom.
struct Cluster {
  std::int64_t id = 0;  // from 1
  Lattice lattice = Lattice::bcc;
  double lattice_constant_A = 0.0;
  std::string zone;  // nearest to the beam
  int n = 0;         // visible n-fold, 0 where off axis
  double x = 0.0, y = 0.0, z = 0.0;
  double diameter_A = 0.0;
  double tilt_deg = 0.0;               // of the zone axis against the beam
  double orientation_deg = 0.0;        // azimuth of a reflection of the pattern, [0, 360 / n); 0 off axis
  std::array<double, 4> quaternion{};  // w, x, y, z: crystal to laboratory
  bool centred = false;
  double peak = 0.0, spot_width_deg = 0.0;
};

/// Where clusters may lie: centres in [x0, x1] x [y0, y1], whole spheres within the depth.
struct PlacementArea {
  double x0 = 0.0, x1 = 0.0, y0 = 0.0, y1 = 0.0;
  double thickness_A = 0.0;
  double gap_A = 2.4;                // between surfaces
  bool apart_in_projection = false;  // keep them apart as seen along the beam too
};

/// Places clusters one after another, uniformly, redrawing where they would touch (random sequential addition). The
/// same on every rank. InputError where a cluster does not fit into the foil or no room is left.
std::vector<Cluster> place_clusters(const std::vector<ClusterKind>& kinds, const PlacementArea& area,
                                    std::uint64_t seed);

/// Atoms of a cluster: its lattice at a random offset (none where centred), cut to the sphere, displaced by `rms_A`
/// along each axis, species by composition.
std::vector<Atom> cluster_atoms(const Cluster& cluster, const Composition& composition, double rms_A,
                                std::uint64_t seed);

}  // namespace vitrum::phantom
