// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/parallel.hpp: tiles spread over the host threads of this rank; a tile is one thread's work, always the
// same one's, whose cache may hold it.
#pragma once

#include <Kokkos_Core.hpp>

namespace vitrum::kmc {

/// work(i) for i = 0 .. n-1; it touches nothing of another tile and throws nothing.
template <class Work>
void for_each_tile(std::size_t n, const Work& work) {
  using Host = Kokkos::DefaultHostExecutionSpace;
  Kokkos::parallel_for("vitrum kmc tiles", Kokkos::RangePolicy<Host, Kokkos::Schedule<Kokkos::Static>>(Host(), 0, n),
                       [&work](const std::size_t i) { work(i); });
  Host().fence();
}

}  // namespace vitrum::kmc
