// SPDX-License-Identifier: Apache-2.0
// drivers/version_text.hpp: who this program is.
#pragma once

#include <string>

namespace vitrum::drivers {

/// Version, git revision, Kokkos backends, MPI and HDF5 versions, several lines. Needs neither MPI nor Kokkos up.
std::string version_text();
/// "Serial, OpenMP"
std::string kokkos_backends();

}  // namespace vitrum::drivers
