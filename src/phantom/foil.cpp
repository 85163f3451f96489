// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/foil.cpp: copies of the cube, and room for clusters.
#include "vitrum/phantom/foil.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "vitrum/core/random.hpp"

namespace vitrum::phantom {
namespace {

constexpr std::array<std::array<int, 3>, 6> permutations{
    {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}};

// One copy of the cube: which axis goes where, mirrored or not, shifted by how much.
struct Copy {
  std::array<int, 3> axis;
  std::array<double, 3> sign;
  std::array<double, 3> shift;
};

Copy make_copy(const Foil& foil, std::int64_t tx, std::int64_t ty, std::int64_t tz) {
  const auto code = [](std::int64_t t) { return static_cast<std::uint64_t>(t) & 0x3ffffu; };  // 18 bits each
  Stream stream(foil.seed, Purpose::glass_tiling, code(ty) << 36 | code(tx) << 18 | code(tz));
  Copy copy{permutations[stream.below(6)], {}, {}};
  for (double& sign : copy.sign) sign = stream.below(2) == 0 ? 1.0 : -1.0;
  for (double& shift : copy.shift) shift = foil.glass.edge_A * stream.uniform();
  return copy;
}

// Which clusters may reach an atom: lists by square of the rectangle.
class Rooms {
 public:
  Rooms(const Foil& foil, const Rectangle& r) : foil_(foil), x0_(r.x0), y0_(r.y0) {
    for (const Cluster& c : foil.clusters) width_ = std::max(width_, 0.5 * c.diameter_A + foil.carve_A);
    nx_ = static_cast<std::ptrdiff_t>((r.x1 - r.x0) / width_) + 1;
    ny_ = static_cast<std::ptrdiff_t>((r.y1 - r.y0) / width_) + 1;
    lists_.resize(static_cast<std::size_t>(nx_ * ny_));
    for (const Cluster& c : foil.clusters) enter(c);
  }
  bool taken(const Atom& atom) const {
    const auto i = static_cast<std::ptrdiff_t>((atom.x - x0_) / width_),
               j = static_cast<std::ptrdiff_t>((atom.y - y0_) / width_);
    const auto& list = lists_[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(j, 0, ny_ - 1) * nx_ +
                                                       std::clamp<std::ptrdiff_t>(i, 0, nx_ - 1))];
    return std::any_of(list.begin(), list.end(), [&](const Cluster* c) {
      const double dx = atom.x - c->x, dy = atom.y - c->y, dz = atom.z - c->z, r = 0.5 * c->diameter_A + foil_.carve_A;
      return dx * dx + dy * dy + dz * dz < r * r;
    });
  }

 private:
  void enter(const Cluster& c) {
    const auto i0 = static_cast<std::ptrdiff_t>(std::floor((c.x - x0_) / width_)),
               j0 = static_cast<std::ptrdiff_t>(std::floor((c.y - y0_) / width_));
    for (std::ptrdiff_t j = std::max<std::ptrdiff_t>(0, j0 - 1); j <= std::min(ny_ - 1, j0 + 1); ++j)
      for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(0, i0 - 1); i <= std::min(nx_ - 1, i0 + 1); ++i)
        lists_[static_cast<std::size_t>(j * nx_ + i)].push_back(&c);
  }
  const Foil& foil_;
  double x0_, y0_, width_ = 10.0;
  std::ptrdiff_t nx_, ny_;
  std::vector<std::vector<const Cluster*>> lists_;
};

bool inside(const Rectangle& r, const Atom& a) { return a.x >= r.x0 && a.x < r.x1 && a.y >= r.y0 && a.y < r.y1; }

}  // namespace

std::vector<Atom> atoms_in(const Foil& foil, const Rectangle& r) {
  const double edge = foil.glass.edge_A;
  const Rooms rooms(foil, r);
  std::vector<Atom> atoms;
  const auto tile = [&](double x) { return static_cast<std::int64_t>(std::floor(x / edge)); };
  for (std::int64_t ty = tile(r.y0); ty <= tile(r.y1); ++ty)
    for (std::int64_t tx = tile(r.x0); tx <= tile(r.x1); ++tx)
      for (std::int64_t tz = 0; static_cast<double>(tz) * edge < foil.thickness_A; ++tz) {
        const Copy copy = make_copy(foil, tx, ty, tz);
        for (const Atom& source : foil.glass.atoms) {
          const std::array<double, 3> from{source.x, source.y, source.z};
          std::array<double, 3> to{};
          for (std::size_t c = 0; c < 3; ++c) {
            const double u = copy.sign[c] * from[static_cast<std::size_t>(copy.axis[c])] + copy.shift[c];
            to[c] = u - edge * std::floor(u / edge);
          }
          const Atom atom{to[0] + static_cast<double>(tx) * edge, to[1] + static_cast<double>(ty) * edge,
                          to[2] + static_cast<double>(tz) * edge, source.species};
          if (atom.z < foil.thickness_A && inside(r, atom) && !rooms.taken(atom)) atoms.push_back(atom);
        }
      }
  for (const Cluster& cluster : foil.clusters) {
    const double reach = 0.5 * cluster.diameter_A + 10.0 * foil.cluster_rms_A;
    if (cluster.x < r.x0 - reach || cluster.x > r.x1 + reach || cluster.y < r.y0 - reach || cluster.y > r.y1 + reach)
      continue;
    for (const Atom& atom : cluster_atoms(cluster, foil.glass.composition, foil.cluster_rms_A, foil.seed))
      if (inside(r, atom)) atoms.push_back(atom);
  }
  return atoms;
}

}  // namespace vitrum::phantom
