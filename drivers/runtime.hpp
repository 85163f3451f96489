// SPDX-License-Identifier: Apache-2.0
// drivers/runtime.hpp: MPI and Kokkos brought up and down, threads shared fairly, one message for one error.
#pragma once

#include <functional>
#include <string>

#include "vitrum/comm/communicator.hpp"

namespace vitrum::drivers {

/// Host threads a rank may use: OMP_NUM_THREADS where set, else the cores this process is bound to divided by the
/// ranks that share them.
class Runtime {
 public:
  Runtime(int* argc, char*** argv);
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;
  int threads() const { return threads_; }

 private:
  int threads_ = 1;
};

/// Runs `work` on all ranks and returns the exit status, the same on every rank. An error that all ranks throw is
/// printed once; one that the other ranks do not share within a few seconds is printed by its rank and ends the job.
int guarded(const comm::Communicator& comm, const std::function<void()>& work);

/// Prints one error to stderr: "vitrum: error: ...".
void print_error(const std::string& message);

}  // namespace vitrum::drivers
