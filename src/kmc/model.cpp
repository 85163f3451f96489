// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/model.cpp: what is allowed and rarely meant.
#include "kmc/model.hpp"

#include "vitrum/core/random.hpp"

namespace vitrum::kmc {

static_assert(kernels::purpose_catalogue == static_cast<std::uint32_t>(Purpose::catalogue));
static_assert(kernels::purpose_barrier == static_cast<std::uint32_t>(Purpose::barrier));

std::vector<std::string> warnings(const Parameters& p) {
  std::vector<std::string> out;
  if (p.catalogue.modes == 1)
    out.push_back(
        "deform: one mode a voxel gives no steady flow, only a transient (its strains cancel); use 2 or more, 20 is "
        "usual");
  if (!(p.softening.permanent_cap < 10.0) && p.softening.permanent > 0.0)
    out.push_back(
        "deform: permanent softening without a cap lets one voxel flip for ever; the cascade guard will end such a "
        "run");
  if (p.zone.shape != ZoneParameters::Shape::voxel && p.medium.op == elasticity::Operator::voxel_average)
    out.push_back(
        "deform: with elasticity.operator: voxel_average a zone still feels the grid's directions: the anisotropy is 6 "
        "% "
        "at a radius of 2 voxels, 4 % at 3. For claims on the orientation of bands choose truncated_fourier (0.4 % or "
        "less from 2 voxels on)");
  return out;
}

}  // namespace vitrum::kmc
