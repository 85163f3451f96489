// SPDX-License-Identifier: Apache-2.0
// drivers/command_line.hpp: what the user typed, checked.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace vitrum::drivers {

enum class Command { synthesize, calibrate, characterize, deform, run, sweep, check, inspect, report };
const char* name_of(Command command);

struct CommandLine {
  Command command = Command::check;
  std::string target;  // the deck, FILE of inspect, or DIR of report
  std::string output;  // directory; "" for the default, out/<name of the deck>
  std::vector<std::string> set;
  std::string log_level = "info";
  bool quiet = false;
  bool restart = false;
  long member = -1;      // of a sweep, from 1; -1: all
  bool collect = false;  // the table of a sweep, nothing run
};

/// Nothing to run: text to show and the status to exit with (--help, --version, wrong arguments).
struct Answer {
  std::string text;
  int status = 0;
};

std::variant<CommandLine, Answer> parse(int argc, char** argv);

/// Rank of this process as its launcher tells it before MPI is up (Open MPI, PMIx, PMI, Slurm); 0 without one.
int rank_from_launcher();

}  // namespace vitrum::drivers
