// SPDX-License-Identifier: Apache-2.0
// vitrum/core/deck_load.cpp: YAML text to nodes, and a table of where every key stands.
#include <fmt/format.h>

#include <sstream>
#include <string_view>

#include "deck_state.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::detail {
namespace {

constexpr int deepest = 64;
constexpr std::size_t most_keys = 200'000;

std::string place(const std::string& name, const YAML::Mark& mark) {
  if (mark.is_null()) return name;
  return fmt::format("{}:{}:{}", name, mark.line + 1, mark.column + 1);
}

bool indents_with_tab(const std::string& text, int line) {
  std::istringstream lines(text);
  std::string content;
  for (int i = 0; i <= line; ++i) std::getline(lines, content);
  return content.substr(0, content.find_first_not_of(" \t")).find('\t') != std::string::npos;
}

std::string advice_for(const DeckState& state, const YAML::Mark& mark) {
  if (!mark.is_null() && indents_with_tab(state.text, mark.line)) return "this line begins with a tab; use spaces";
  return "check the indentation, colons, brackets and quotes here and in the line above";
}

std::vector<YAML::Node> parse(const DeckState& state) {
  try {
    return YAML::LoadAll(state.text);
  } catch (const YAML::ParserException& error) {
    throw InputError(fmt::format("{}: not valid YAML: {}; {}", place(state.name, error.mark), error.msg,
                                 advice_for(state, error.mark)));
  } catch (const YAML::Exception& error) {
    throw InputError(fmt::format("{}: not valid YAML: {}", place(state.name, error.mark), error.msg));
  }
}

// yaml-cpp takes a quote that is never closed for a text that runs to the end of the deck.
bool is_unclosed_quote(std::string_view rest) {
  if (!rest.starts_with('"') && !rest.starts_with('\'')) return false;
  const char quote = rest.front();
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (quote == '"' && rest[i] == '\\')
      ++i;
    else if (rest[i] == quote && rest.substr(i + 1).starts_with('\'') && quote == '\'')
      ++i;
    else if (rest[i] == quote)
      return false;
  }
  return true;
}

// Records the place of each key and value below a node.
class PlaceNotes {
 public:
  PlaceNotes(DeckState& state, const std::string& fixed) : state_(state), fixed_(fixed) {}

  void visit(const YAML::Node& node, const std::string& path, int depth) {
    if (depth > deepest) fail(node, path, fmt::format("is nested more than {} levels deep", deepest));
    if (state_.places.size() > most_keys) fail(node, path, fmt::format("the deck has more than {} values", most_keys));
    if (node.IsScalar()) check_quotes(node, path);
    if (node.IsMap()) visit_mapping(node, path, depth);
    if (node.IsSequence()) visit_list(node, path, depth);
  }

 private:
  std::string where(const YAML::Node& node) const { return fixed_.empty() ? place(state_.name, node.Mark()) : fixed_; }

  [[noreturn]] void fail(const YAML::Node& node, const std::string& path, const std::string& what) const {
    throw InputError(fmt::format("{}: {}{}{}", where(node), path, path.empty() ? "" : ": ", what));
  }

  void check_quotes(const YAML::Node& node, const std::string& path) const {
    const YAML::Mark mark = node.Mark();
    if (!fixed_.empty() || mark.is_null() || static_cast<std::size_t>(mark.pos) >= state_.text.size()) return;
    if (is_unclosed_quote(std::string_view(state_.text).substr(static_cast<std::size_t>(mark.pos))))
      fail(node, path, "the quote that opens here is never closed");
  }

  void note(const std::string& path, const YAML::Node& key, const YAML::Node& value) {
    const std::string at_key = where(key);
    state_.places[path] = {at_key, value.IsNull() ? at_key : where(value)};
  }

  void visit_mapping(const YAML::Node& node, const std::string& path, int depth) {
    std::map<std::string, std::string> seen;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) fail(entry.first, path, "a key must be a plain word; check the braces and colons");
      const std::string& key = entry.first.Scalar();
      const auto [first, is_new] = seen.emplace(key, where(entry.first));
      if (!is_new)
        fail(entry.first, joined(path, key),
             fmt::format("this key stands here a second time (first at {}); remove one", first->second));
      note(joined(path, key), entry.first, entry.second);
      visit(entry.second, joined(path, key), depth + 1);
    }
  }

  void visit_list(const YAML::Node& node, const std::string& path, int depth) {
    for (std::size_t i = 0; i < node.size(); ++i) {
      note(item_path(path, i), node[i], node[i]);
      visit(node[i], item_path(path, i), depth + 1);
    }
  }

  DeckState& state_;
  const std::string& fixed_;
};

}  // namespace

std::string joined(const std::string& path, const std::string& key) {
  const std::string name = key.find('.') == std::string::npos ? key : "\"" + key + "\"";
  return path.empty() ? name : path + "." + name;
}

std::string item_path(const std::string& path, std::size_t index) { return fmt::format("{}[{}]", path, index); }

std::string parent_path(const std::string& path) {
  const auto cut = path.find_last_of(".[");
  return cut == std::string::npos ? std::string() : path.substr(0, cut);
}

YAML::Node child(const YAML::Node& mapping, const std::string& key) {
  if (mapping.IsMap())
    for (const auto& entry : mapping)
      if (entry.first.Scalar() == key) return entry.second;
  return YAML::Node(YAML::NodeType::Undefined);
}

std::string described(const YAML::Node& node) {
  if (node.IsMap()) return "a mapping";
  if (node.IsSequence()) return "a list";
  if (node.IsScalar()) return fmt::format("\"{}\"", node.Scalar());
  return "nothing";
}

std::string DeckState::place_of_key(const std::string& path) const {
  for (std::string at = path; !at.empty(); at = parent_path(at))
    if (const auto found = places.find(at); found != places.end()) return found->second.key;
  return name + ":1:1";
}

std::string DeckState::place_of_value(const std::string& path) const {
  const auto found = places.find(path);
  return found != places.end() ? found->second.value : place_of_key(path);
}

void note_places(DeckState& state, const YAML::Node& node, const std::string& path, const std::string& fixed) {
  PlaceNotes(state, fixed).visit(node, path, 0);
}

void load(DeckState& state) {
  if (state.text.find('\0') != std::string::npos)
    throw InputError(fmt::format("{}: is not a text file; give a deck, which is YAML text", state.name));
  const auto documents = parse(state);
  if (documents.size() > 1)
    throw InputError(fmt::format("{}: has {} YAML documents; keep one, without \"---\" lines between", state.name,
                                 documents.size()));
  state.in = documents.empty() || documents[0].IsNull() ? YAML::Node(YAML::NodeType::Map) : documents[0];
  if (!state.in.IsMap())
    throw InputError(fmt::format("{}: a deck is a mapping of \"key: value\" lines, but this is {}",
                                 place(state.name, state.in.Mark()), state.in.IsScalar() ? "a text" : "a list"));
  note_places(state, state.in, "", "");
}

}  // namespace vitrum::detail
