// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/fields.hpp: snapshots as arrays (strain, y, x).
#pragma once

#include <vector>

#include "vitrum/kmc/kmc.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::kmc {

/// /fields/<name> of all snapshots, with times; nothing where there are none.
void write_fields(storage::File& file, const std::vector<Snapshot>& snapshots, const microstructure::Grid& grid);
/// Back from a file that write_fields() wrote.
std::vector<Snapshot> read_fields(const storage::File& file);

}  // namespace vitrum::kmc
