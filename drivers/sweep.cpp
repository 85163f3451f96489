// SPDX-License-Identifier: Apache-2.0
// drivers/sweep.cpp: vitrum sweep: members side by side on sub-communicators, one table at the end.
#include "vitrum/sweep/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "commands.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/files.hpp"
#include "vitrum/core/interrupt.hpp"
#include "vitrum/core/log.hpp"

namespace vitrum::drivers {
namespace {

namespace fs = std::filesystem;

/// A member's deck: the sweep's own with the member's values set.
Deck deck_of(const Job& job, const CommandLine& line, const sweep::Member& member) {
  auto overrides = line.set;
  for (const auto& override : member.overrides()) overrides.push_back(override);
  return Deck::from_text(job.deck.text(), job.deck.name(), overrides);
}

/// Runs one member on its communicator; what goes wrong with it is left in its directory as the file `failed`.
void run_member(const Job& job, const CommandLine& line, const sweep::Member& member, const comm::Communicator& comm) {
  const std::string directory = job.file(member.directory());
  const auto& command = job.settings.sweep.command;
  try {
    comm::on_root(comm, [&] { fs::remove(directory + "/failed"); });
    Deck deck = comm::together(comm, [&] { return deck_of(job, line, member); });
    Job own = begin_job(comm, std::move(deck), command, directory, job.restart, job.threads);
    run_named_stages(own, command);
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& error) {
    log::warning("{}: {}", member.directory(), error.what());
    comm::on_root(comm, [&] {
      make_directories(directory);
      write_whole_file(directory + "/failed", fmt::format("{} {}", static_cast<int>(error.status()), error.what()));
    });
  }
}

/// Members are dealt to the groups in turn. An interruption of one group stops all when their members end.
bool run_members(const Job& job, const CommandLine& line, const std::vector<sweep::Member>& members) {
  const auto groups = sweep::group_ranks(job.comm.rank(), job.comm.size(), job.settings.sweep.ranks_per_member);
  const auto mine = job.comm.split(groups.of_rank);
  // The root of every group writes its members' run.log; the terminal belongs to the first rank.
  if (!job.comm.is_root()) log::start(mine.is_root(), log::Level::off);
  bool interrupted = false;
  for (std::size_t i = 0; i < members.size() && !interrupted; ++i) {
    if (static_cast<int>(i % static_cast<std::size_t>(groups.count)) != groups.of_rank) continue;
    interrupted = mine.any(interrupt::requested());
    if (interrupted) break;
    if (mine.is_root()) log::info("{} begins", members[i].directory());
    try {
      run_member(job, line, members[i], mine);
    } catch (const Interrupted&) {
      interrupted = true;
    }
  }
  if (!job.comm.is_root()) log::start(false, log::Level::off);
  comm::on_root(job.comm, [&] { log::to_file(job.file("run.log")); });
  return job.comm.any(interrupted);
}

void write_table(const Job& job, const std::vector<sweep::Row>& rows) {
  comm::on_root(job.comm, [&] {
    auto file = storage::File::create(job.file("sweep.h5"));
    sweep::write(file, rows);
    file.write_provenance(provenance_of(job, {}));
    file.commit();
    write_whole_file(job.file("sweep.csv"), sweep::csv(rows));
  });
  log::info("{} and sweep.csv: {} members", job.file("sweep.h5"), rows.size());
}

/// The exit status is that of the first failed member, or 1 where one failed by our own fault.
void report_failures(const std::vector<sweep::Row>& rows) {
  std::size_t failed = 0;
  int status = 0;
  std::string first;
  for (const auto& row : rows) {
    if (row.status == "done") continue;
    if (failed++ == 0) first = row.member.directory() + ": " + row.status;
    if (status == 0 || row.exit_status == static_cast<int>(Exit::fault)) status = row.exit_status;
  }
  if (failed > 0)
    throw Error(static_cast<Exit>(status),
                fmt::format("{} of {} members failed, the others are complete; {}", failed, rows.size(), first));
}

}  // namespace

void run_sweep(const comm::Communicator& comm, const CommandLine& line, int threads) {
  auto job = begin_job(comm, line, threads);
  const auto members = sweep::expand(job.settings.sweep.variations);
  if (line.member > static_cast<long>(members.size()))
    throw InputError(fmt::format("--member {}: the sweep has {} members", line.member, members.size()));
  log::info("{} members", members.size());
  if (line.member > 0) {
    const auto& member = members[static_cast<std::size_t>(line.member - 1)];
    run_member(job, line, member, job.comm);
    const auto row = comm::together(comm, [&] { return sweep::collect(member, job.file(member.directory())); });
    return report_failures({row});
  }
  if (run_members(job, line, members)) throw Interrupted("the sweep was stopped; go on with --restart");
  std::vector<sweep::Row> rows;
  comm::on_root(comm, [&] {
    for (const auto& member : members) rows.push_back(sweep::collect(member, job.file(member.directory())));
  });
  write_table(job, rows);
  end_job(job);
  bool failed = false;
  for (const auto& row : rows) failed = failed || row.status != "done";
  if (comm.any(failed)) comm::on_root(comm, [&] { report_failures(rows); });
}

}  // namespace vitrum::drivers
