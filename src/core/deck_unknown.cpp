// SPDX-License-Identifier: Apache-2.0
// vitrum/core/deck_unknown.cpp: keys of the deck that nobody read, and what was probably meant.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "deck_state.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::detail {
namespace {

struct UnknownKey {
  std::string path;
  std::string section;  // path of the mapping that it stands in
  std::string key;
};

class Search {
 public:
  explicit Search(const DeckState& state) : state_(state) { visit(state.in, ""); }
  const std::vector<UnknownKey>& found() const { return found_; }

 private:
  void visit(const YAML::Node& node, const std::string& path) {
    if (state_.leaves.contains(path)) return;
    if (node.IsMap())
      for (const auto& entry : node) visit_key(entry.first.Scalar(), entry.second, path);
    if (node.IsSequence())
      for (std::size_t i = 0; i < node.size(); ++i) visit(node[i], item_path(path, i));
  }

  void visit_key(const std::string& key, const YAML::Node& value, const std::string& section) {
    const std::string path = joined(section, key);
    if (state_.met.contains(path))
      visit(value, path);
    else
      found_.push_back({path, section, key});
  }

  const DeckState& state_;
  std::vector<UnknownKey> found_;
};

std::string schema_path_of(const DeckState& state, const std::string& section) {
  const auto found = state.schema_paths.find(section);
  return found != state.schema_paths.end() ? found->second : section;
}

std::string elsewhere(const DeckState& state, const std::string& key) {
  for (const auto& [path, info] : state.known)
    if (path.ends_with("." + key)) return path.substr(0, path.size() - key.size() - 1);
  return {};
}

std::string advice(const DeckState& state, const UnknownKey& unknown) {
  const auto mentioned = state.mentioned.find(schema_path_of(state, unknown.section));
  const std::vector<std::string> here =
      mentioned == state.mentioned.end() ? std::vector<std::string>()
                                         : std::vector<std::string>(mentioned->second.begin(), mentioned->second.end());
  if (unknown.key.find('.') != std::string::npos)
    return "write it nested, one key a line, each further in than the one above";
  if (const auto near = nearest(unknown.key, here); !near.empty()) return fmt::format("did you mean \"{}\"?", near);
  if (const auto home = elsewhere(state, unknown.key); !home.empty())
    return fmt::format("it belongs under \"{}\"", home);
  if (here.empty()) return "no key is known here; remove it";
  return fmt::format("keys known here: {}", fmt::join(here, ", "));
}

}  // namespace

void check_unknown_keys(const DeckState& state) {
  const Search search(state);
  const auto& unknown = search.found();
  if (unknown.empty()) return;
  std::string message = fmt::format("{}: {}: unknown key; {}", state.place_of_key(unknown[0].path), unknown[0].path,
                                    advice(state, unknown[0]));
  for (std::size_t i = 1; i < unknown.size(); ++i)
    message += fmt::format("{}{} ({})", i == 1 ? "\n  also unknown: " : ", ", unknown[i].path,
                           state.place_of_key(unknown[i].path));
  throw InputError(message);
}

}  // namespace vitrum::detail
