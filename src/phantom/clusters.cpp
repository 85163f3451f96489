// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/clusters.cpp: orientation, placement and naming of clusters.
#include "vitrum/phantom/clusters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>
#include <utility>

#include "rotation.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/random.hpp"

namespace vitrum::phantom {
namespace {

constexpr double degree = std::numbers::pi / 180.0;
constexpr double golden = std::numbers::phi;
constexpr int tries_per_cluster = 20000;

// All signs and cyclic or free permutations of a direction: the axes equivalent to it.
std::vector<Vec3> equivalents(Vec3 v, bool cyclic) {
  std::vector<Vec3> all;
  std::array<int, 3> order{0, 1, 2};
  do {
    const bool even = order[1] == (order[0] + 1) % 3;
    if (cyclic && !even) continue;
    for (int signs = 0; signs < 8; ++signs) {
      Vec3 w{};
      for (std::size_t c = 0; c < 3; ++c)
        w[c] = v[static_cast<std::size_t>(order[c])] * ((signs >> c & 1) != 0 ? -1.0 : 1.0);
      all.push_back(w);
    }
  } while (std::next_permutation(order.begin(), order.end()));
  return all;
}

std::vector<Vec3> family(Lattice lattice, const Vec3& axis) {
  auto all = equivalents(axis, lattice == Lattice::icosahedral);
  if (lattice == Lattice::icosahedral && axis == zones_of(lattice)[1].axis)  // 3-fold: also the cube diagonals
    for (const Vec3& v : equivalents({1.0, 1.0, 1.0}, true)) all.push_back(v);
  if (lattice == Lattice::icosahedral &&
      axis == zones_of(lattice)[2].axis)  // 2-fold: also the edge middles off the axes
    for (const Vec3& v : equivalents({golden, 1.0, 1.0 / golden}, true)) all.push_back(v);
  return all;
}

// Reflections of the first ring, as directions (of an icosahedral cluster: its 2-fold axes).
std::vector<Vec3> reflections(Lattice lattice, const Zone& zone) {
  if (lattice == Lattice::icosahedral) return family(lattice, zones_of(lattice)[2].axis);
  if (lattice == Lattice::bcc) return equivalents({1.0, 1.0, 0.0}, false);
  return std::string(zone.name) == "100" ? equivalents({1.0, 0.0, 0.0}, false) : equivalents({1.0, 1.0, 1.0}, false);
}

// Azimuth of the reflection that lies best in the plane of the detector, modulo the symmetry.
double orientation(const Cluster& cluster, const Zone& zone) {
  double best = 2.0, angle = 0.0;
  for (const Vec3& g : reflections(cluster.lattice, zone)) {
    const Vec3 lab = rotate(cluster.quaternion, normalized(g));
    if (std::abs(lab[2]) >= best - 1e-12) continue;
    best = std::abs(lab[2]);
    angle = std::atan2(lab[1], lab[0]) / degree;
  }
  const double period = 360.0 / zone.n;
  return angle - period * std::floor(angle / period);
}

struct Nearest {
  const Zone* zone;
  double tilt_deg;
};

Nearest nearest_zone(const Cluster& cluster) {
  Nearest best{nullptr, 180.0};
  for (const Zone& zone : zones_of(cluster.lattice))
    for (const Vec3& axis : family(cluster.lattice, zone.axis)) {
      const double cosine = std::min(1.0, std::abs(rotate(cluster.quaternion, normalized(axis))[2]));
      const double tilt = std::acos(cosine) / degree;
      if (tilt < best.tilt_deg) best = {&zone, tilt};
    }
  return best;
}

const Zone* find_zone(Lattice lattice, const std::string& name) {
  for (const Zone& zone : zones_of(lattice))
    if (name == zone.name) return &zone;
  return nullptr;
}

// Zone axis along the beam, any turn about it, then tipped over by a tilt that is uniform in solid angle.
Quaternion on_axis(const Zone& zone, double max_tilt_deg, Stream& stream) {
  const double cosine = 1.0 - stream.uniform() * (1.0 - std::cos(max_tilt_deg * degree));
  const double turn = 2.0 * std::numbers::pi * stream.uniform();
  const double towards = 2.0 * std::numbers::pi * stream.uniform();
  const Quaternion upright = turn_onto_z(normalized(zone.axis));
  const Quaternion turned = multiply(about({0.0, 0.0, 1.0}, turn), upright);
  return multiply(about({std::cos(towards), std::sin(towards), 0.0}, std::acos(cosine)), turned);
}

void orient(Cluster& cluster, const ClusterKind& kind, Stream& stream) {
  const Zone* zone = nullptr;
  if (kind.zone == "random") {
    cluster.quaternion = random_rotation(stream.uniform(), stream.uniform(), stream.uniform());
    const Nearest nearest = nearest_zone(cluster);
    zone = nearest.zone;
    cluster.tilt_deg = nearest.tilt_deg;
    cluster.n = nearest.tilt_deg <= kind.max_tilt_deg ? zone->n : 0;
  } else {
    zone = find_zone(kind.lattice, kind.zone);
    if (zone == nullptr) {
      std::string known;
      for (const Zone& z : zones_of(kind.lattice)) known += std::string(z.name) + ", ";
      throw InputError(fmt::format("\"{}\" is not a zone axis of {} clusters; write {}or random", kind.zone,
                                   name_of(kind.lattice), known));
    }
    cluster.quaternion = on_axis(*zone, kind.max_tilt_deg, stream);
    cluster.tilt_deg =
        std::acos(std::min(1.0, std::abs(rotate(cluster.quaternion, normalized(zone->axis))[2]))) / degree;
    cluster.n = zone->n;
  }
  cluster.zone = zone->name;
  if (cluster.n > 0) cluster.orientation_deg = orientation(cluster, *zone);
}

// Clusters by the square that their centre lies in; squares as wide as the largest cluster and the gap.
class Squares {
 public:
  explicit Squares(double width) : width_(width) {}
  void add(const Cluster& cluster, std::size_t index) { lists_[key(cluster.x, cluster.y)].push_back(index); }
  template <class Test>
  bool any_near(const Cluster& cluster, Test&& test) const {
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx) {
        const auto found = lists_.find(key(cluster.x + dx * width_, cluster.y + dy * width_));
        if (found != lists_.end() && std::any_of(found->second.begin(), found->second.end(), test)) return true;
      }
    return false;
  }

