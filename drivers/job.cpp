// SPDX-License-Identifier: Apache-2.0
// drivers/job.cpp: begin and end of a job, provenance and identity of its stages.
#include "job.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "runtime.hpp"
#include "version_text.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/files.hpp"
#include "vitrum/core/log.hpp"
#include "vitrum/core/version.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::drivers {
namespace fs = std::filesystem;

std::string default_output(const std::string& deck_file) { return "out/" + fs::path(deck_file).stem().string(); }

Job begin_job(const comm::Communicator& comm, const CommandLine& line, int threads) {
  std::string text;
  comm::on_root(comm, [&] {
    if (!fs::exists(line.target)) throw InputError(line.target + ": no such deck; give the path of a YAML file");
    text = read_whole_file(line.target);
  });
  text = comm.broadcast(text);
  Deck deck = comm::together(comm, [&] { return Deck::from_text(text, line.target, line.set); });
  const std::string output = line.output.empty() ? default_output(line.target) : line.output;
  return begin_job(comm, std::move(deck), name_of(line.command), output, line.restart, threads, line.member < 0);
}

Job begin_job(const comm::Communicator& comm, Deck deck, const std::string& command, const std::string& output,
              bool restart, int threads, bool owns_output) {
  Settings settings = comm::together(comm, [&] {
    auto read = read_settings(deck, command, output);
    deck.finish();
    return read;
  });
  const bool writes = command != "check" && owns_output;
  comm::on_root(comm, [&] {
    if (command != "check") make_directories(output);
    if (!writes) return;
    fs::remove(output + "/resumable");
    log::to_file(output + "/run.log");
  });
  log::info("vitrum {} ({}), {}, {} rank{} x {} thread{}, Kokkos {}", version(), revision(), command, comm.size(),
            comm.size() == 1 ? "" : "s", threads, threads == 1 ? "" : "s", kokkos_backends());
  if (writes) log::info("deck {}, results in {}", deck.name(), output);
  comm::on_root(comm, [&] {
    if (writes) write_whole_file(output + "/deck.yaml", deck.resolved());
  });
  return Job{comm, command, output, restart, threads, std::move(deck), std::move(settings), {}};
}

void end_job(Job& job) {
  const auto peak = job.comm.max(static_cast<std::int64_t>(peak_memory_bytes()));
  comm::on_root(job.comm, [&] {
    nlohmann::json json;
    json["command"] = job.command;
    json["ranks"] = job.comm.size();
    json["threads"] = job.threads;
    json["peak_memory_per_rank_bytes"] = peak;
    for (const auto& [name, part] : job.timing.parts())
      json["parts"][name] = {{"seconds", part.seconds}, {"calls", part.calls}};
    write_whole_file(job.file("timing.json"), json.dump(2) + "\n");
  });
  for (const auto& [name, part] : job.timing.parts()) log::debug("{:<32} {:9.2f} s", name, part.seconds);
  log::info("peak memory {} MiB a rank", peak >> 20);
}

comm::Provenance provenance_of(const Job& job, const std::vector<std::string>& input_files) {
  auto provenance = comm::begin_provenance(job.comm, job.command, job.deck.resolved(), job.threads, kokkos_backends());
  for (const auto& file : input_files)
    if (!file.empty() && fs::exists(file)) provenance.inputs.push_back(comm::identify_input(file));
  return provenance;
}

std::string stage_inputs(const Job& job, const std::vector<std::string>& deck_keys,
                         const std::vector<std::string>& input_files, const std::vector<std::string>& without) {
  std::string text = fmt::format("vitrum {} {}\n", version(), revision());
  comm::on_root(job.comm, [&] {
    auto resolved = YAML::Load(job.deck.resolved());
    for (const auto& key : without) {
      const auto dot = key.find('.');
      if (auto section = resolved[key.substr(0, dot)]) section.remove(key.substr(dot + 1));
    }
    for (const auto& key : deck_keys) text += key + ": " + (resolved[key] ? YAML::Dump(resolved[key]) : "") + "\n";
    for (const auto& file : input_files) {
      if (file.empty()) continue;
      const auto input = comm::identify_input(file);
      text += fmt::format("{} {} {}\n", input.path, input.bytes, input.modified);
    }
  });
  return job.comm.broadcast(text);
}

namespace {

std::string inputs_of(const std::string& result) {
  if (fs::exists(result + ".inputs")) return read_whole_file(result + ".inputs");
  const auto attributes = storage::File::open(result).read_attributes("/stage");
  const auto it = attributes.find("inputs");
  return it == attributes.end() ? "" : std::get<std::string>(it->second);
}

}  // namespace

bool already_done(const Job& job, const std::string& result, const std::string& inputs) {
  if (!job.restart) return false;
  bool same = false;
  if (job.comm.is_root() && fs::exists(result)) {
    try {
      same = inputs_of(result) == inputs;
    } catch (const std::exception&) {
      same = false;
    }
  }
  same = job.comm.any(same);
  if (same) log::info("{}: made from the same inputs already, not run again", result);
  return same;
}

void mark_done(const Job& job, const std::string& result, const std::string& inputs) {
  comm::on_root(job.comm, [&] { write_whole_file(result + ".inputs", inputs); });
}

void forget_done(const Job& job, const std::string& result) {
  comm::on_root(job.comm, [&] { fs::remove(result + ".inputs"); });
}

}  // namespace vitrum::drivers
