// SPDX-License-Identifier: Apache-2.0
// vitrum/microstructure/describe.cpp: domains described by hand, placed at random without overlap.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "microstructure/laws.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/domains/disc.hpp"

namespace vitrum::microstructure {

namespace {

struct Disc {
  double y, x, diameter;
};

/// Discs in a periodic cell, sorted into bins no smaller than the largest diameter: neighbours lie in adjacent bins.
class Placed {
 public:
  Placed(double ly, double lx, double largest)
      : ly_(ly), lx_(lx), by_(bins(ly, largest)), bx_(bins(lx, largest)), bins_(by_ * bx_) {}

  bool free(const Disc& disc) const {
    const std::size_t i = bin(disc.y, ly_, by_), j = bin(disc.x, lx_, bx_);
    for (std::size_t di = 0; di < std::min<std::size_t>(3, by_); ++di) {
      for (std::size_t dj = 0; dj < std::min<std::size_t>(3, bx_); ++dj) {
        for (const Disc& other : bins_[((i + by_ + di - 1) % by_) * bx_ + (j + bx_ + dj - 1) % bx_]) {
          const double dy = nearest(disc.y - other.y, ly_), dx = nearest(disc.x - other.x, lx_);
          const double reach = 0.5 * (disc.diameter + other.diameter);
          if (dy * dy + dx * dx < reach * reach) return false;
        }
      }
    }
    return true;
  }
  void add(const Disc& disc) { bins_[bin(disc.y, ly_, by_) * bx_ + bin(disc.x, lx_, bx_)].push_back(disc); }

 private:
  static std::size_t bins(double length, double largest) {
    return std::max<std::size_t>(1, static_cast<std::size_t>(length / largest));
  }
  static std::size_t bin(double at, double length, std::size_t n) {
    return std::min(n - 1, static_cast<std::size_t>(at / length * static_cast<double>(n)));
  }
  static double nearest(double d, double length) { return d - length * std::round(d / length); }

  double ly_, lx_;
  std::size_t by_, bx_;
  std::vector<std::vector<Disc>> bins_;
};

void check(const Grid& grid, const std::vector<DescribedDomains>& domains) {
  const double ly = static_cast<double>(grid.ny) * grid.hy_nm, lx = static_cast<double>(grid.nx) * grid.hx_nm;
  double total = 0.0;
  for (const DescribedDomains& d : domains) {
    total += d.fraction;
    if (!(d.fraction >= 0.0) || !(d.diameter_nm > 0.0) || d.n < 1) {
      throw InputError("microstructure.domains: n must be at least 1, fraction at least 0 and diameter above 0");
    }
    if (d.diameter_nm > std::min(ly, lx)) {
      throw InputError(
          fmt::format("microstructure.domains: a diameter of {:.4g} nm does not fit into the cell of {:.4g} "
                      "x {:.4g} nm; make the grid larger",
                      d.diameter_nm, ly, lx));
    }
  }
  if (total > 0.5) {
    throw InputError(
        fmt::format("microstructure.domains: the fractions sum to {:.3g}; discs placed at random without "
                    "overlap fill no more than about 0.5",
                    total));
  }
}

constexpr int most_attempts = 20000;  // a disc

std::vector<Disc> place(const DescribedDomains& kind, std::size_t kind_index, double ly, double lx, Placed& placed,
                        std::uint64_t seed) {
  const double area = std::numbers::pi / 4.0 * kind.diameter_nm * kind.diameter_nm;
  const auto count = static_cast<std::size_t>(std::llround(kind.fraction * ly * lx / area));
  std::vector<Disc> discs;
  for (std::size_t i = 0; i < count; ++i) {
    Stream stream(seed, Purpose::placement_3d, i, static_cast<std::uint32_t>(kind_index));
    Disc disc{0.0, 0.0, kind.diameter_nm};
    int attempt = 0;
    do {
      if (++attempt > most_attempts) {
        throw InputError(fmt::format("microstructure.domains: no room for disc {} of {} of n = {}; lower the fractions",
                                     i + 1, count, kind.n));
      }
      disc.y = ly * stream.uniform();
      disc.x = lx * stream.uniform();
    } while (!placed.free(disc));
    placed.add(disc);
    discs.push_back(disc);
  }
  return discs;
}

std::size_t class_of(Microstructure& m, int n) {
  const auto at = std::find(m.types.begin(), m.types.end(), n);
  if (at != m.types.end()) return static_cast<std::size_t>(at - m.types.begin());
  m.types.push_back(n);
  m.coverage.emplace_back(m.grid.voxels());
  return m.types.size() - 1;
}

}  // namespace

Microstructure from_description(const Grid& grid, const std::vector<DescribedDomains>& described,
                                const std::vector<CouplingLaw>& laws, std::uint64_t seed) {
  Microstructure m = homogeneous(grid);
  m.notes.clear();
  check(grid, described);
  std::vector<std::size_t> order;
  double largest = 0.0;
  for (std::size_t i = 0; i < described.size(); ++i) {
    class_of(m, described[i].n);
    order.push_back(i);
    largest = std::max(largest, described[i].diameter_nm);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return described[a].diameter_nm > described[b].diameter_nm; });
  const double ly = static_cast<double>(grid.ny) * grid.hy_nm, lx = static_cast<double>(grid.nx) * grid.hx_nm;
  Placed placed(ly, lx, std::max(largest, 1e-9));
  const domains::Cells cells{grid.ny, grid.nx, 0.0, 0.0, grid.hy_nm, grid.hx_nm};
  for (const std::size_t i : order) {
    const auto discs = place(described[i], i, ly, lx, placed, seed);
    auto& share = m.coverage[class_of(m, described[i].n)];
    for (const Disc& disc : discs) domains::add_disc(cells, disc.y, disc.x, disc.diameter, true, share);
    const double fraction = static_cast<double>(discs.size()) * std::numbers::pi / 4.0 * described[i].diameter_nm *
                            described[i].diameter_nm / (ly * lx);
    m.notes.push_back(fmt::format("Described by hand: {} discs of n = {}, diameter {:.4g} nm, areal fraction {:.4g}.",
                                  discs.size(), described[i].n, described[i].diameter_nm, fraction));
  }
  for (auto& map : m.coverage) {
    for (double& share : map) share = std::min(share, 1.0);
  }
  apply_laws(m, laws);
  return m;
}

}  // namespace vitrum::microstructure
