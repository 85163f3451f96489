// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/heterogeneous.hpp: stress of an eigenstrain field in a medium whose stiffness differs from voxel
// to voxel.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/comm/decompose.hpp"
#include "vitrum/elasticity/elasticity3.hpp"
#include "vitrum/elasticity/macroscopic.hpp"

namespace vitrum::elasticity {

/// Isotropic moduli of voxel v of the whole grid (in 2-D the in-plane ones, lame_of(Medium)); asked for this rank's.
/// With one Poisson's ratio and a factor f on Young's modulus: both times f.
using Stiffness = std::function<Lame(std::size_t voxel)>;

struct Accuracy {
  double tolerance = 1e-10;  // of the residual, relative to the right-hand side; 1e-14 to 1
  int max_iterations = 1000;
};

/// What solve() reached: mean strain and stress, iterations, and the residual of the solution, computed from it.
template <std::size_t N>
struct Equilibrium {
  Uniform<N> mean;
  int iterations = 0;
  double residual = 0.0;
};

/// sigma = C(x) : (eps - E), div sigma = 0 under a load (deformation 2.5), by conjugate gradients on the polarisation.
/// With C_0 of the smallest bulk and shear modulus, dC = C - C_0 >= 0, elastic strain a = eps - E and y = dC^(1/2) a:
///   y + dC^(1/2) Gamma_0 dC^(1/2) y = dC^(1/2) a_0,   a_0 = the elastic strain were the whole body C_0,
/// symmetric, with spectrum in [1, max C/C_0]: iterations grow like the root of the contrast; a contrast of 1 needs
/// none and is the homogeneous solver to rounding. Gamma_0 is that of the chosen operator (voxel average: consistent
/// with constant polarisation in voxels, Brisard and Dormieux 2010), its k = 0 part that of the load. Bit-identical on
/// any number of ranks: dot products are summed over rows in a fixed tree.
class HeterogeneousSolver {
 public:
  /// Collective. InputError for a modulus (mu, or lambda + mu) that is not positive, and as Solver.
  HeterogeneousSolver(const comm::Communicator& comm, std::size_t ny, std::size_t nx, double hy, double hx, Operator op,
                      const Stiffness& stiffness);
  ~HeterogeneousSolver();
  HeterogeneousSolver(HeterogeneousSolver&&) noexcept;
  comm::Range rows() const;
  /// Largest ratio of a modulus to the smallest.
  double contrast() const;
  /// Collective. Isochoric eigenstrain of this rank's rows -> total stress deviators and in-plane mean stress.
  /// InputError where max_iterations do not reach the tolerance; DataError for eigenstrain that is not finite.
  Equilibrium<3> solve(const Prescribed<3>& load, std::span<const double> e1, std::span<const double> e3,
                       std::span<double> s1, std::span<double> s3, std::span<double> p, const Accuracy& accuracy = {});

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

/// The same in three dimensions (bulk modulus lambda + 2 mu/3). Works in 38 doubles a voxel (20 in the plane) besides
/// the transforms.
class HeterogeneousSolver3 {
 public:
  HeterogeneousSolver3(const comm::Communicator& comm, const Grid3& grid, Operator op, const Stiffness& stiffness);
  ~HeterogeneousSolver3();
  HeterogeneousSolver3(HeterogeneousSolver3&&) noexcept;
  comm::Range planes() const;
  double contrast() const;
  /// Collective. p = tr(sigma)/3.
  Equilibrium<6> solve(const Prescribed<6>& load, const ConstDeviators3& e, const Deviators3& s, std::span<double> p,
                       const Accuracy& accuracy = {});

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace vitrum::elasticity
