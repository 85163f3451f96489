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

void run_stages(const comm::Communicator& comm, const CommandLine& line, int threads, Afterwards& afterwards) {
  auto job = begin_job(comm, line, threads);
  const auto& stages = job.settings.stages;
  const auto wants = [&](const char* stage) { return std::find(stages.begin(), stages.end(), stage) != stages.end(); };
  using Stage = void (*)(Job&);
  for (const auto& [name, stage] :
       {std::pair<const char*, Stage>{"synthesize", synthesize}, {"characterize", characterize}, {"deform", deform}}) {
    if (!wants(name)) continue;
    stop_if_asked(job, name);
    stage(job);
  }
  end_job(job);
  if (wants("report")) afterwards.report_directory = job.output;
}

}  // namespace vitrum::drivers
