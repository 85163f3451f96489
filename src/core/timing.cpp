// SPDX-License-Identifier: Apache-2.0
// vitrum/core/timing.cpp: peak resident memory, from /proc where there is one.
#include "vitrum/core/timing.hpp"

#include <sys/resource.h>

#include <fstream>
#include <limits>

namespace vitrum {

std::size_t peak_memory_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word; status.ignore(std::numeric_limits<std::streamsize>::max(), '\n')) {
    std::size_t kibibytes = 0;
    if (word == "VmHWM:" && status >> kibibytes) return kibibytes * 1024;
  }
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
}

}  // namespace vitrum
