// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/symbol3.cpp: directions of wavevectors and their averages over aliases.
#include "vitrum/elasticity/symbol3.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "elasticity/axis_sums.hpp"
#include "elasticity/fftw.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::elasticity {
namespace {

using kernels::Moments;
constexpr double pi = std::numbers::pi;

double phase(std::size_t i, std::size_t n) { return 2.0 * pi * static_cast<double>(i) / static_cast<double>(n); }
bool nyquist(std::size_t i, std::size_t n) { return 2 * i == n; }

/// Moments of one direction, not zero in all components.
Moments of_direction(double x, double y, double z) {
  const double square = x * x + y * y + z * z, xx = x * x / square, yy = y * y / square, zz = z * z / square;
  const double xy = x * y / square, xz = x * z / square, yz = y * z / square;
  return {xx * xx, yy * yy, zz * zz, xx * yy, xx * zz, yy * zz, xx * xy, xy * yy,
          xy * zz, xx * xz, xz * zz, xz * yy, yy * yz, yz * zz, xx * yz};
}

/// Mean over the directions of the plane or the space that the chosen axes span.
Moments of_mean_direction(bool x, bool y, bool z) {
  Moments m;
  const bool space = x && y && z;
  const double same = space ? 1.0 / 5.0 : 3.0 / 8.0, cross = space ? 1.0 / 15.0 : 1.0 / 8.0;
  m.xxxx = x ? same : 0.0, m.yyyy = y ? same : 0.0, m.zzzz = z ? same : 0.0;
  m.xxyy = x && y ? cross : 0.0, m.xxzz = x && z ? cross : 0.0, m.yyzz = y && z ? cross : 0.0;
  return m;
}

void drop_odd(Moments& m, bool x, bool y, bool z) {
  if (x || y) m.xxxy = m.xyyy = m.xyzz = 0.0;
  if (x || z) m.xxxz = m.xzzz = m.xyyz = 0.0;
  if (y || z) m.yyyz = m.yzzz = m.xxyz = 0.0;
}

void scale(Moments& m, double w) {
  for (double* value : {&m.xxxx, &m.yyyy, &m.zzzz, &m.xxyy, &m.xxzz, &m.yyzz, &m.xxxy, &m.xyyy, &m.xyzz, &m.xxxz,
                        &m.xzzz, &m.xyyz, &m.yyyz, &m.yzzz, &m.xxyz})
    *value *= w * w;
}

}  // namespace

void check(const Grid3& grid) {
  if (grid.nz == 0 || grid.ny == 0 || grid.nx == 0)
    throw InputError("a grid for the elastic solver needs at least one plane, one row and one column");
  for (const double h : {grid.hz, grid.hy, grid.hx})
    if (!(h > 0.0) || !std::isfinite(h) || !std::isfinite(1.0 / h))
      throw InputError("a voxel of the elastic solver needs three positive, finite edges");
}

struct MomentRows::Data {
  Operator op;
  Grid3 grid;
  std::vector<Node> nodes;  // t, and weight for dt with the factor t; edges in units of the shortest
  std::array<std::vector<std::array<double, 5>>, 3> sums;  // axis x, y, z: [node * (n/2 + 1) + i]
  double shortest;

  Data(Operator op_, const Grid3& grid_) : op(op_), grid(grid_), shortest(std::min({grid.hz, grid.hy, grid.hx})) {
    check(grid);
    if (op == Operator::voxel_average) prepare();
  }

  double edge(int axis) const { return (axis == 0 ? grid.hx : axis == 1 ? grid.hy : grid.hz) / shortest; }
  std::size_t lines(int axis) const { return axis == 0 ? grid.nx : axis == 1 ? grid.ny : grid.nz; }

  /// [0, small_t]: the integrand is a polynomial of degree 2 in sqrt(t); beyond: smooth in ln t, and gone once t k^2 is
  /// 40 for the longest wave.
  void prepare() {
    double longest = 1.0;
    for (const int axis : {0, 1, 2}) longest = std::max(longest, static_cast<double>(lines(axis)) * edge(axis));
    for (const Node& node : gauss(3)) {
      const double w = node.at * std::sqrt(small_t);
      nodes.push_back({w * w, node.weight * std::sqrt(small_t) * 2.0 * w * w * w});
    }
    const double from = std::log(small_t), to = std::log(40.0 * longest * longest / (4.0 * pi * pi));
    const int panels = std::max(1, static_cast<int>(std::ceil((to - from) / 1.4)));
    const double panel = (to - from) / panels;
    for (int i = 0; i < panels; ++i) {
      for (const Node& node : gauss(14)) {
        const double t = std::exp(from + (i + node.at) * panel);
        nodes.push_back({t, node.weight * panel * t * t});
      }
    }
    for (const int axis : {0, 1, 2}) tabulate(axis);
  }

  void tabulate(int axis) {
    const std::size_t n = lines(axis), half = n / 2 + 1;
    auto& table = sums[static_cast<std::size_t>(axis)];
    table.resize(nodes.size() * half);
    for_each_line(nodes.size(), [&, n, half, axis](std::size_t j) {
      const double h = edge(axis);
      for (std::size_t i = 0; i < half; ++i) {
        auto value = axis_sums(phase(i, n), nodes[j].at / (h * h), nyquist(i, n));
        double scale = 1.0;
        for (double& power : value) power *= scale, scale /= h;
        table[j * half + i] = value;
      }
    });
  }

