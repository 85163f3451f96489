// SPDX-License-Identifier: Apache-2.0
// drivers/sweep_members.cpp: one member: its shared stages under locks, its own under its own, and what it leaves.
#include "sweep_members.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "commands.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/files.hpp"
#include "vitrum/core/interrupt.hpp"
#include "vitrum/core/log.hpp"
#include "vitrum/sweep/lock.hpp"

namespace vitrum::drivers {
namespace {

namespace fs = std::filesystem;
using Lock = std::optional<sweep::FileLock>;

Deck deck_of(const Job& job, const CommandLine& line, const sweep::Member& member) {
  auto overrides = line.set;
  for (const auto& override : member.overrides()) overrides.push_back(override);
  return Deck::from_text(job.deck.text(), job.deck.name(), overrides);
}

/// Makes the directory and waits until nobody else works in it. The first rank holds the lock.
Lock lock_directory(const comm::Communicator& comm, const std::string& directory) {
  comm::on_root(comm, [&] { make_directories(directory); });
  Lock lock;
  for (bool told = false;; told = true) {
    comm::on_root(comm, [&] { lock = sweep::FileLock::try_lock(directory + "/.lock"); });
    if (comm.any(lock.has_value())) return lock;
    if (!told) log::info("{}: another job or other ranks are at it; waiting", directory);
    if (comm.any(interrupt::requested()))
      throw Interrupted(directory + ": asked to stop while others were at it; go on with --restart");
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

bool is_result(const fs::path& path) {
  const auto name = path.filename().string();
  if (name.starts_with(".") || name.ends_with(".part") || fs::is_directory(path)) return false;
  for (const char* other :
       {"deck.yaml", "run.log", "timing.json", sweep::done_mark, sweep::failed_mark, sweep::resumable_mark})
    if (name == other) return false;
  return true;
}

/// Results in `from` appear in `to` as relative links.
void link_results(const std::string& from, const std::string& to) {
  for (const auto& entry : fs::directory_iterator(from)) {
    if (!is_result(entry.path())) continue;
    const auto name = entry.path().filename();
    const auto target = fs::proximate(from, to) / name;
    const auto link = fs::path(to) / name;
    if (fs::is_symlink(link) && fs::read_symlink(link) == target) continue;
    const auto made = fs::path(to) / ("." + name.string() + ".part");
    fs::remove(made);
    fs::create_symlink(target, made);
    fs::rename(made, link);
  }
}

bool has_mark(const comm::Communicator& comm, const std::string& directory, const char* mark,
              const std::string& identity) {
  bool there = false;
  comm::on_root(comm, [&] {
    const auto file = directory + "/" + mark;
    there = fs::exists(file) && read_whole_file(file) == identity;
  });
  return comm.any(there);
}

void remove_marks(const comm::Communicator& comm, const std::string& directory) {
  comm::on_root(comm, [&] {
    for (const char* mark : {sweep::done_mark, sweep::failed_mark, sweep::resumable_mark})
      fs::remove(directory + "/" + mark);
  });
}

/// Exactly one mark.
void leave_mark(const comm::Communicator& comm, const std::string& directory, const char* mark,
                const std::string& text) {
  comm::on_root(comm, [&] { make_directories(directory); });
  remove_marks(comm, directory);
  comm::on_root(comm, [&] { write_whole_file(directory + "/" + mark, text); });
}

/// A job without a timed part has found everything done: what it was is left as it stands.
void end_if_run(Job& job) {
  if (!job.timing.parts().empty()) end_job(job);
}

void run_stage(Job& job, const std::string& stage) {
  stop_if_asked(job, stage.c_str());
  if (stage == "synthesize") return synthesize(job);
  if (stage == "characterize") return characterize(job);
  deform(job);
}

/// In the directory of a stage that is done, all is checked (input files may have changed) but nothing written.
void run_shared(const Job& job, const CommandLine& line, const PlannedMember& plan, const SharedStage& shared,
                const std::string& before, const comm::Communicator& comm) {
  const std::string directory = job.file(shared.directory);
  const Lock lock = lock_directory(comm, directory);
  const bool done = has_mark(comm, directory, sweep::done_mark, shared.directory);
  if (!before.empty()) comm::on_root(comm, [&] { link_results(before, directory); });
  Deck deck = comm::together(comm, [&] { return deck_of(job, line, plan.member); });
  Job own = begin_job(comm, std::move(deck), job.settings.sweep.command, directory, true, job.threads, !done);
  run_stage(own, shared.stage);
  end_if_run(own);
  if (!done) leave_mark(comm, directory, sweep::done_mark, shared.directory);
}

bool wanted(const Job& job, const std::string& stage) {
  const auto& stages = job.settings.stages;
  return job.command == "run" ? std::find(stages.begin(), stages.end(), stage) != stages.end() : job.command == stage;
}

void run_stages_of(const Job& job, const CommandLine& line, const PlannedMember& plan, const std::string& directory,
                   bool done, const comm::Communicator& comm) {
  std::string before;
  for (const auto& shared : plan.shared) {
    run_shared(job, line, plan, shared, before, comm);
    before = job.file(shared.directory);
  }
  if (!before.empty()) comm::on_root(comm, [&] { link_results(before, directory); });
  Deck deck = comm::together(comm, [&] { return deck_of(job, line, plan.member); });
  Job own =
      begin_job(comm, std::move(deck), job.settings.sweep.command, directory, job.restart || done, job.threads, !done);
  for (const char* stage : {"synthesize", "characterize", "deform"}) {
    const bool shared = !plan.shared.empty() && stage != std::string("deform");
    if (wanted(own, stage) && !shared) run_stage(own, stage);
  }
  end_if_run(own);
}

}  // namespace

void run_member(const Job& job, const CommandLine& line, const PlannedMember& plan, const comm::Communicator& comm) {
  const std::string directory = job.file(plan.member.directory());
  const auto fail = [&](Exit status, const std::string& what) {
    log::warning("{}: {}", plan.member.directory(), what);
    leave_mark(comm, directory, sweep::failed_mark, fmt::format("{} {}", static_cast<int>(status), what));
  };
  bool ours = false;  // else the directory, and what is marked there, are somebody else's
  try {
    const Lock lock = job.settings.sweep.share_stages ? lock_directory(comm, directory) : Lock();
    ours = true;
    const bool done = has_mark(comm, directory, sweep::done_mark, plan.identity);
    if (!done) remove_marks(comm, directory);
    run_stages_of(job, line, plan, directory, done, comm);
    if (!done) leave_mark(comm, directory, sweep::done_mark, plan.identity);
  } catch (const Interrupted& interruption) {
    if (ours) leave_mark(comm, directory, sweep::resumable_mark, std::string(interruption.what()) + "\n");
    throw;
  } catch (const Error& error) {
    fail(error.status(), error.what());
  } catch (const std::exception& error) {
    if (comm.size() > 1) throw;  // the other ranks know nothing of it: the job cannot go on
    fail(Exit::fault, error.what());
  }
}

}  // namespace vitrum::drivers
