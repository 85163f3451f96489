// SPDX-License-Identifier: Apache-2.0
// vitrum/order/curves.hpp: V(k) over the scan, in all readings of Daulton et al. 2010, with a block bootstrap.
#pragma once

#include <vector>

#include "order/pass.hpp"

namespace vitrum::order {

/// Radial profile and V_Omega, V_r, V_re against k from the sums of all ranks, over the selected positions that have
/// data in a bin; NaN where none has. The annular mean of the variance image is left to add_variance_image. Collective.
Curves make_curves(const comm::Communicator& comm, const Plan& plan, const CurveSums& sums,
                   const Parameters& parameters);

/// V_Omega(k) of each bin of thickness. Collective.
std::vector<ThicknessBin> make_thickness_bins(const comm::Communicator& comm, const Plan& plan,
                                              const ThicknessSums& sums, const Parameters& parameters);

}  // namespace vitrum::order
