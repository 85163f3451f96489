// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/elasticity3.hpp: stress of an eigenstrain field in a homogeneous isotropic periodic 3-D medium.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/comm/decompose.hpp"
#include "vitrum/elasticity/deviators.hpp"
#include "vitrum/elasticity/elasticity.hpp"
#include "vitrum/elasticity/patch.hpp"
#include "vitrum/elasticity/symbol3.hpp"

namespace vitrum::elasticity {

struct Medium3 {
  Material material;
  Operator op = Operator::voxel_average;
};

/// Five fields, one a deviator (deviators.hpp), of this rank's planes: [(z - planes().begin) ny + y) nx + x].
using Deviators3 = std::array<std::span<double>, 5>;
using ConstDeviators3 = std::array<std::span<const double>, 5>;

/// Stress per unit isochoric eigenstrain of one flipped voxel (or patch) at the origin, periodic, zero mean:
///   s_a(r) = sum_b K_ab(r) e_b, in GPa, K_ab = K_ba: 15 kernels, pair_of(a, b).
/// Stored once for all mirror images, 0 <= dz <= nz/2, 0 <= dy <= ny/2, 0 <= dx <= nx/2 (15 doubles a voxel of the
/// octant, about 15 bytes a voxel of the grid); the images agree to the bit: K_ab is even or odd in each offset as
/// B_a and B_b are together in that axis (B_1 odd in x and y, B_2 in x and z, B_3 in y and z).
class FlipKernel3 {
 public:
  FlipKernel3(std::size_t nz, std::size_t ny, std::size_t nx);
  static std::size_t pair_of(std::size_t a, std::size_t b) { return kernels::pair_of(a, b); }
  /// Whether the kernel of a pair changes sign with dz, dy, dx.
  struct Parity {
    bool z, y, x;
  };
  static Parity parity(std::size_t pair);

  std::size_t nz() const { return nz_; }
  std::size_t ny() const { return ny_; }
  std::size_t nx() const { return nx_; }
  /// Any offsets 0 <= dz < nz, 0 <= dy < ny, 0 <= dx < nx.
  double value(std::size_t a, std::size_t b, std::size_t dz, std::size_t dy, std::size_t dx) const;
  /// out[i] = K(dz, dy, (dx + i) mod nx) of a pair: whole rows for the addition of a flip.
  void row(std::size_t pair, std::size_t dz, std::size_t dy, std::size_t dx, std::span<double> out) const;

  /// The folded kernel of a pair, [dz][dy][dx] over the octant, and how long its axes are.
  std::span<double> octant(std::size_t pair) { return kernels_[pair]; }
  std::span<const double> octant(std::size_t pair) const { return kernels_[pair]; }
  std::size_t half_z() const { return nz_ / 2 + 1; }
  std::size_t half_y() const { return ny_ / 2 + 1; }
  std::size_t half_x() const { return nx_ / 2 + 1; }
  std::size_t bytes() const { return kernels_.size() * half_z() * half_y() * half_x() * sizeof(double); }

 private:
  std::size_t nz_, ny_, nx_;
  std::array<std::vector<double>, 15> kernels_;
};

/// Spectral solver on FFTW MPI slabs (fft3.hpp); needs Kokkos initialised. Planes [planes().begin, planes().end) of the
/// grid are this rank's; any nz, ny, nx, any shape of voxel, and more ranks than planes are allowed. Bit-identical for
/// any number of ranks. With nz = 1 it is the 2-D solver in plane strain.
/// Memory a voxel of the rank: 40 bytes of transform buffers (48 once a mean stress was asked for), 15 to 30 of
/// operator, and what FFTW takes for its exchange.
class Solver3 {
 public:
  /// Collective. With a patch all below acts on source strengths and gives patch averages (patch.hpp). InputError as
  /// check(grid), for a Poisson's ratio outside (-1, 0.5), and for a patch wider than the grid.
  Solver3(const comm::Communicator& comm, const Grid3& grid, const Medium3& medium, const Patch& patch = {});
  ~Solver3();
  Solver3(Solver3&&) noexcept;

  comm::Range planes() const;
  const Grid3& grid() const;
  const Medium3& medium() const;
  /// Collective. Isochoric eigenstrain -> deviators of the internal stress with zero mean (k = 0 is the caller's:
  /// macroscopic.hpp). Input and output may be the same fields.
  void solve(const ConstDeviators3& e, const Deviators3& s);
  /// Collective. Mean stress tr(sigma)/3 of the same problem.
  void mean_stress(const ConstDeviators3& e, std::span<double> p);
  /// Collective. All six components in Voigt's order (deviators.hpp).
  void stress(const ConstDeviators3& e, const std::array<std::span<double>, 6>& sigma);
  /// Collective; the whole folded kernel on every rank, made by the same operator.
  FlipKernel3 flip_kernel();

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace vitrum::elasticity
