// SPDX-License-Identifier: Apache-2.0
// drivers/run.cpp: vitrum run: the stages of a deck, one after the other, in one job.
#include <algorithm>

#include "commands.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/files.hpp"
#include "vitrum/core/interrupt.hpp"

namespace vitrum::drivers {

void stop_if_asked(const Job& job, const char* next) {
  if (job.comm.any(interrupt::requested()))
    throw Interrupted(std::string("asked to stop before stage ") + next + "; go on with --restart");
}

void run_named_stages(Job& job, const std::string& command) {
  const auto& listed = job.settings.stages;
  using Stage = void (*)(Job&);
  for (const auto& [name, stage] :
       {std::pair<const char*, Stage>{"synthesize", synthesize}, {"characterize", characterize}, {"deform", deform}}) {
    const bool wanted =
        command == "run" ? std::find(listed.begin(), listed.end(), name) != listed.end() : command == name;
    if (!wanted) continue;
    stop_if_asked(job, name);
    stage(job);
  }
  end_job(job);
}

void run_stages(const comm::Communicator& comm, const CommandLine& line, int threads, Afterwards& afterwards) {
  auto job = begin_job(comm, line, threads);
  run_named_stages(job, "run");
  const auto& stages = job.settings.stages;
  if (std::find(stages.begin(), stages.end(), "report") != stages.end()) afterwards.report_directory = job.output;
}

}  // namespace vitrum::drivers
