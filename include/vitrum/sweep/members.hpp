// SPDX-License-Identifier: Apache-2.0
// vitrum/sweep/members.hpp: the members of a sweep, and the groups of ranks that run them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "vitrum/sweep/deck.hpp"

namespace vitrum::sweep {

/// One deck of the sweep; `index` from 1.
struct Member {
  std::size_t index = 1;
  Values values;
  std::string directory() const;               // "member-0001"
  std::vector<std::string> overrides() const;  // "key=value"
  /// The values without seeds (keys that are or end in `seed`): members of one point differ by chance alone.
  Values point() const;
};

/// list x zip x vary x sample x replicas, the last fastest; within `vary` the last key runs fastest. Without any of
/// them: one member.
std::vector<Member> expand(const Parameters& parameters);
/// How many `expand` gives.
std::size_t count(const Parameters& parameters);

/// Ranks 0 .. ranks-1 in groups of `ranks_per_member` (the last group takes what is left over; one group of all when
/// there are fewer ranks than a member wants).
struct Groups {
  int count = 1;
  int of_rank = 0;
};
Groups group_ranks(int rank, int ranks, std::int64_t ranks_per_member);

}  // namespace vitrum::sweep
