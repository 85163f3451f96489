// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/elasticity.hpp: stress of an eigenstrain field in a homogeneous isotropic periodic 2-D medium.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/comm/decompose.hpp"
#include "vitrum/elasticity/patch.hpp"

namespace vitrum::elasticity {

struct Material {
  double young_GPa = 88.6;
  double poisson = 0.371;
  double shear_GPa() const { return young_GPa / (2.0 * (1.0 + poisson)); }
};

enum class Plane { strain, stress, li2d };                          // deformation 1.7
enum class Operator { voxel_average, truncated_fourier, rotated };  // deformation 2.4

struct Medium {
  Material material;
  Plane plane = Plane::strain;
  Operator op = Operator::voxel_average;
  /// a in S^ = -(a/2) [Z + e^{4 i theta} conj Z]: mu/(1-nu) in plane strain, mu (1+nu) in plane stress, E_2D/2 (li2d).
  double kernel_prefactor_GPa() const;
  /// Moduli of the equivalent 2-D medium, eps = (sig - nu_2D (tr sig 1 - sig)) / E_2D: sig11 = E_2D (eps11 - <E11>)
  /// under uniaxial load, s = 2 mu_2D (eps - <E>) under pure shear. E/(1-nu^2), nu/(1-nu) in plane strain; E, nu in
  /// plane stress; E, 2 nu in li2d. kernel_prefactor_GPa() = E_2D/2 in all three.
  double young_2d_GPa() const;
  double poisson_2d() const;
  double shear_2d_GPa() const;
  /// sig33 = factor * p: 2 nu in plane strain, 0 otherwise.
  double out_of_plane_factor() const;
};

/// In-plane deviators (deformation 2.1): e1 = (E11 - E22)/2, e3 = E12; s1 = (sig11 - sig22)/2, s3 = sig12.
struct Deviator {
  double d1 = 0.0;
  double d3 = 0.0;
};

/// Stress per unit isochoric eigenstrain of one flipped voxel at the origin, periodic, zero mean stress fluctuation
/// (k = 0 component zero: stress control): s1(r) = k11 e1 + k13 e3, s3(r) = k13 e1 + k33 e3, in GPa.
/// Row-major over all offsets, [dy * nx + dx], 0 <= dy < ny. Mirror images agree to the bit: k11 and k33 are even in
/// dy and in dx, k13 is odd in both (offsets modulo ny, nx). k11 + k33 = -a (delta - 1/(ny nx)) to rounding.
struct FlipKernel {
  std::size_t ny = 0, nx = 0;
  std::vector<double> k11, k13, k33;
};

/// Spectral solver on FFTW MPI slabs (fft.hpp); needs Kokkos initialised. Rows [rows().begin, rows().end) of the ny x
/// nx grid are this rank's; any ny, nx, aspect hy : hx, and more ranks than rows are allowed. Bit-identical for any
/// number of ranks.
class Solver {
 public:
  /// Collective. hy, hx: edges of a voxel, in one unit. With a patch all below acts on source strengths and gives patch
  /// averages (patch.hpp). InputError for an empty grid, edges that are not positive, a patch wider than the grid.
  Solver(const comm::Communicator& comm, std::size_t ny, std::size_t nx, double hy, double hx, const Medium& medium,
         const Patch& patch = {});
  ~Solver();
  Solver(Solver&&) noexcept;

  comm::Range rows() const;
  const Medium& medium() const;
  /// Collective. Isochoric eigenstrain deviators of this rank's rows (rows().size() * nx) -> internal stress
  /// deviators with zero mean (k = 0 is the caller's: macroscopic condition, deformation 2.2).
  void solve(std::span<const double> e1, std::span<const double> e3, std::span<double> s1, std::span<double> s3);
  /// Collective. In-plane mean stress p = (sig11 + sig22)/2 of the same problem; sig33 = 2 nu p in plane strain.
  void mean_stress(std::span<const double> e1, std::span<const double> e3, std::span<double> p);
  /// Collective; the whole kernel on every rank, made by the same operator.
  FlipKernel flip_kernel();

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace vitrum::elasticity
