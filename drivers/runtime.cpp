// SPDX-License-Identifier: Apache-2.0
// drivers/runtime.cpp: start and end of a parallel run, and what happens to an error.
#include "runtime.hpp"

#include <sched.h>

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <thread>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "vitrum/core/error.hpp"
#include "vitrum/core/log.hpp"

namespace vitrum::drivers {
namespace {

constexpr auto patience = std::chrono::seconds(20);

int bound_cores() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return std::max(1, CPU_COUNT(&set));
}

int ranks_on_this_node() {
  MPI_Comm node;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node);
  int size = 1;
  MPI_Comm_size(node, &size);
  MPI_Comm_free(&node);
  return size;
}

/// A rank bound to cores of its own (fewer than the node's share) takes them all; others share what they see.
int fair_threads() {
  const int ranks = ranks_on_this_node();  // collective: every rank comes here
  if (const char* wanted = std::getenv("OMP_NUM_THREADS")) return std::max(1, std::atoi(wanted));
  const int online = static_cast<int>(std::thread::hardware_concurrency());
  return std::max(1, std::min(bound_cores(), online / ranks));
}

/// All ranks call this once; `bad` ranks wait for a while only. True when everybody came with the same status.
bool all_arrive(const comm::Communicator& comm, int status, int& common) {
  int mine[2] = {status, -status};
  int extremes[2] = {0, 0};
  MPI_Request request;
  MPI_Iallreduce(mine, extremes, 2, MPI_INT, MPI_MAX, comm.mpi(), &request);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (int done = 0;;) {
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    if (done) break;
    if (status != 0 && std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  common = extremes[0];
  return extremes[0] == -extremes[1];
}

}  // namespace

Runtime::Runtime(int* argc, char*** argv) {
  int provided = 0;
  MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &provided);
  threads_ = fair_threads();
#ifdef _OPENMP
  omp_set_num_threads(threads_);
#endif
  setenv("OMP_PROC_BIND", "false", 0);
  Kokkos::initialize();
}

Runtime::~Runtime() {
  Kokkos::finalize();
  MPI_Finalize();
}

void print_error(const std::string& message) {
  std::fprintf(stderr, "vitrum: error: %s\n", message.c_str());
  std::fflush(stderr);
}

int guarded(const comm::Communicator& comm, const std::function<void()>& work) {
  int status = 0;
  std::string message;
  try {
    work();
  } catch (const Error& error) {
    status = static_cast<int>(error.status());
    message = error.what();
  } catch (const std::exception& error) {
    status = static_cast<int>(Exit::fault);
    message = std::string("internal fault: ") + error.what();
  }
  int common = 0;
  const bool together = all_arrive(comm, status, common);
  if (together && status != 0 && comm.is_root()) {
    if (status == static_cast<int>(Exit::interrupted)) {
      log::warning("{}", message);
    } else {
      log::error("{}", message);
    }
  }
  if (!together && status != 0) {
    print_error("rank " + std::to_string(comm.rank()) + ": " + message);
    MPI_Abort(comm.mpi(), status);
  }
  return std::max(status, common);
}

}  // namespace vitrum::drivers
