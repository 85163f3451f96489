// SPDX-License-Identifier: Apache-2.0
// vitrum/sweep/sweep.hpp: the members of a sweep, who runs them, and the table of their results.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "vitrum/core/deck.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::sweep {

/// One key of the deck and the values it takes, as YAML text.
struct Variation {
  std::string key;
  std::vector<std::string> values;
};

struct Parameters {
  std::string command = "run";  // what a member runs: run (the deck's stages), synthesize, characterize, deform
  std::int64_t ranks_per_member = 1;
  std::vector<Variation> variations;
};

/// The `sweep:` section. InputError where a value list is empty or not a list.
Parameters read_deck(Section section);

/// One combination of values; `index` from 1, the last variation runs fastest.
struct Member {
  std::size_t index = 1;
  std::vector<std::pair<std::string, std::string>> values;
  std::string directory() const;               // "member-0001"
  std::vector<std::string> overrides() const;  // "key=value"
};
std::vector<Member> expand(const std::vector<Variation>& variations);

/// Ranks 0 .. ranks-1 in groups of `ranks_per_member` (the last group takes what is left over; one group of all when
/// there are fewer ranks than a member wants).
struct Groups {
  int count = 1;
  int of_rank = 0;
};
Groups group_ranks(int rank, int ranks, std::int64_t ranks_per_member);

/// One row of the result table: what varied, whether it worked, and named numbers.
struct Row {
  Member member;
  std::string status;  // "done", or the error
  int exit_status = 0;
  std::vector<std::pair<std::string, double>> numbers;
};
/// Reads the results in `directory` (deformation.h5: strength, last localization, activity ratios; mro.h5: summary).
/// Missing files give a row with what is there; a failed member (file `failed`: exit status and message) has no numbers.
Row collect(const Member& member, const std::string& directory);

/// CSV text with one header line; columns are the union over the rows, in order of first appearance.
std::string csv(const std::vector<Row>& rows);
/// /members of sweep.h5.
void write(storage::File& file, const std::vector<Row>& rows);

}  // namespace vitrum::sweep
