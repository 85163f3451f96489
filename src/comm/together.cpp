// SPDX-License-Identifier: Apache-2.0
// vitrum/comm/together.cpp: the lowest rank with an error tells it to all.
#include "vitrum/comm/together.hpp"

namespace vitrum::comm {
namespace {

[[noreturn]] void raise(Exit status, const std::string& message) {
  switch (status) {
    case Exit::bad_input:
      throw InputError(message);
    case Exit::bad_data:
      throw DataError(message);
    case Exit::interrupted:
      throw Interrupted(message);
    case Exit::fault:
      throw Fault(message);
    case Exit::done:
      break;
  }
  throw Error(status, message);
}

}  // namespace

void agree(const Communicator& comm, const std::optional<Error>& mine) {
  const std::int64_t nobody = comm.size();
  const std::int64_t speaker = comm.min(mine ? std::int64_t{comm.rank()} : nobody);
  if (speaker == nobody) return;
  const int root = static_cast<int>(speaker);
  const std::string message = comm.broadcast(mine ? mine->what() : "", root);
  std::vector<int> status{mine ? static_cast<int>(mine->status()) : 0};
  comm.broadcast_in_place(status, root);
  raise(static_cast<Exit>(status.front()), message);
}

}  // namespace vitrum::comm
