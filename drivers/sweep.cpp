// SPDX-License-Identifier: Apache-2.0
// drivers/sweep.cpp: vitrum sweep: members side by side on groups of ranks, one table at the end.
#include "vitrum/sweep/sweep.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "commands.hpp"
#include "sweep_members.hpp"
#include "vitrum/comm/claims.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/files.hpp"
#include "vitrum/core/interrupt.hpp"
#include "vitrum/core/log.hpp"

namespace vitrum::drivers {
namespace {

namespace fs = std::filesystem;

/// Which member a free group takes: the first one that nobody has, better one whose shared stages nobody is at.
class Choice {
 public:
  Choice(const Job& job, const std::vector<PlannedMember>& plans)
      : job_(job), plans_(plans), claims_(job.comm, plans.size()) {}

  /// -1: all are taken. On the first rank of a group.
  std::int64_t next() {
    for (;;) {
      const auto member = candidate(claims_.taken());
      if (member < 0 || claims_.claim(static_cast<std::size_t>(member))) return member;
    }
  }
  /// Nobody gets another one.
  void close() {
    for (std::size_t i = 0; i < plans_.size(); ++i) claims_.claim(i);
  }

 private:
  bool is_done(const std::string& directory) {
    if (!done_.contains(directory) && fs::exists(job_.file(directory) + "/" + sweep::done_mark))
      done_.insert(directory);
    return done_.contains(directory);
  }

  std::int64_t candidate(const std::vector<bool>& taken) {
    std::set<std::string> at_work;
    for (std::size_t i = 0; i < plans_.size(); ++i)
      for (const auto& shared : plans_[i].shared)
        if (taken[i] && !is_done(shared.directory)) at_work.insert(shared.directory);
    std::int64_t first = -1;
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      if (taken[i]) continue;
      if (first < 0) first = static_cast<std::int64_t>(i);
      bool blocked = false;
      for (const auto& shared : plans_[i].shared) blocked = blocked || at_work.contains(shared.directory);
      if (!blocked) return static_cast<std::int64_t>(i);
    }
    return first;
  }

  const Job& job_;
  const std::vector<PlannedMember>& plans_;
  comm::Claims claims_;
  std::set<std::string> done_;
};

/// True where a signal has come: no member begins any more, those at work stop at their next checkpoint.
bool run_members(const Job& job, const CommandLine& line, const std::vector<PlannedMember>& plans) {
  const auto groups = sweep::group_ranks(job.comm.rank(), job.comm.size(), job.settings.sweep.ranks_per_member);
  const auto mine = job.comm.split(groups.of_rank);
  // The root of every group writes its members' run.log; the terminal belongs to the first rank.
  if (!job.comm.is_root()) log::start(mine.is_root(), log::Level::off);
  bool interrupted = false;
  {
    Choice choice(job, plans);
    while (!interrupted) {
      interrupted = mine.any(interrupt::requested());
      const auto next = interrupted ? -1 : mine.max(mine.is_root() ? choice.next() : std::int64_t{-1});
      if (next < 0) break;
      const auto& plan = plans[static_cast<std::size_t>(next)];
      log::info("{} of {} begins", plan.member.directory(), plans.size());
      try {
        run_member(job, line, plan, mine);
      } catch (const Interrupted&) {
        interrupted = true;
      }
    }
    if (interrupted && mine.is_root()) choice.close();
  }
  if (!job.comm.is_root()) log::start(false, log::Level::off);
  comm::on_root(job.comm, [&] { log::to_file(job.file("run.log")); });
  return job.comm.any(interrupted);
}

sweep::Row row_of(const Job& job, const PlannedMember& plan) {
  return sweep::collect(plan.member, job.file(plan.member.directory()), plan.identity);
}

void write_tables(const Job& job, const std::vector<sweep::Row>& rows) {
  const auto points = sweep::ensembles(rows);
  auto file = storage::File::create(job.file("sweep.h5"));
  sweep::write(file, rows, points);
  file.write_provenance(provenance_of(job, {}));
  file.commit();
  write_whole_file(job.file("sweep.csv"), sweep::csv(rows));
  write_whole_file(job.file("sweep-ensembles.csv"), sweep::csv(points));
  log::info("{}, sweep.csv and sweep-ensembles.csv: {} members at {} points", job.file("sweep.h5"), rows.size(),
            points.size());
}

/// The exit status is that of the first failed member, or 1 where one failed by our own fault; 75 where members are
/// missing only.
void report_unfinished(const std::vector<sweep::Row>& rows) {
  std::size_t failed = 0, missing = 0;
  int status = 0;
  std::string first;
  for (const auto& row : rows) {
    if (row.status == "done") continue;
    if (row.exit_status == static_cast<int>(Exit::interrupted)) {
      ++missing;
      continue;
    }
    if (failed++ == 0) first = row.member.directory() + ": " + row.status;
    if (status == 0 || row.exit_status == static_cast<int>(Exit::fault)) status = row.exit_status;
  }
  const auto unfinished = missing > 0 ? fmt::format("{} of {} members are not finished", missing, rows.size()) : "";
  if (failed > 0)
    throw Error(static_cast<Exit>(status), fmt::format("{} of {} members failed, {}; {}", failed, rows.size(),
                                                       missing > 0 ? unfinished : "the others are complete", first));
  if (missing > 0) throw Interrupted(unfinished + "; run them with --restart");
}

void run_one(const Job& job, const CommandLine& line, const sweep::Member& member) {
  const auto plan = plan_members(job, line, {member}).front();
  run_member(job, line, plan, job.comm);
  comm::on_root(job.comm, [&] { report_unfinished({row_of(job, plan)}); });
}

bool wants_report(const Job& job, const CommandLine& line) {
  const auto& stages = job.settings.stages;
  return line.collect ||
         (job.settings.stages_given && std::find(stages.begin(), stages.end(), "report") != stages.end());
}

}  // namespace

void run_sweep(const comm::Communicator& comm, const CommandLine& line, int threads, Afterwards& afterwards) {
  auto job = begin_job(comm, line, threads);
  const auto members = sweep::expand(job.settings.sweep);
  if (line.member > static_cast<long>(members.size()))
    throw InputError(fmt::format("--member {}: the sweep has {} members", line.member, members.size()));
  if (line.member > 0) return run_one(job, line, members[static_cast<std::size_t>(line.member - 1)]);
  const auto plans = plan_members(job, line, members);
  log::info("{} members", plans.size());
  if (!line.collect && run_members(job, line, plans)) throw Interrupted("the sweep was stopped; go on with --restart");
  std::vector<sweep::Row> rows;
  comm::on_root(comm, [&] {
    for (const auto& plan : plans) rows.push_back(row_of(job, plan));
    write_tables(job, rows);
  });
  end_job(job);
  if (wants_report(job, line)) afterwards.report_directory = job.output;
  comm::on_root(comm, [&] { report_unfinished(rows); });
}

}  // namespace vitrum::drivers
