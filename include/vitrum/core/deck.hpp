// SPDX-License-Identifier: Apache-2.0
// vitrum/core/deck.hpp: a YAML deck read strictly: units, ranges, unknown keys, line and column.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vitrum {

/// Allowed interval of a number; the message of a violation is made from it.
struct Bounds {
  double lo = -std::numeric_limits<double>::infinity();
  double hi = std::numeric_limits<double>::infinity();
  bool lo_open = false;
  bool hi_open = false;
};
inline Bounds any_value() { return {}; }
inline Bounds positive() { return {0.0, std::numeric_limits<double>::infinity(), true, false}; }
inline Bounds non_negative() { return {0.0, std::numeric_limits<double>::infinity(), false, false}; }
inline Bounds at_least(double lo) { return {lo, std::numeric_limits<double>::infinity(), false, false}; }
inline Bounds between(double lo, double hi) { return {lo, hi, false, false}; }

/// What a deck key is; collected while decks are read, so that docs/deck.md can be held against it.
struct KeyInfo {
  std::string type;           // "quantity [nm]", "number", "integer", "flag", "text", "choice a|b", "section", "list"
  std::string default_value;  // as written in the resolved deck; "required" or "optional" where there is none
};

namespace detail {
struct DeckState;
template <class T>
struct Kind;
}  // namespace detail

/// One mapping of a deck. Values are read by key; every read checks type, unit and range, fills in the default,
/// and records the key. All errors are InputError "FILE:LINE:COLUMN: path.to.key: what is wrong; what to do".
/// A Section of a mapping that the deck leaves out is valid and empty: all its defaults apply.
class Section {
 public:
  Section(const Section&) = default;
  Section& operator=(const Section& other);
  bool has(const std::string& key) const;

  /// Dimensional value: the deck must write a unit; returned in `unit`. No default: the key is required.
  double quantity(const std::string& key, const std::string& unit, std::optional<double> fallback = {},
                  Bounds bounds = {});
  std::optional<double> optional_quantity(const std::string& key, const std::string& unit, Bounds bounds = {});
  std::vector<double> quantities(const std::string& key, const std::string& unit,
                                 std::optional<std::vector<double>> fallback = {}, Bounds bounds = {});
  /// Dimensionless value.
  double number(const std::string& key, std::optional<double> fallback = {}, Bounds bounds = {});
  std::optional<double> optional_number(const std::string& key, Bounds bounds = {});
  std::vector<double> numbers(const std::string& key, std::optional<std::vector<double>> fallback = {},
                              Bounds bounds = {});
  std::int64_t integer(const std::string& key, std::optional<std::int64_t> fallback = {}, Bounds bounds = {});
  std::optional<std::int64_t> optional_integer(const std::string& key, Bounds bounds = {});
  std::vector<std::int64_t> integers(const std::string& key, std::optional<std::vector<std::int64_t>> fallback = {},
                                     Bounds bounds = {});
  bool flag(const std::string& key, std::optional<bool> fallback = {});
  std::string text(const std::string& key, std::optional<std::string> fallback = {});
  std::optional<std::string> optional_text(const std::string& key);
  std::vector<std::string> texts(const std::string& key, std::optional<std::vector<std::string>> fallback = {});
  /// A text that must be one of `options`; a near miss is answered with "did you mean".
  std::string choice(const std::string& key, const std::vector<std::string>& options,
                     std::optional<std::string> fallback = {});

  Section section(const std::string& key);                 // empty where absent
  std::vector<Section> list(const std::string& key);       // list of mappings; empty where absent
  /// A mapping, or a list of such mappings: the sections of all of them, under the same schema; one that is empty where
  /// absent. An empty list is an error.
  std::vector<Section> one_or_more(const std::string& key);
  std::vector<std::pair<std::string, Section>> entries();  // mapping with names chosen by the user (each a mapping)
  /// A mapping with free keys and scalar or list values (sweep variations); the YAML is returned as written.
  YAML::Node free_form(const std::string& key);
  /// A list of such mappings, as written; a null node where absent.
  YAML::Node free_list(const std::string& key);

  /// Location-prefixed error on `key` of this section ("" for the section itself); never returns.
  [[noreturn]] void fail(const std::string& key, const std::string& message) const;
  std::string path() const { return path_; }

 private:
  friend class Deck;
  Section(std::shared_ptr<detail::DeckState> state, std::string path, std::string schema_path, YAML::Node in,
          YAML::Node out);
  template <class T>
  std::optional<T> read(const std::string& key, const detail::Kind<T>& kind, const std::optional<T>& fallback,
                        bool required);
  YAML::Node find(const std::string& key) const;
  YAML::Node as_written(const std::string& key, const char* type, YAML::NodeType::value kind, const char* what);
  void know(const std::string& key, const std::string& type, const std::string& default_value);
  Section child_section(const std::string& path, const std::string& schema_path, const YAML::Node& in, YAML::Node out);
  [[noreturn]] void fail_at_path(const std::string& path, const std::string& message) const;

  std::shared_ptr<detail::DeckState> state_;
  std::string path_;         // "synthesize.clusters[2]"
  std::string schema_path_;  // "synthesize.clusters[]"
  YAML::Node in_;
  YAML::Node out_;
};

class Deck {
 public:
  /// Reads a file; `overrides` are "path.to.key=value" strings of --set, applied before anything is read.
  static Deck from_file(const std::string& file, const std::vector<std::string>& overrides = {});
  static Deck from_text(const std::string& text, const std::string& name = "deck",
                        const std::vector<std::string>& overrides = {});

  Section root();
  /// After all rooms have read their parts: an error for every key nobody knows, with the nearest known key.
  void finish() const;
  /// The deck with defaults filled in; running it again reproduces the run.
  std::string resolved() const;
  std::string text() const;
  std::string name() const;
  /// All keys met so far, "path.to.key" (list items as "path[].key", user-named entries as "path.NAME.key").
  const std::map<std::string, KeyInfo>& known_keys() const;

 private:
  explicit Deck(std::shared_ptr<detail::DeckState> state) : state_(std::move(state)) {}
  std::shared_ptr<detail::DeckState> state_;
};

/// The candidate nearest to `word` by edit distance, or "" when none is near enough to be meant.
std::string nearest(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace vitrum
