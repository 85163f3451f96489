// SPDX-License-Identifier: Apache-2.0
// vitrum/core/deck_override.cpp: --set path.to.key=value, applied to the deck before anybody reads it.
#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "deck_state.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::detail {
namespace {

struct Step {
  std::string key;                   // of a mapping, or
  std::optional<std::size_t> index;  // of a list
};

std::string place(const std::string& setting) { return "--set " + setting; }

[[noreturn]] void fail(const std::string& setting, const std::string& what) {
  throw InputError(fmt::format("{}: {}", place(setting), what));
}

[[noreturn]] void fail_malformed(const std::string& setting, const std::string& what) {
  fail(setting, what + "; write path.to.key=value, as in --set scan.step=\"0.3 nm\" or --set glass.clusters[0].n=6");
}

// "clusters[2][0]" to the steps clusters, 2, 0.
void add_steps(std::vector<Step>& steps, std::string_view segment, const std::string& setting) {
  const auto bracket = segment.find('[');
  const std::string_view key = segment.substr(0, bracket);
  if (key.empty()) fail_malformed(setting, "a key is missing in the path");
  if (key.find_first_of("] \t") != std::string_view::npos)
    fail_malformed(setting, fmt::format("\"{}\" is not a key", segment));
  steps.push_back({std::string(key), {}});
  segment.remove_prefix(key.size());
  while (!segment.empty()) {
    std::size_t index = 0;
    const char* end = segment.data() + segment.size();
    const auto [rest, code] = std::from_chars(segment.data() + 1, end, index);
    if (segment.front() != '[' || code != std::errc() || rest == end || *rest != ']')
      fail_malformed(setting, fmt::format("\"{}\" is not an index like [0]", segment));
    steps.push_back({"", index});
    segment.remove_prefix(static_cast<std::size_t>(rest + 1 - segment.data()));
  }
}

std::vector<Step> steps_of(std::string_view path, const std::string& setting) {
  std::vector<Step> steps;
  for (;;) {
    const auto dot = path.find('.');
    add_steps(steps, path.substr(0, dot), setting);
    if (dot == std::string_view::npos) return steps;
    path.remove_prefix(dot + 1);
  }
}

YAML::Node parse_value(const std::string& text, const std::string& setting) {
  if (text.find_first_not_of(" \t") == std::string::npos) fail_malformed(setting, "the value is missing after \"=\"");
  try {
    return YAML::Load(text);
  } catch (const YAML::Exception& error) {
    fail(setting, fmt::format("the value is not valid YAML: {}; check brackets and quotes", error.msg));
  }
}

// Nodes on the way are copied, not changed, because YAML aliases may share them with other keys.
class Override {
 public:
  Override(const DeckState& state, const std::string& setting, const std::vector<Step>& steps, const YAML::Node& value)
      : state_(state), setting_(setting), steps_(steps), value_(value) {}

  YAML::Node apply(const YAML::Node& node, const std::string& path, std::size_t depth) const {
    if (depth == steps_.size()) return value_;
    const Step& step = steps_[depth];
    return step.index ? replace_item(node, path, *step.index, depth) : replace_key(node, path, step.key, depth);
  }

 private:
  YAML::Node replace_key(const YAML::Node& node, const std::string& path, const std::string& key,
                         std::size_t depth) const {
    if (node.IsSequence())
      fail(setting_, fmt::format("{} is a list of {} (at {}); write an index, as in {}[0].{}", path, node.size(),
                                 state_.place_of_key(path), path, key));
    if (node.IsScalar())
      fail(setting_, fmt::format("{} is the value {} (at {}), not a mapping; it has no key \"{}\"", path,
                                 described(node), state_.place_of_key(path), key));
    YAML::Node copy(YAML::NodeType::Map);
    if (node.IsMap())
      for (const auto& entry : node)
        if (entry.first.Scalar() != key) copy.force_insert(entry.first, entry.second);
    copy.force_insert(key, apply(child(node, key), joined(path, key), depth + 1));
    return copy;
  }

  YAML::Node replace_item(const YAML::Node& node, const std::string& path, std::size_t index, std::size_t depth) const {
    if (!node.IsSequence())
      fail(setting_, fmt::format("{} is {}{}, not a list; leave [{}] out", path,
                                 node.IsDefined() ? described(node) : "not in the deck",
                                 node.IsDefined() ? " (at " + state_.place_of_key(path) + ")" : "", index));
    if (index >= node.size())
      fail(setting_, fmt::format("{} has {} items (at {}), so the last is {}[{}]", path, node.size(),
                                 state_.place_of_key(path), path, static_cast<long>(node.size()) - 1));
    YAML::Node copy(YAML::NodeType::Sequence);
    for (std::size_t i = 0; i < node.size(); ++i)
      copy.push_back(i == index ? apply(node[i], item_path(path, i), depth + 1) : YAML::Node(node[i]));
    return copy;
  }

  const DeckState& state_;
  const std::string& setting_;
  const std::vector<Step>& steps_;
  const YAML::Node& value_;
};

bool lies_below(const std::string& path, const std::string& parent) {
  return path.starts_with(parent) && path.size() > parent.size() &&
         (path[parent.size()] == '.' || path[parent.size()] == '[');
}

void forget_places_below(DeckState& state, const std::string& path) {
  std::erase_if(state.places, [&](const auto& entry) { return lies_below(entry.first, path); });
}

}  // namespace

void override_value(DeckState& state, const std::string& setting) {
  const auto equals = setting.find('=');
  if (equals == std::string::npos) fail_malformed(setting, "there is no \"=\"");
  const auto steps = steps_of(std::string_view(setting).substr(0, equals), setting);
  const YAML::Node value = parse_value(setting.substr(equals + 1), setting);
  const YAML::Node changed = Override(state, setting, steps, value).apply(state.in, "", 0);
  state.in.reset(changed);

  const std::string path = setting.substr(0, equals);
  forget_places_below(state, path);
  state.places[path] = {place(setting), place(setting)};
  for (std::string parent = parent_path(path); !parent.empty(); parent = parent_path(parent))
    state.places.try_emplace(parent, Place{place(setting), place(setting)});
  note_places(state, value, path, place(setting));
}

}  // namespace vitrum::detail
