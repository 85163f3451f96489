// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/cluster_atoms.cpp: the atoms of a cubic or icosahedral cluster.
#include <cmath>
#include <numbers>
#include <vector>

#include "rotation.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/phantom/clusters.hpp"

namespace vitrum::phantom {
namespace {

// Sites of a cubic lattice with a basis within `radius` of a point of the cell that `offset` (cell fractions) names.
std::vector<Vec3> cubic_sites(const std::vector<Vec3>& basis, double a, double radius, const Vec3& offset) {
  const int m = static_cast<int>(std::ceil(radius / a)) + 1;
  std::vector<Vec3> sites;
  for (int z = -m; z <= m; ++z)
    for (int y = -m; y <= m; ++y)
      for (int x = -m; x <= m; ++x)
        for (const Vec3& b : basis) {
          const Vec3 site{a * (x + b[0] - offset[0]), a * (y + b[1] - offset[1]), a * (z + b[2] - offset[2])};
          if (dot(site, site) <= radius * radius) sites.push_back(site);
        }
  return sites;
}

std::vector<Vec3> vertices() {
  std::vector<Vec3> all;
  for (double one : {-1.0, 1.0})
    for (double phi : {-std::numbers::phi, std::numbers::phi})
      for (std::size_t turn = 0; turn < 3; ++turn) {
        Vec3 v{};
        v[(turn + 1) % 3] = one;
        v[(turn + 2) % 3] = phi;
        all.push_back(normalized(v));
      }
  return all;
}

// A. L. Mackay, Acta Cryst. 15, 916 (1962): shell m holds the points i A + j B + l C, i + j + l = m, of each face A B
// C.
std::vector<Vec3> mackay_sites(double shell_distance, double radius) {
  const auto v = vertices();
  const double neighbour = 1.0 / std::sqrt(5.0) - 1e-9;  // cosine between neighbouring vertices
  const auto near = [&](std::size_t a, std::size_t b) { return a != b && dot(v[a], v[b]) > neighbour; };
  std::vector<Vec3> sites{{0.0, 0.0, 0.0}};
  const auto add = [&](const Vec3& site) {
    if (dot(site, site) > radius * radius) return;
    for (const Vec3& other : sites) {
      const Vec3 d{site[0] - other[0], site[1] - other[1], site[2] - other[2]};
      if (dot(d, d) < 1e-6) return;  // on the edge of two faces
    }
    sites.push_back(site);
  };
  const int shells = static_cast<int>(std::ceil(1.3 * radius / shell_distance));
  for (int m = 1; m <= shells; ++m)
    for (std::size_t a = 0; a < v.size(); ++a)
      for (std::size_t b = a + 1; b < v.size(); ++b)
        for (std::size_t c = b + 1; c < v.size(); ++c) {
          if (!near(a, b) || !near(b, c) || !near(a, c)) continue;
          for (int i = 0; i <= m; ++i)
            for (int j = 0; j <= m - i; ++j) {
              Vec3 site{};
              for (std::size_t k = 0; k < 3; ++k)
                site[k] = shell_distance * (i * v[a][k] + j * v[b][k] + (m - i - j) * v[c][k]);
              add(site);
            }
        }
  return sites;
}

std::vector<Vec3> sites_of(const Cluster& cluster, Stream& stream) {
  const double radius = 0.5 * cluster.diameter_A;
  const Vec3 anyhow{stream.uniform(), stream.uniform(), stream.uniform()};
  const Vec3 offset = cluster.centred ? Vec3{} : anyhow;
  switch (cluster.lattice) {
    case Lattice::bcc:
      return cubic_sites({{0, 0, 0}, {.5, .5, .5}}, cluster.lattice_constant_A, radius, offset);
    case Lattice::fcc:
      return cubic_sites({{0, 0, 0}, {.5, .5, 0}, {.5, 0, .5}, {0, .5, .5}}, cluster.lattice_constant_A, radius,
                         offset);
    default:
      return mackay_sites(cluster.lattice_constant_A, radius);
  }
}

}  // namespace

std::vector<Atom> cluster_atoms(const Cluster& cluster, const Composition& composition, double rms_A,
                                std::uint64_t seed) {
  Stream stream(seed, Purpose::thermal_displacement, static_cast<std::uint64_t>(cluster.id));
  std::vector<Atom> atoms;
  for (const Vec3& site : sites_of(cluster, stream)) {
    const Vec3 lab = rotate(cluster.quaternion, site);
    Atom atom{cluster.x + lab[0], cluster.y + lab[1], cluster.z + lab[2], composition.pick(stream.uniform())};
    atom.x += rms_A * stream.normal();
    atom.y += rms_A * stream.normal();
    atom.z += rms_A * stream.normal();
    atoms.push_back(atom);
  }
  return atoms;
}

}  // namespace vitrum::phantom
