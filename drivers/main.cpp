// SPDX-License-Identifier: Apache-2.0
// drivers/main.cpp: parse, bring MPI and Kokkos up, run the command, bring them down, make the report.
#include <cstdio>

#include "command_line.hpp"
#include "commands.hpp"
#include "runtime.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/files.hpp"
#include "vitrum/core/interrupt.hpp"
#include "vitrum/core/log.hpp"

namespace vitrum::drivers {
namespace {

log::Level terminal_level(const CommandLine& line) {
  return line.quiet ? log::Level::warning : log::level_from_name(line.log_level);
}

void dispatch(const comm::Communicator& comm, const CommandLine& line, int threads, Afterwards& afterwards) {
  switch (line.command) {
    case Command::synthesize:
      return run_synthesize(comm, line, threads);
    case Command::calibrate:
      return run_calibrate(comm, line, threads);
    case Command::characterize:
      return run_characterize(comm, line, threads);
    case Command::deform:
      return run_deform(comm, line, threads);
    case Command::run:
      return run_stages(comm, line, threads, afterwards);
    case Command::sweep:
      return run_sweep(comm, line, threads, afterwards);
    case Command::check:
      return run_check(comm, line, threads);
    case Command::inspect:
      return run_inspect(comm, line);
    case Command::report:
      return;
  }
}

/// An interrupted job leaves the file `resumable` in its output, because launchers do not always pass a status on. One
/// member of a sweep does so in its own directory.
void dispatch_resumable(const comm::Communicator& comm, const CommandLine& line, int threads, Afterwards& afterwards) {
  try {
    dispatch(comm, line, threads, afterwards);
  } catch (const Interrupted& interruption) {
    const auto output = line.output.empty() ? default_output(line.target) : line.output;
    if (comm.is_root() && line.member < 0)
      write_whole_file(output + "/resumable", std::string(interruption.what()) + "\n");
    throw;
  }
}

int run_parallel(int argc, char** argv, const CommandLine& line) {
  interrupt::install();
  Afterwards afterwards;
  int status = 0;
  bool root = false;
  {
    Runtime runtime(&argc, &argv);
    const comm::Communicator comm;
    root = comm.is_root();
    log::start(root, terminal_level(line));
    status = guarded(comm, [&] { dispatch_resumable(comm, line, runtime.threads(), afterwards); });
  }
  if (root && !afterwards.report_directory.empty() && make_report(afterwards.report_directory) != 0)
    log::warning("the results are complete, the report is not; make it with: vitrum report {}",
                 afterwards.report_directory);
  log::stop();
  return status;
}

int run_report(const CommandLine& line) {
  const bool root = rank_from_launcher() == 0;
  log::start(root, terminal_level(line));
  return root ? make_report(line.target) : 0;
}

}  // namespace
}  // namespace vitrum::drivers

int main(int argc, char** argv) {
  using namespace vitrum::drivers;
  const auto parsed = parse(argc, argv);
  if (const auto* answer = std::get_if<Answer>(&parsed)) {
    if (rank_from_launcher() == 0) std::fputs(answer->text.c_str(), answer->status == 0 ? stdout : stderr);
    return answer->status;
  }
  const auto& line = std::get<CommandLine>(parsed);
  return line.command == Command::report ? run_report(line) : run_parallel(argc, argv, line);
}
