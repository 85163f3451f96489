// SPDX-License-Identifier: Apache-2.0
// vitrum/comm/provenance.cpp: clock, host and input files, as they are now.
#include "vitrum/comm/provenance.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <utility>

#include "vitrum/core/error.hpp"

namespace vitrum::comm {
namespace {

std::string iso_time(std::time_t time) { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(time)); }

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name"))
      if (const auto colon = line.find(": "); colon != std::string::npos) return line.substr(colon + 2);
  return "unknown processor";
}

std::string host() {
  utsname names{};
  if (::uname(&names) != 0) return "unknown";
  return fmt::format("{} ({}), {} {}", names.machine, processor(), names.sysname, names.release);
}

}  // namespace

Provenance begin_provenance(const Communicator& comm, std::string command, std::string resolved_deck, int threads,
                            std::string backend) {
  Provenance provenance;
  provenance.command = std::move(command);
  provenance.deck = std::move(resolved_deck);
  provenance.ranks = comm.size();
  provenance.threads = threads;
  provenance.backend = std::move(backend);
  provenance.host = host();
  provenance.started = iso_time(std::time(nullptr));
  provenance.start = std::chrono::steady_clock::now();
  return provenance;
}

InputFile identify_input(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0)
    throw DataError(fmt::format("{}: cannot be read: {}; check the path", path, std::strerror(errno)));
  return {path, static_cast<std::uint64_t>(status.st_size), iso_time(status.st_mtime)};
}

}  // namespace vitrum::comm
