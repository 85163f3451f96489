// SPDX-License-Identifier: Apache-2.0
// vitrum/response/components.cpp: connected voxels of a periodic grid, unwrapped.
#include "response/components.hpp"

#include <numeric>

namespace vitrum::response {
namespace {

/// A path that came back to a voxel `wx`, `wy` cells away from where the search had put it.
void close_loop(Component& c, std::int64_t wx, std::int64_t wy) {
  if (wx == 0 && wy == 0) return;
  c.percolates_x |= wx != 0;
  c.percolates_y |= wy != 0;
  const auto divisor = std::gcd(wx, wy);
  Winding found{static_cast<int>(wx / divisor), static_cast<int>(wy / divisor)};
  if (found.wx < 0 || (found.wx == 0 && found.wy < 0)) found = {-found.wx, -found.wy};
  if (c.rank == 0) {
    c.rank = 1;
    c.winding = found;
  } else if (c.rank == 1 && c.winding != found) {
    c.rank = 2;
    c.winding = {};
  }
}

class Search {
 public:
  Search(const std::vector<char>& set, const microstructure::Grid& grid)
      : set_(set),
        nx_(static_cast<std::int64_t>(grid.nx)),
        ny_(static_cast<std::int64_t>(grid.ny)),
        place_(set.size(), none) {}

  bool seen(std::size_t v) const { return place_[v] != none; }

  Component from(std::size_t seed) {
    Component c;
    visit(c, seed, static_cast<std::int64_t>(seed) % nx_, static_cast<std::int64_t>(seed) / nx_);
    for (std::size_t i = 0; i < c.voxels.size(); ++i) {
      step(c, i, 1, 0);
      step(c, i, -1, 0);
      step(c, i, 0, 1);
      step(c, i, 0, -1);
    }
    return c;
  }

 private:
  static constexpr std::size_t none = ~std::size_t{0};

  void visit(Component& c, std::size_t v, std::int64_t x, std::int64_t y) {
    place_[v] = c.voxels.size();
    c.voxels.push_back(v);
    c.x.push_back(x);
    c.y.push_back(y);
  }

  void step(Component& c, std::size_t i, std::int64_t dx, std::int64_t dy) {
    const std::int64_t x = c.x[i] + dx, y = c.y[i] + dy;
    const auto v = static_cast<std::size_t>(((y % ny_ + ny_) % ny_) * nx_ + (x % nx_ + nx_) % nx_);
    if (!set_[v]) return;
    if (!seen(v)) return visit(c, v, x, y);
    const auto k = place_[v];
    close_loop(c, (x - c.x[k]) / nx_, (y - c.y[k]) / ny_);
  }

  const std::vector<char>& set_;
  std::int64_t nx_, ny_;
  std::vector<std::size_t> place_;  // in its component
};

}  // namespace

std::vector<Component> components_of(const std::vector<char>& set, const microstructure::Grid& grid) {
  Search search(set, grid);
  std::vector<Component> all;
  for (std::size_t v = 0; v < set.size(); ++v)
    if (set[v] && !search.seen(v)) all.push_back(search.from(v));
  return all;
}

}  // namespace vitrum::response
