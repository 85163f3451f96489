// SPDX-License-Identifier: Apache-2.0
// vitrum/core/error.hpp: what can go wrong, and the exit status that says whose fault it is.
#pragma once

#include <stdexcept>
#include <string>

namespace vitrum {

enum class Exit : int {
  done = 0,
  fault = 1,         // ours
  bad_input = 2,     // arguments, deck
  bad_data = 3,      // missing, truncated, corrupt, wrong shape
  interrupted = 75,  // can be resumed with --restart
};

/// Every error is one message: what is wrong, where, and what to do.
class Error : public std::runtime_error {
 public:
  Error(Exit status, const std::string& message) : std::runtime_error(message), status_(status) {}
  Exit status() const { return status_; }

 private:
  Exit status_;
};

struct InputError : Error {
  explicit InputError(const std::string& message) : Error(Exit::bad_input, message) {}
};

struct DataError : Error {
  explicit DataError(const std::string& message) : Error(Exit::bad_data, message) {}
};

struct Interrupted : Error {
  explicit Interrupted(const std::string& message) : Error(Exit::interrupted, message) {}
};

struct Fault : Error {
  explicit Fault(const std::string& message) : Error(Exit::fault, message) {}
};

}  // namespace vitrum
