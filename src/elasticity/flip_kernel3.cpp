// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/flip_kernel3.cpp: a 3-D kernel unfolded by its symmetry.
#include <algorithm>

#include "vitrum/core/error.hpp"
#include "vitrum/elasticity/elasticity3.hpp"

namespace vitrum::elasticity {
namespace {

/// Whether B_a is odd in z, y, x (deviators.hpp).
constexpr FlipKernel3::Parity odd[5] = {
    {false, false, false}, {false, true, true}, {true, false, true}, {true, true, false}, {false, false, false}};

struct Folded {
  std::size_t at;
  bool mirrored, fixed;  // fixed: its own mirror image
  Folded(std::size_t i, std::size_t n) : at(std::min(i, n - i)), mirrored(i > n - i), fixed(i == 0 || 2 * i == n) {}
};

}  // namespace

FlipKernel3::FlipKernel3(std::size_t nz, std::size_t ny, std::size_t nx) : nz_(nz), ny_(ny), nx_(nx) {
  for (auto& kernel : kernels_) kernel.resize(half_z() * half_y() * half_x());
}

FlipKernel3::Parity FlipKernel3::parity(std::size_t pair) {
  std::size_t a = 0;
  while (a < 4 && pair >= pair_of(a + 1, a + 1)) ++a;
  const std::size_t b = a + pair - pair_of(a, a);
  return {odd[a].z != odd[b].z, odd[a].y != odd[b].y, odd[a].x != odd[b].x};
}

double FlipKernel3::value(std::size_t a, std::size_t b, std::size_t dz, std::size_t dy, std::size_t dx) const {
  double result = 0.0;
  row(pair_of(a, b), dz, dy, dx, std::span<double>(&result, 1));
  return result;
}

void FlipKernel3::row(std::size_t pair, std::size_t dz, std::size_t dy, std::size_t dx, std::span<double> out) const {
  const Parity turn = parity(pair);
  const Folded z(dz, nz_), y(dy, ny_);
  const double* line = &kernels_[pair][(z.at * half_y() + y.at) * half_x()];
  const bool negative = (turn.z && z.mirrored) != (turn.y && y.mirrored);
  for (double& value : out) {
    const Folded x(dx, nx_);
    value = negative != (turn.x && x.mirrored) ? -line[x.at] : line[x.at];
    if (++dx == nx_) dx = 0;
  }
}

}  // namespace vitrum::elasticity