 private:
  std::pair<long, long> key(double x, double y) const {
    return {std::lround(std::floor(y / width_)), std::lround(std::floor(x / width_))};
  }
  double width_;
  std::map<std::pair<long, long>, std::vector<std::size_t>> lists_;
};

bool too_near(const Cluster& a, const Cluster& b, const PlacementArea& area) {
  const double least = 0.5 * (a.diameter_A + b.diameter_A) + area.gap_A;
  const double dx = a.x - b.x, dy = a.y - b.y, dz = area.apart_in_projection ? 0.0 : a.z - b.z;
  return dx * dx + dy * dy + dz * dz < least * least;
}

}  // namespace

const char* name_of(Lattice lattice) { return lattice_names()[static_cast<std::size_t>(lattice)].c_str(); }

const std::vector<std::string>& lattice_names() {
  static const std::vector<std::string> names{"bcc", "fcc", "icosahedral"};
  return names;
}

Lattice lattice_from_name(const std::string& name) {
  const auto& names = lattice_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end())
    throw InputError(fmt::format("\"{}\" is not a lattice; known: {}", name, fmt::join(names, ", ")));
  return static_cast<Lattice>(found - names.begin());
}

const std::vector<Zone>& zones_of(Lattice lattice) {
  static const std::vector<Zone> bcc{{"111", {1, 1, 1}, 6}, {"100", {1, 0, 0}, 4}, {"110", {1, 1, 0}, 2}};
  static const std::vector<Zone> fcc{{"110", {1, 1, 0}, 2}, {"100", {1, 0, 0}, 4}};
  static const std::vector<Zone> icosahedral{
      {"5", {0, 1, golden}, 10}, {"3", {0, golden, 1 / golden}, 6}, {"2", {0, 0, 1}, 2}};
  return lattice == Lattice::bcc ? bcc : lattice == Lattice::fcc ? fcc : icosahedral;
}

std::vector<Cluster> place_clusters(const std::vector<ClusterKind>& kinds, const PlacementArea& area,
                                    std::uint64_t seed) {
  double widest = 1.0;
  for (const ClusterKind& kind : kinds) widest = std::max(widest, kind.diameter_A);
  Squares squares(widest + area.gap_A);
  std::vector<Cluster> placed;
  for (const ClusterKind& kind : kinds) {
    if (kind.diameter_A > area.thickness_A)
      throw InputError(fmt::format("a cluster of {:.2f} nm does not fit into a foil of {:.2f} nm",
                                   0.1 * kind.diameter_A, 0.1 * area.thickness_A));
    for (std::size_t i = 0; i < kind.count; ++i) {
      Cluster cluster;
      cluster.id = static_cast<std::int64_t>(placed.size()) + 1;
      cluster.lattice = kind.lattice;
      cluster.lattice_constant_A = kind.lattice_constant_A;
      cluster.diameter_A = kind.diameter_A;
      cluster.centred = kind.centred;
      cluster.peak = kind.peak;
      cluster.spot_width_deg = kind.spot_width_deg;
      Stream stream(seed, Purpose::cluster_placement, static_cast<std::uint64_t>(cluster.id));
      orient(cluster, kind, stream);
      int tries = 0;
      do {
        if (++tries > tries_per_cluster)
          throw InputError(fmt::format(
              "no room left for cluster {} after {} tries; ask for fewer or smaller clusters, or a larger scan",
              cluster.id, tries_per_cluster));
        cluster.x = area.x0 + stream.uniform() * (area.x1 - area.x0);
        cluster.y = area.y0 + stream.uniform() * (area.y1 - area.y0);
        cluster.z = 0.5 * cluster.diameter_A + stream.uniform() * (area.thickness_A - cluster.diameter_A);
      } while (squares.any_near(cluster, [&](std::size_t other) { return too_near(cluster, placed[other], area); }));
      squares.add(cluster, placed.size());
      placed.push_back(cluster);
    }
  }
  return placed;
}

}  // namespace vitrum::phantom
