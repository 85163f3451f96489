// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/deck.cpp: names of planes and operators, ranges of the elastic constants.
#include "vitrum/elasticity/deck.hpp"

namespace vitrum::elasticity {

Medium read_medium(Section section) {
  Medium medium;
  medium.material.young_GPa = section.quantity("young_modulus", "GPa", medium.material.young_GPa, positive());
  medium.material.poisson = section.number("poisson_ratio", medium.material.poisson, {-1.0, 0.5, true, true});
  const std::string plane = section.choice("plane", {"strain", "stress", "li2d"}, "strain");
  medium.plane = plane == "strain" ? Plane::strain : plane == "stress" ? Plane::stress : Plane::li2d;
  if (medium.plane == Plane::li2d && medium.material.poisson <= -0.5)
    section.fail("poisson_ratio", "li2d doubles Poisson's ratio and needs more than -0.5; choose plane: strain");
  const std::string op = section.choice("operator", {"voxel_average", "truncated_fourier", "rotated"}, "voxel_average");
  medium.op = op == "voxel_average"       ? Operator::voxel_average
              : op == "truncated_fourier" ? Operator::truncated_fourier
                                          : Operator::rotated;
  return medium;
}

}  // namespace vitrum::elasticity
