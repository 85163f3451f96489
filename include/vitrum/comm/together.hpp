// SPDX-License-Identifier: Apache-2.0
// vitrum/comm/together.hpp: an error on one rank becomes the same error on all, so that nobody waits for ever.
#pragma once

#include <exception>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::comm {

/// Collective: if any rank brings an error, all throw the error of the lowest such rank, in the type that belongs to
/// its status (InputError, DataError, Interrupted, Fault).
void agree(const Communicator& comm, const std::optional<Error>& mine);

/// Runs `work` on this rank (it must make no collective calls), then agrees. Use it around anything that can fail
/// on one rank only: reading files, checking data.
template <class Work>
auto together(const Communicator& comm, Work&& work) {
  std::optional<Error> failure;
  using Result = decltype(work());
  if constexpr (std::is_void_v<Result>) {
    try {
      work();
    } catch (const Error& error) {
      failure = error;
    } catch (const std::exception& error) {
      failure = Fault(error.what());
    }
    agree(comm, failure);
  } else {
    std::optional<Result> result;
    try {
      result.emplace(work());
    } catch (const Error& error) {
      failure = error;
    } catch (const std::exception& error) {
      failure = Fault(error.what());
    }
    agree(comm, failure);
    return std::move(*result);
  }
}

/// Runs `work` on the first rank only; all throw what it throws.
template <class Work>
void on_root(const Communicator& comm, Work&& work) {
  together(comm, [&] {
    if (comm.is_root()) work();
  });
}

}  // namespace vitrum::comm
