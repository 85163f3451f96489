// SPDX-License-Identifier: Apache-2.0
// vitrum/core/deck_state.hpp: what the sections of one deck share: the YAML, where each key stands, which are known.
#pragma once

#include <yaml-cpp/yaml.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "vitrum/core/deck.hpp"

namespace vitrum::detail {

/// "deck.yaml:3:5" or "--set path=value", for a key and for its value.
struct Place {
  std::string key;
  std::string value;
};

struct DeckState {
  std::string name;
  std::string text;
  YAML::Node in;
  YAML::Node out;
  std::map<std::string, Place> places;                     // by path
  std::set<std::string> met;                               // paths that somebody read
  std::set<std::string> leaves;                            // those whose whole content was read
  std::map<std::string, std::string> schema_paths;         // path of each section met -> its schema path
  std::map<std::string, KeyInfo> known;                    // by schema path
  std::map<std::string, std::set<std::string>> mentioned;  // schema path of a section -> keys asked for in it

  /// Where the key stands; where it is absent, the nearest parent that is there.
  std::string place_of_key(const std::string& path) const;
  std::string place_of_value(const std::string& path) const;
};

/// "path.key"; a key that has dots itself is quoted.
std::string joined(const std::string& path, const std::string& key);
std::string item_path(const std::string& path, std::size_t index);
std::string parent_path(const std::string& path);
/// Value of `key` in a mapping, or an undefined node.
YAML::Node child(const YAML::Node& mapping, const std::string& key);
/// "a list", "a mapping", "nothing", or the value in quotes.
std::string described(const YAML::Node& node);

/// Parses the text and notes where everything stands; InputError for what is not a mapping of unique keys.
void load(DeckState& state);
/// Writes the places of everything below `path`; `fixed` replaces line and column where it is not empty.
void note_places(DeckState& state, const YAML::Node& node, const std::string& path, const std::string& fixed);
/// InputError for every key of the deck that nobody read.
void check_unknown_keys(const DeckState& state);
/// Applies one "path.to.key=value" of --set.
void override_value(DeckState& state, const std::string& setting);

}  // namespace vitrum::detail
