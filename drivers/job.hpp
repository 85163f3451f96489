// SPDX-License-Identifier: Apache-2.0
// drivers/job.hpp: one job: its ranks, its deck, its output directory, and which of its stages are done already.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "settings.hpp"
#include "vitrum/comm/communicator.hpp"
#include "vitrum/comm/provenance.hpp"
#include "vitrum/core/deck.hpp"
#include "vitrum/core/timing.hpp"

namespace vitrum::drivers {

struct Job {
  comm::Communicator comm;
  std::string command;
  std::string output;  // exists
  bool restart = false;
  int threads = 1;
  Deck deck;
  Settings settings;
  Timing timing;

  std::string file(const std::string& name) const { return output + "/" + name; }
};

/// Reads the deck on the first rank, gives it to all, reads every section, makes the output directory and begins
/// run.log. Collective. `stages`: what will run, so that keys which these stages need are required.
Job begin_job(const comm::Communicator& comm, const CommandLine& line, int threads);
/// The same for a deck that is there already (members of a sweep). A job that does not own its output directory (one
/// member of an array) leaves deck.yaml and run.log there alone.
Job begin_job(const comm::Communicator& comm, Deck deck, const std::string& command, const std::string& output,
              bool restart, int threads, bool owns_output = true);
/// Writes deck.yaml as resolved and timing.json. Collective.
void end_job(Job& job);

/// Provenance of a stage's result, to be written as /provenance.
comm::Provenance provenance_of(const Job& job, const std::vector<std::string>& input_files);

/// What a stage's result depends on: version, the deck sections that the stage reads, and the identity of its input
/// files. Results keep this text; equal text means that the stage need not run again. `without`: keys as
/// `deform.wall_limit` that do not change the result.
std::string stage_inputs(const Job& job, const std::vector<std::string>& deck_keys,
                         const std::vector<std::string>& input_files, const std::vector<std::string>& without = {});
/// True (on every rank) when --restart was given and `result` was made from the same inputs.
bool already_done(const Job& job, const std::string& result, const std::string& inputs);
/// For a result that cannot carry its inputs itself: they lie beside it, in `<result>.inputs`.
void mark_done(const Job& job, const std::string& result, const std::string& inputs);
void forget_done(const Job& job, const std::string& result);

/// The default of --output: out/<name of the deck without suffix>.
std::string default_output(const std::string& deck_file);

}  // namespace vitrum::drivers
