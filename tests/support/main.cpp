// SPDX-License-Identifier: Apache-2.0
// tests/support/main.cpp: runs GoogleTest on every rank; the worst result of all ranks is everyone's exit status.
#include <mpi.h>

#include <Kokkos_Core.hpp>

#include "report.hpp"

int main(int argc, char** argv) {
  int provided = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  int rank = 0;
  int ranks = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);

  int worst = 1;
  int status = 1;
  {
    Kokkos::ScopeGuard kokkos(argc, argv);
    ::testing::InitGoogleTest(&argc, argv);
    vitrum::testing::report_as(rank);
    int mine = vitrum::testing::ranks_as_expected(ranks) ? RUN_ALL_TESTS() : 1;
    if (provided < MPI_THREAD_FUNNELED) mine = 1;
    MPI_Allreduce(&mine, &worst, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    status = worst != 0 ? worst : vitrum::testing::passed_or_skipped();
    if (rank == 0 && mine == 0 && worst != 0) std::fprintf(stderr, "[  FAILED  ] on another rank, see above\n");
  }
  MPI_Finalize();
  return status;
}
