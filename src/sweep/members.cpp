// SPDX-License-Identifier: Apache-2.0
// vitrum/sweep/members.cpp: reads `sweep:` and multiplies it out.
#include <fmt/format.h>

#include <algorithm>

#include "vitrum/sweep/sweep.hpp"

namespace vitrum::sweep {
namespace {

std::string one_line(const YAML::Node& node) {
  YAML::Emitter emitter;
  emitter << YAML::Flow << node;
  return emitter.c_str();
}

}  // namespace

Parameters read_deck(Section section) {
  Parameters parameters;
  parameters.command = section.choice("command", {"run", "synthesize", "characterize", "deform"}, "run");
  parameters.ranks_per_member = section.integer("ranks_per_member", 1, at_least(1));
  const YAML::Node vary = section.free_form("vary");
  if (!vary) return parameters;
  for (const auto& entry : vary) {
    Variation variation{entry.first.as<std::string>(), {}};
    if (!entry.second.IsSequence() || entry.second.size() == 0)
      section.fail("vary", variation.key + " must be a list of values, as [300 K, 400 K]");
    for (const auto& value : entry.second) variation.values.push_back(one_line(value));
    parameters.variations.push_back(std::move(variation));
  }
  return parameters;
}

std::string Member::directory() const { return fmt::format("member-{:04}", index); }

std::vector<std::string> Member::overrides() const {
  std::vector<std::string> result;
  for (const auto& [key, value] : values) result.push_back(key + "=" + value);
  return result;
}

std::vector<Member> expand(const std::vector<Variation>& variations) {
  std::vector<Member> members{Member{}};
  for (const auto& variation : variations) {
    std::vector<Member> longer;
    for (const auto& member : members)
      for (const auto& value : variation.values) {
        longer.push_back(member);
        longer.back().values.emplace_back(variation.key, value);
      }
    members = std::move(longer);
  }
  for (std::size_t i = 0; i < members.size(); ++i) members[i].index = i + 1;
  return members;
}

Groups group_ranks(int rank, int ranks, std::int64_t ranks_per_member) {
  const int size = static_cast<int>(std::min<std::int64_t>(ranks_per_member, ranks));
  const int count = std::max(1, ranks / size);
  return {count, std::min(rank / size, count - 1)};
}

}  // namespace vitrum::sweep
