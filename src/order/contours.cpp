// SPDX-License-Identifier: Apache-2.0
// vitrum/order/contours.cpp: lines of equal value of a map, by marching squares.
#include "vitrum/order/contours.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "order/robust.hpp"

namespace vitrum::order {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

/// Edge of the grid from position r to its right (2 r) or lower (2 r + 1) neighbour.
using Edge = std::size_t;

/// Where lines lead: from each crossed edge to the next, higher values to the left.
struct Links {
  std::vector<Edge> next, previous;
};

/// A square and its corners in the order (0, 0), (0, 1), (1, 1), (1, 0) of (y, x); edge i leads from corner i to i + 1.
struct Square {
  std::array<double, 4> corner;
  std::array<Edge, 4> edge;
};

Square square_at(const std::vector<double>& map, std::size_t nx, std::size_t y, std::size_t x) {
  const std::size_t r = y * nx + x;
  return {{map[r], map[r + 1], map[r + nx + 1], map[r + nx]}, {2 * r, 2 * (r + 1) + 1, 2 * (r + nx), 2 * r + 1}};
}

/// Walking around the square, a line enters it where the walk leaves the high side, and leads to the next edge where
/// the walk comes back to it, or, where a low saddle parts two high corners, to the last one.
void link(const Square& square, double level, Links& links) {
  const auto& v = square.corner;
  const auto high = [&](std::size_t i) { return v[i % 4] >= level; };
  const double twist = v[0] + v[2] - v[1] - v[3];
  const bool saddle = high(0) == high(2) && high(1) == high(3) && high(0) != high(1);
  const bool joined = !saddle || (v[0] * v[2] - v[1] * v[3]) / twist >= level;
  for (std::size_t i = 0; i < 4; ++i) {
    if (!high(i) || high(i + 1)) continue;
    std::size_t to = i;
    do {
      to = (to + (joined ? 1 : 3)) % 4;
    } while (high(to) || !high(to + 1));
    links.next[square.edge[i]] = square.edge[to];
    links.previous[square.edge[to]] = square.edge[i];
  }
}

void add_point(const std::vector<double>& map, std::size_t nx, Edge edge, double level, Contour& line) {
  const std::size_t r = edge / 2;
  const bool down = edge % 2 == 1;
  const double a = map[r], b = map[down ? r + nx : r + 1];
  const double share = (level - a) / (b - a);
  line.y.push_back(static_cast<double>(r / nx) + (down ? share : 0.0));
  line.x.push_back(static_cast<double>(r % nx) + (down ? 0.0 : share));
}

/// Follows the line that begins at `edge` and takes it out of the links.
Contour follow(const std::vector<double>& map, std::size_t nx, Edge edge, double level, Links& links) {
  Contour line{level, {}, {}};
  while (edge != none) {
    add_point(map, nx, edge, level, line);
    const Edge next = links.next[edge];
    links.next[edge] = none;
    edge = next;
  }
  return line;
}

}  // namespace

std::vector<Contour> contours(const std::vector<double>& map, std::size_t ny, std::size_t nx, double level) {
  Links links{std::vector<Edge>(2 * map.size(), none), std::vector<Edge>(2 * map.size(), none)};
  for (std::size_t y = 0; y + 1 < ny; ++y) {
    for (std::size_t x = 0; x + 1 < nx; ++x) {
      const Square square = square_at(map, nx, y, x);
      bool whole = true;
      for (const double v : square.corner) whole = whole && std::isfinite(v);
      if (whole) link(square, level, links);
    }
  }
  std::vector<Contour> lines;
  for (Edge edge = 0; edge < links.next.size(); ++edge) {
    if (links.next[edge] != none && links.previous[edge] == none) {
      lines.push_back(follow(map, nx, edge, level, links));
    }
  }
  for (Edge edge = 0; edge < links.next.size(); ++edge) {
    if (links.next[edge] != none) lines.push_back(follow(map, nx, edge, level, links));
  }
  return lines;
}

std::vector<Contour> sigma_contours(const std::vector<double>& map, std::size_t ny, std::size_t nx,
                                    const std::vector<double>& levels, const std::vector<std::uint8_t>& selected) {
  const Robust spread = robust(map, selected);
  if (!(spread.sigma > 0.0)) return {};
  std::vector<double> kept = map;
  for (std::size_t r = 0; r < selected.size(); ++r) {
    if (selected[r] == 0) kept[r] = std::numeric_limits<double>::quiet_NaN();
  }
  std::vector<Contour> all;
  for (const double level : levels) {
    for (Contour& line : contours(kept, ny, nx, spread.median + level * spread.sigma)) {
      line.level = level;
      all.push_back(std::move(line));
    }
  }
  return all;
}

}  // namespace vitrum::order