  void averaged_row(std::size_t iz, std::size_t iy, std::span<Moments> out) const {
    const std::size_t hx = grid.nx / 2 + 1, hy = grid.ny / 2 + 1, hz = grid.nz / 2 + 1;
    const double ky = phase(iy, grid.ny) / edge(1), kz = phase(iz, grid.nz) / edge(2), k2 = ky * ky + kz * kz;
    for (std::size_t j = 0; j < nodes.size() && nodes[j].at * k2 < 50.0; ++j) {
      const auto& y = sums[1][j * hy + iy];
      const auto& z = sums[2][j * hz + iz];
      const double w = nodes[j].weight;
      const double y0 = w * y[0], y1 = w * y[1], y2 = w * y[2], y3 = w * y[3], y4 = w * y[4];
      for (std::size_t ix = 0; ix < hx; ++ix) {
        const auto& x = sums[0][j * hx + ix];
        Moments& m = out[ix];
        m.xxxx += x[4] * y0 * z[0], m.yyyy += x[0] * y4 * z[0], m.zzzz += x[0] * y0 * z[4];
        m.xxyy += x[2] * y2 * z[0], m.xxzz += x[2] * y0 * z[2], m.yyzz += x[0] * y2 * z[2];
        m.xxxy += x[3] * y1 * z[0], m.xyyy += x[1] * y3 * z[0], m.xyzz += x[1] * y1 * z[2];
        m.xxxz += x[3] * y0 * z[1], m.xzzz += x[1] * y0 * z[3], m.xyyz += x[1] * y2 * z[1];
        m.yyyz += x[0] * y3 * z[1], m.yzzz += x[0] * y1 * z[3], m.xxyz += x[2] * y1 * z[1];
      }
    }
  }

  Moments of_rotated(std::size_t iz, std::size_t iy, std::size_t ix) const {
    const bool x = nyquist(ix, grid.nx), y = nyquist(iy, grid.ny), z = nyquist(iz, grid.nz);
    if (x + y + z >= 2) return of_mean_direction(x, y, z);
    const double kx = 0.5 * phase(ix, grid.nx), ky = 0.5 * phase(iy, grid.ny), kz = 0.5 * phase(iz, grid.nz);
    const double cx = x ? 0.0 : std::cos(kx), cy = y ? 0.0 : std::cos(ky), cz = z ? 0.0 : std::cos(kz);
    return of_direction(std::sin(kx) * cy * cz / grid.hx, std::sin(ky) * cx * cz / grid.hy,
                        std::sin(kz) * cx * cy / grid.hz);
  }

  Moments of_wavevector(std::size_t iz, std::size_t iy, std::size_t ix) const {
    if (op == Operator::rotated) return of_rotated(iz, iy, ix);
    return of_direction(phase(ix, grid.nx) / grid.hx, phase(iy, grid.ny) / grid.hy, phase(iz, grid.nz) / grid.hz);
  }
};

MomentRows::MomentRows(Operator op, const Grid3& grid) : data_(std::make_unique<Data>(op, grid)) {}
MomentRows::~MomentRows() = default;
MomentRows::MomentRows(MomentRows&&) noexcept = default;

void MomentRows::row(std::size_t iz, std::size_t iy, std::span<Moments> out) const {
  const Data& d = *data_;
  std::fill(out.begin(), out.end(), Moments{});
  if (d.op == Operator::voxel_average) d.averaged_row(iz, iy, out);
  for (std::size_t ix = 0; ix < out.size(); ++ix) {
    const bool along_one_axis = (ix > 0) + (iy > 0) + (iz > 0) == 1;  // and so are all aliases that count
    if (ix + iy + iz == 0)
      out[ix] = Moments{};
    else if (d.op != Operator::voxel_average || along_one_axis)
      out[ix] = d.of_wavevector(iz, iy, ix);
    drop_odd(out[ix], nyquist(ix, d.grid.nx), nyquist(iy, d.grid.ny), nyquist(iz, d.grid.nz));
  }
}

MomentTable::MomentTable(Operator op, const Grid3& grid, comm::Range rows, const Patch& patch)
    : begin_(rows.begin), nz_(grid.nz), ny_(grid.ny), nx_(grid.nx) {
  const MomentRows source(op, grid);
  const PatchSpectrum weights(patch, nz_, ny_, nx_);
  std::vector<std::size_t> magnitudes;
  for (std::size_t iy = rows.begin; iy < rows.end; ++iy) magnitudes.push_back(std::min(iy, ny_ - iy));
  std::vector<std::size_t> distinct = magnitudes;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  for (const std::size_t m : magnitudes)
    slot_.push_back(static_cast<std::size_t>(std::lower_bound(distinct.begin(), distinct.end(), m) - distinct.begin()));
  const std::size_t depth = nz_ / 2 + 1, line = nx_ / 2 + 1;
  table_.resize(distinct.size() * depth * line);
  for_each_line(distinct.size() * depth, [&](std::size_t i) {
    const std::size_t iz = i % depth, iy = distinct[i / depth];
    const auto row = std::span(table_).subspan(i * line, line);
    source.row(iz, iy, row);
    if (patch.one_voxel()) return;
    for (std::size_t ix = 0; ix < line; ++ix) scale(row[ix], weights(iz, iy, ix));
  });
}

}  // namespace vitrum::elasticity
