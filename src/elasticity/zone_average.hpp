// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/zone_average.hpp: the 2-D operator between discs or Gaussians that stand on the grid's points.
#pragma once

#include <cstddef>
#include <vector>

#include "vitrum/elasticity/patch.hpp"
#include "vitrum/elasticity/symbol.hpp"

namespace vitrum::elasticity {

/// Average over a zone of the stress of a uniformly transformed zone, as voxel_average has it of voxels: the sum over
/// all aliases q of w^(q)^2 times the functions of their angles, w^ the Fourier transform of the zone itself:
/// 2 J1(qR)/(qR), or exp(-q^2 sd^2/2). So a lone zone relaxes alike in all directions, which zones made of voxels do
/// not. A disc's aliases are summed to qR = 60; from there on they are an integral in which cos 4 theta averages to
/// zero: 2 (J0^2 + J1^2): good to 2e-4 of K(0). cc + ss is the sum of the weights, not 1.
class ZoneAverage {
 public:
  /// Of continuum_disc or continuum_gaussian.
  ZoneAverage(const Patch& patch, const Grid& grid);
  Symbol at(std::size_t iy, std::size_t ix) const;

 private:
  double factor(double u) const;

  Grid grid_;
  double size_y_, size_x_;      // radius or sd in voxels
  double reach_, tail_ = 0.0;   // of u = q times radius or sd; weights beyond it
  std::vector<double> factor_;  // w^(u)^2
};

}  // namespace vitrum::elasticity
