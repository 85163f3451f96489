// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/polarisation.hpp: conjugate gradients for a heterogeneous medium, in two or three dimensions.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/elasticity/heterogeneous.hpp"

namespace vitrum::elasticity {

/// [component][voxel of this rank]: trace/dimensions first, then the deviators.
using TensorFields = std::vector<std::vector<double>>;

/// Voxels of this rank in lines of `length`, numbered from `first_line` on in the whole grid.
struct Lines {
  std::size_t first_line, count, length;
};

class Polarisation {
 public:
  /// Collective.
  Polarisation(const comm::Communicator& comm, int dimensions, const Lines& lines, const Stiffness& stiffness);

  Lame reference() const;
  double contrast() const { return contrast_; }
  std::size_t components() const { return dimensions_ == 2 ? 3 : 6; }
  std::size_t voxels() const { return lines_.count * lines_.length; }
  /// Factor from component c of the elastic strain to that of the stress in voxel v.
  double modulus(std::size_t c, std::size_t v) const { return c == 0 ? bulk_[v] : shear_[v]; }
  double reference_modulus(std::size_t c) const { return c == 0 ? bulk0_ : shear0_; }

  /// Collective, in place: a polarisation t to the strain Gamma_0 t, with the k = 0 part of the load.
  using Green = std::function<void(TensorFields&)>;
  struct Outcome {
    int iterations;
    double residual;
  };
  /// Collective. `uniform`: the strain that C_0 without eigenstrain had under the load. eigenstrain -> elastic strain.
  Outcome solve(const Green& green, const std::vector<double>& uniform, TensorFields& eigenstrain,
                const Accuracy& accuracy) const;
  /// Collective. Means over the grid of elastic strain and of its stress, component by component.
  struct Means {
    std::vector<double> strain, stress;
  };
  Means means(const TensorFields& elastic) const;

 private:
  double root(std::size_t c, std::size_t v) const;
  double dot(const TensorFields& a, const TensorFields& b) const;
  void apply(const Green& green, const TensorFields& y, TensorFields& out) const;
  void elastic_strain(const Green& green, const std::vector<double>& uniform, const TensorFields& eigenstrain,
                      const TensorFields* y, TensorFields& out) const;

  comm::Communicator comm_;
  int dimensions_;
  Lines lines_;
  std::vector<double> bulk_, shear_;  // dimensions * K, 2 mu
  double bulk0_ = 0.0, shear0_ = 0.0, contrast_ = 1.0;
};

}  // namespace vitrum::elasticity
