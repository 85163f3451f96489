// SPDX-License-Identifier: Apache-2.0
// tests/support/main_benchmark.cpp: runs Google Benchmark with MPI and Kokkos up, on one rank.
#include <mpi.h>

#include <Kokkos_Core.hpp>
#include <benchmark/benchmark.h>

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  {
    Kokkos::ScopeGuard kokkos(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
  }
  MPI_Finalize();
  return 0;
}
