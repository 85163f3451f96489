// SPDX-License-Identifier: Apache-2.0
// vitrum/core/timing.hpp: where the time went, by named part; results never depend on it.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <utility>

namespace vitrum {

class Timing {
 public:
  void add(const std::string& part, double seconds) {
    parts_[part].seconds += seconds;
    parts_[part].calls += 1;
  }
  struct Part {
    double seconds = 0.0;
    long calls = 0;
  };
  const std::map<std::string, Part>& parts() const { return parts_; }

 private:
  std::map<std::string, Part> parts_;
};

/// Adds the life of the scope to `part`.
class Timed {
 public:
  Timed(Timing& timing, std::string part) : timing_(timing), part_(std::move(part)), start_(Clock::now()) {}
  ~Timed() { timing_.add(part_, std::chrono::duration<double>(Clock::now() - start_).count()); }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;

 private:
  using Clock = std::chrono::steady_clock;
  Timing& timing_;
  std::string part_;
  Clock::time_point start_;
};

/// Peak resident memory of this process in bytes (0 where the system does not say).
std::size_t peak_memory_bytes();

}  // namespace vitrum
