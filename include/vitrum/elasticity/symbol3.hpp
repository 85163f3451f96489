// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/symbol3.hpp: averaged products of directions at the wavevectors of a periodic 3-D voxel grid.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "vitrum/comm/decompose.hpp"
#include "vitrum/elasticity/elasticity.hpp"
#include "vitrum/elasticity/kernels/moments.hpp"
#include "vitrum/elasticity/patch.hpp"

namespace vitrum::elasticity {

/// A periodic grid of nz x ny x nx voxels of hz x hy x hx.
struct Grid3 {
  std::size_t nz = 1, ny = 1, nx = 1;
  double hz = 1.0, hy = 1.0, hx = 1.0;
  std::size_t voxels() const { return nz * ny * nx; }
};
/// InputError for an empty grid, edges that are not positive, or shapes out of range.
void check(const Grid3& grid);

/// Moments (kernels/moments.hpp) of an operator on a grid:
///  voxel_average      average over the voxel of the stress of a uniformly transformed voxel: the sum over all aliases
///                     q = k + 2 pi m of n n n n with weights sinc^2 in each direction (Brisard and Dormieux 2010).
///                     With 1/q^4 = int_0^oo t exp(-t q^2) dt the sum over m factorises into one-dimensional sums; the
///                     integral over t is done by Gauss' rule. Error below 1e-13 (tested against the 2-D closed form,
///                     the halves of a voxel, and lattice sums extrapolated in 1/(|m| + 1/2)).
///  truncated_fourier  direction of k itself (Moulinec and Suquet 1998).
///  rotated            direction of the finite differences of Willot 2015; where two or three indices are the Nyquist
///                     frequency they have none: the mean over directions of that plane or of space is taken.
/// Odd products of a component whose index is the Nyquist frequency are zero (deformation 2.3). k = 0: all zero.
class MomentRows {
 public:
  MomentRows(Operator op, const Grid3& grid);
  ~MomentRows();
  MomentRows(MomentRows&&) noexcept;
  /// For 0 <= iz <= nz/2, 0 <= iy <= ny/2: out[ix], ix = 0 .. nx/2.
  void row(std::size_t iz, std::size_t iy, std::span<kernels::Moments> out) const;

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

/// Moments at the wavevectors ky in `rows`, all kz, kx = 0 .. nx/2, times w^(k)^2 of a patch. Folded: stored for kz <=
/// nz/2 and each |ky| once, 120 bytes each (about 15 a voxel on one rank, at most 30 a voxel of the rank).
class MomentTable {
 public:
  MomentTable(Operator op, const Grid3& grid, comm::Range rows, const Patch& patch = {});
  kernels::FoldedMoments view() const { return {table_.data(), slot_.data(), begin_, nz_, ny_, nx_}; }
  std::size_t bytes() const { return table_.size() * sizeof(kernels::Moments); }

 private:
  std::size_t begin_, nz_, ny_, nx_;
  std::vector<std::size_t> slot_;
  std::vector<kernels::Moments> table_;
};

}  // namespace vitrum::elasticity
