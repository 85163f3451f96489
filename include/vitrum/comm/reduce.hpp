// SPDX-License-Identifier: Apache-2.0
// vitrum/comm/reduce.hpp: global sums of floats with one fixed association (design section 3).
#pragma once

#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/core/tree_sum.hpp"

namespace vitrum::comm {

/// Collective: merges the partial trees of all ranks (each rank's leaves are contiguous, in rank order) and returns
/// the total on every rank: the same to the bit for any number of ranks.
std::vector<double> reduce_tree(const Communicator& comm, const TreeSum& mine);

}  // namespace vitrum::comm
