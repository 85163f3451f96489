// SPDX-License-Identifier: Apache-2.0
// vitrum/core/progress.hpp: progress with rate and time left: a bar on a terminal, a line now and then in a log.
#pragma once

#include <chrono>
#include <string>

namespace vitrum {

/// Shown by the process whose log speaks; silent elsewhere. Call `at` as often as you like: it prints rarely.
class Progress {
 public:
  /// `total` in `unit` ("patterns", "% strain"); nothing is shown for stages shorter than a second.
  /// A resumed stage begins at `from`, which does not count for the rate.
  Progress(std::string what, double total, std::string unit, double from = 0.0);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void at(double done);
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  bool is_due(Clock::time_point now) const;
  void show(Clock::time_point now);

  std::string what_;
  double total_;
  std::string unit_;
  double from_;
  double done_;
  bool terminal_;
  bool open_ = true;
  Clock::time_point start_;
  Clock::time_point shown_;
};

}  // namespace vitrum
