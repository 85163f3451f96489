// SPDX-License-Identifier: Apache-2.0
// drivers/sweep_members.hpp: what the members of a sweep share, and the running of one.
#pragma once

#include <string>
#include <vector>

#include "job.hpp"
#include "vitrum/sweep/sweep.hpp"

namespace vitrum::drivers {

/// Where a stage that several members may share is done, below the sweep's output.
struct SharedStage {
  std::string stage;      // synthesize or characterize
  std::string directory;  // "stages/characterize-0123456789abcdef": the hash is that of the deck sections it reads
};

struct PlannedMember {
  sweep::Member member;
  std::string identity;             // hash of its deck; "" where the deck is wrong (running it tells how)
  std::vector<SharedStage> shared;  // in order
};

/// Collective. InputError where a member names a key that no deck has.
std::vector<PlannedMember> plan_members(const Job& job, const CommandLine& line,
                                        const std::vector<sweep::Member>& members);

/// Runs what is not done yet of one member on `comm` (collective there), in `member-NNNN`, and leaves one of the marks
/// done, failed and resumable there. What the member shares is done by the first who comes, in its own directory under
/// a lock, and linked. Throws Interrupted alone.
void run_member(const Job& job, const CommandLine& line, const PlannedMember& plan, const comm::Communicator& comm);

}  // namespace vitrum::drivers
