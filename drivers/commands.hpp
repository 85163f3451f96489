// SPDX-License-Identifier: Apache-2.0
// drivers/commands.hpp: what each command does; all collective, errors as in core/error.hpp.
#pragma once

#include <string>

#include "command_line.hpp"
#include "job.hpp"
#include "vitrum/comm/communicator.hpp"

namespace vitrum::drivers {

/// What is left to do when MPI has ended.
struct Afterwards {
  std::string report_directory;
};

void run_synthesize(const comm::Communicator& comm, const CommandLine& line, int threads);
void run_calibrate(const comm::Communicator& comm, const CommandLine& line, int threads);
void run_characterize(const comm::Communicator& comm, const CommandLine& line, int threads);
void run_deform(const comm::Communicator& comm, const CommandLine& line, int threads);
void run_stages(const comm::Communicator& comm, const CommandLine& line, int threads, Afterwards& afterwards);
void run_sweep(const comm::Communicator& comm, const CommandLine& line, int threads, Afterwards& afterwards);
void run_check(const comm::Communicator& comm, const CommandLine& line, int threads);
void run_inspect(const comm::Communicator& comm, const CommandLine& line);
/// One process, no MPI. Returns the exit status.
int make_report(const std::string& directory);

/// Interrupted where a signal has come on any rank. Collective.
void stop_if_asked(const Job& job, const char* next);

/// The stages that `command` names (run: the deck's own list), in order, and the end of the job. Collective.
void run_named_stages(Job& job, const std::string& command);

// The stages, for commands that run several.
void synthesize(Job& job);
void characterize(Job& job);
void deform(Job& job);

}  // namespace vitrum::drivers
