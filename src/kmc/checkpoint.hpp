// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/checkpoint.hpp: the state on disk, in the order of the grid, for any number of ranks.
#pragma once

#include <string>

#include "kmc/state.hpp"
#include "vitrum/comm/communicator.hpp"

namespace vitrum::kmc {

/// Collective: gathered and written by the first rank under a temporary name, then renamed over the previous one.
void write_checkpoint(const comm::Communicator& comm, const std::string& file, const std::string& fingerprint,
                      const Tiling& tiling, const State& state);

/// Collective. DataError: no file, damaged, wrong shape; InputError: it belongs to other parameters.
State read_checkpoint(const comm::Communicator& comm, const std::string& file, const std::string& fingerprint,
                      const Tiling& tiling);

}  // namespace vitrum::kmc
