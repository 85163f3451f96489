// SPDX-License-Identifier: Apache-2.0
// drivers/sweep_plan.cpp: members' decks read before anything runs: unknown keys, identities, shared stages.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "sweep_members.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::drivers {
namespace {

using Keys = std::vector<std::string>;

/// No result depends on these.
const Keys of_no_stage{"title", "memory_per_rank", "stages", "sweep"};
/// These are read after characterization.
const Keys of_deformation{"microstructure", "elasticity", "deform", "response"};

bool contains(const Keys& keys, const std::string& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// FNV-1a, 64 bits.
std::string hash_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return fmt::format("{:016x}", hash);
}

template <class Keep>
std::string sections_of(const YAML::Node& deck, Keep keep) {
  std::string text;
  for (const auto& entry : deck)
    if (const auto key = entry.first.as<std::string>(); keep(key)) text += key + ": " + YAML::Dump(entry.second) + "\n";
  return text;
}

/// What a stage that may be shared reads. Sections that nobody knows here count: then less is shared, never too much.
std::string read_by(const std::string& stage, const YAML::Node& deck) {
  if (stage == "synthesize")
    return sections_of(deck, [](const auto& key) { return key == "seed" || key == "synthesize"; });
  return sections_of(deck,
                     [](const auto& key) { return !contains(of_no_stage, key) && !contains(of_deformation, key); });
}

bool runs(const Settings& settings, const std::string& command, const std::string& stage) {
  return command == "run" ? contains(settings.stages, stage) : command == stage;
}

std::vector<SharedStage> stages_shared(const Settings& settings, const YAML::Node& deck) {
  std::vector<SharedStage> result;
  std::string before;
  for (const char* stage : {"synthesize", "characterize"}) {
    if (!runs(settings, settings.sweep.command, stage)) continue;
    const auto hash = hash_of(before + read_by(stage, deck));
    result.push_back({stage, fmt::format("stages/{}-{}", stage, hash)});
    before = hash + "\n";
  }
  return result;
}

PlannedMember plan_member(const Job& job, const CommandLine& line, const sweep::Member& member) {
  PlannedMember plan{member, "", {}};
  auto overrides = line.set;
  for (const auto& override : member.overrides()) overrides.push_back(override);
  Deck deck = Deck::from_text(job.deck.text(), job.deck.name(), overrides);
  Settings settings;
  try {
    settings = read_settings(deck, job.settings.sweep.command, ".");
  } catch (const InputError&) {
    return plan;
  }
  deck.finish();
  const auto resolved = YAML::Load(deck.resolved());
  plan.identity =
      hash_of(sections_of(resolved, [](const auto& key) { return key == "stages" || !contains(of_no_stage, key); }));
  if (settings.sweep.share_stages) plan.shared = stages_shared(settings, resolved);
  return plan;
}

/// One line a member, for the other ranks.
std::string to_line(const PlannedMember& plan) {
  nlohmann::json json{plan.identity};
  for (const auto& shared : plan.shared) json.insert(json.end(), {shared.stage, shared.directory});
  return json.dump() + "\n";
}

void from_line(const std::string& text, PlannedMember& plan) {
  const auto json = nlohmann::json::parse(text);
  plan.identity = json.at(0).get<std::string>();
  plan.shared.clear();
  for (std::size_t i = 1; i + 1 < json.size(); i += 2)
    plan.shared.push_back({json.at(i).get<std::string>(), json.at(i + 1).get<std::string>()});
}

}  // namespace

std::vector<PlannedMember> plan_members(const Job& job, const CommandLine& line,
                                        const std::vector<sweep::Member>& members) {
  std::string text;
  comm::on_root(job.comm, [&] {
    for (const auto& member : members) text += to_line(plan_member(job, line, member));
  });
  text = job.comm.broadcast(text);
  std::vector<PlannedMember> plans;
  std::size_t at = 0;
  for (const auto& member : members) {
    const auto end = text.find('\n', at);
    plans.push_back({member, "", {}});
    from_line(text.substr(at, end - at), plans.back());
    at = end + 1;
  }
  return plans;
}

}  // namespace vitrum::drivers
