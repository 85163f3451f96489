// SPDX-License-Identifier: Apache-2.0
// vitrum/sweep/deck.cpp: reads `sweep:`.
#include "vitrum/sweep/deck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "vitrum/sweep/sample.hpp"

namespace vitrum::sweep {
namespace {

std::string one_line(const YAML::Node& node) {
  YAML::Emitter emitter;
  emitter << YAML::Flow << node;
  return emitter.c_str();
}

std::vector<Variation> read_variations(Section& section, const std::string& where) {
  std::vector<Variation> result;
  const YAML::Node mapping = section.free_form(where);
  if (mapping.IsNull()) return result;
  for (const auto& entry : mapping) {
    Variation variation{entry.first.as<std::string>(), {}};
    if (!entry.second.IsSequence() || entry.second.size() == 0)
      section.fail(where, variation.key + " must be a list of values, as [300 K, 400 K]");
    for (const auto& value : entry.second) variation.values.push_back(one_line(value));
    result.push_back(std::move(variation));
  }
  return result;
}

std::vector<Values> read_list(Section& section) {
  std::vector<Values> result;
  const YAML::Node list = section.free_list("list");
  if (list.IsNull()) return result;
  for (const auto& item : list) {
    if (!item.IsMap() || item.size() == 0)
      section.fail("list", "every item is a member: deck keys and their values, as {deform.temperature: 300 K}");
    Values values;
    for (const auto& entry : item) values.emplace_back(entry.first.as<std::string>(), one_line(entry.second));
    result.push_back(std::move(values));
  }
  if (result.empty()) section.fail("list", "the list is empty; give one member at least, or leave the key out");
  return result;
}

void check_lengths(const Section& section, const std::vector<Variation>& zipped) {
  for (const auto& variation : zipped)
    if (variation.values.size() != zipped.front().values.size())
      section.fail(
          "zip", fmt::format("{} has {} values, {} has {}; zipped lists are taken side by side, so all must be "
                             "of one length",
                             zipped.front().key, zipped.front().values.size(), variation.key, variation.values.size()));
}

/// "300 K": the number, and the unit as written.
std::pair<double, std::string> read_bound(const Section& section, const std::string& key, const YAML::Node& node,
                                          const char* name) {
  const std::string text = node && node.IsScalar() ? node.Scalar() : "";
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || !(value - value == 0.0))
    section.fail(
        "ranges",
        fmt::format("{}: `{}` must be a number with the unit of the key, as in {{from: 200 K, to: 400 K}}", key, name));
  std::string unit(end);
  unit.erase(0, std::min(unit.find_first_not_of(' '), unit.size()));
  return {value, unit};
}

Range::Scale read_scale(const Section& section, const std::string& key, const YAML::Node& node) {
  const std::string name = node ? node.as<std::string>("") : "linear";
  if (name == "linear") return Range::Scale::linear;
  if (name == "log") return Range::Scale::log;
  if (name == "integer") return Range::Scale::integer;
  section.fail("ranges", fmt::format("{}: `scale` is linear, log or integer, not \"{}\"", key, name));
}

Range read_range(const Section& section, const std::string& key, const YAML::Node& node) {
  if (!node.IsMap()) section.fail("ranges", key + " must be written as {from: 200 K, to: 400 K, scale: linear}");
  for (const auto& entry : node)
    if (const auto name = entry.first.as<std::string>(); name != "from" && name != "to" && name != "scale")
      section.fail("ranges", fmt::format("{}: unknown key \"{}\"; known: from, to, scale", key, name));
  const auto [from, unit] = read_bound(section, key, node["from"], "from");
  const auto [to, unit_of_to] = read_bound(section, key, node["to"], "to");
  if (unit != unit_of_to)
    section.fail("ranges",
                 fmt::format("{}: `from` is in \"{}\", `to` in \"{}\"; write both in one unit", key, unit, unit_of_to));
  if (!(from < to)) section.fail("ranges", key + ": `from` must be less than `to`");
  const auto scale = read_scale(section, key, node["scale"]);
  if (scale == Range::Scale::log && from <= 0.0)
    section.fail("ranges", key + ": on the log scale `from` must be above zero");
  if (scale == Range::Scale::integer && (from != std::floor(from) || to != std::floor(to)))
    section.fail("ranges", key + ": on the integer scale `from` and `to` must be whole numbers");
  return {key, from, to, unit, scale};
}

std::optional<Sample> read_sample(Section& parent, std::uint64_t seed) {
  const bool wanted = parent.has("sample");
  Section section = parent.section("sample");
  Sample sample;
  const auto n = section.optional_integer("n", at_least(1));
  const auto method = section.choice("method", {"halton", "random"}, "halton");
  sample.method = method == "halton" ? Sample::Method::halton : Sample::Method::random;
  const auto own_seed = section.optional_integer("seed", non_negative());
  sample.seed = own_seed ? static_cast<std::uint64_t>(*own_seed) : seed;
  const YAML::Node ranges = section.free_form("ranges");
  if (!wanted) return {};
  if (!n) section.fail("n", "how many points? Write n: 64");
  if (!ranges || ranges.size() == 0)
    section.fail("ranges", "name the keys, as deform.temperature: {from: 200 K, to: 400 K}");
  sample.n = static_cast<std::size_t>(*n);
  for (const auto& entry : ranges)
    sample.ranges.push_back(read_range(section, entry.first.as<std::string>(), entry.second));
  return sample;
}

Replicas read_replicas(Section& section, std::uint64_t seed, bool deforms) {
  Replicas replicas;
  replicas.n = static_cast<std::size_t>(section.optional_integer("replicas", at_least(1)).value_or(0));
  replicas.key = section.text("replica_key", deforms ? "deform.seed" : "seed");
  if (replicas.key != "seed" && !replicas.key.ends_with(".seed"))
    section.fail("replica_key", "must be a seed: deform.seed or seed, not " + replicas.key);
  const auto seeds = section.choice("replica_seeds", {"consecutive", "random"}, "consecutive");
  replicas.seeds = seeds == "random" ? Replicas::Seeds::random : Replicas::Seeds::consecutive;
  replicas.common = section.flag("common_random_numbers", true);
  replicas.seed = seed;
  return replicas;
}

/// No key may be set twice, nor a key before the section that holds it: one of the values would be lost.
void check_keys(const Section& section, const Parameters& p) {
  std::vector<std::string> keys;
  const auto add = [&](const std::string& key) {
    if (key == "sweep" || key.starts_with("sweep.")) section.fail("", key + " cannot be varied by the sweep itself");
    for (const auto& other : keys) {
      if (other == key)
        section.fail("", key + " is named twice; a key may stand in one of list, zip, vary, sample and replica_key");
      if (other.starts_with(key + "."))
        section.fail("", key + " as a whole would undo " + other + "; name it first, or its keys one by one");
    }
    keys.push_back(key);
  };
  for (const auto& values : p.list.empty() ? std::vector<Values>{{}} : p.list) {
    keys.clear();
    for (const auto& [key, value] : values) add(key);
    for (const auto& variation : p.zipped) add(variation.key);
    for (const auto& variation : p.variations) add(variation.key);
    if (p.sample)
      for (const auto& range : p.sample->ranges) add(range.key);
    if (p.replicas.n > 0) add(p.replicas.key);
  }
}

}  // namespace

Parameters read_deck(Section section, std::uint64_t seed, bool deforms) {
  Parameters parameters;
  parameters.command = section.choice("command", {"run", "synthesize", "characterize", "deform"}, "run");
  parameters.ranks_per_member = section.integer("ranks_per_member", 1, at_least(1));
  parameters.share_stages = section.flag("share_stages", true);
  parameters.list = read_list(section);
  parameters.zipped = read_variations(section, "zip");
  check_lengths(section, parameters.zipped);
  parameters.variations = read_variations(section, "vary");
  parameters.sample = read_sample(section, seed);
  const bool run_deforms = parameters.command == "run" && deforms;
  parameters.replicas = read_replicas(section, seed, run_deforms || parameters.command == "deform");
  check_keys(section, parameters);
  return parameters;
}

}  // namespace vitrum::sweep
