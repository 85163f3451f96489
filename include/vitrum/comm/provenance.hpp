// SPDX-License-Identifier: Apache-2.0
// vitrum/comm/provenance.hpp: what a result was made by, from and on; exempt from the promise of bit-identity.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "vitrum/comm/communicator.hpp"

namespace vitrum::comm {

struct InputFile {
  std::string path;
  std::uint64_t bytes = 0;
  std::string modified;  // UTC, ISO 8601
};

struct Provenance {
  std::string command;
  std::string deck;  // as resolved
  std::vector<InputFile> inputs;
  int ranks = 1;
  int threads = 1;      // host threads per rank
  std::string backend;  // Kokkos execution space
  std::string host;     // architecture and kernel
  std::string started;  // UTC, ISO 8601
  std::chrono::steady_clock::time_point start;
};

/// Fills in everything but inputs.
Provenance begin_provenance(const Communicator& comm, std::string command, std::string resolved_deck, int threads,
                            std::string backend);
/// Path, size and time of a file that a result was made from; DataError where it is not there.
InputFile identify_input(const std::string& path);

}  // namespace vitrum::comm
