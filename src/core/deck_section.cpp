// SPDX-License-Identifier: Apache-2.0
// vitrum/core/deck_section.cpp: reading by key: know it, find it, check it, write it to the resolved deck.
#include <fmt/format.h>

#include "deck_kinds.hpp"
#include "deck_state.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum {
namespace {

using detail::described;
using detail::item_path;
using detail::joined;

std::string written(const YAML::Node& node) { return YAML::Dump(node); }

template <class T>
T required(std::optional<T> value) {
  return std::move(*value);
}

}  // namespace

Section::Section(std::shared_ptr<detail::DeckState> state, std::string path, std::string schema_path, YAML::Node in,
                 YAML::Node out)
    : state_(std::move(state)),
      path_(std::move(path)),
      schema_path_(std::move(schema_path)),
      in_(std::move(in)),
      out_(std::move(out)) {
  state_->met.insert(path_);
  state_->schema_paths[path_] = schema_path_;
}

// Assignment of YAML nodes would write into the deck.
Section& Section::operator=(const Section& other) {
  if (this == &other) return *this;
  state_ = other.state_;
  path_ = other.path_;
  schema_path_ = other.schema_path_;
  in_.reset(other.in_);
  out_.reset(other.out_);
  return *this;
}

bool Section::has(const std::string& key) const { return find(key).IsDefined(); }

YAML::Node Section::find(const std::string& key) const {
  state_->mentioned[schema_path_].insert(key);
  return detail::child(in_, key);
}

void Section::know(const std::string& key, const std::string& type, const std::string& default_value) {
  state_->known.try_emplace(joined(schema_path_, key), KeyInfo{type, default_value});
  state_->met.insert(joined(path_, key));
}

void Section::fail_at_path(const std::string& path, const std::string& message) const {
  throw InputError(fmt::format("{}: {}{}{}", state_->place_of_value(path), path, path.empty() ? "" : ": ", message));
}

void Section::fail(const std::string& key, const std::string& message) const {
  if (!key.empty()) fail_at_path(joined(path_, key), message);
  throw InputError(fmt::format("{}: {}{}{}", state_->place_of_key(path_), path_, path_.empty() ? "" : ": ", message));
}

template <class T>
std::optional<T> Section::read(const std::string& key, const detail::Kind<T>& kind, const std::optional<T>& fallback,
                               bool required) {
  know(key, kind.type, fallback ? written(kind.write(*fallback)) : required ? "required" : "optional");
  const std::string path = joined(path_, key);
  state_->leaves.insert(path);
  const YAML::Node node = find(key);
  std::optional<T> value = fallback;
  try {
    if (node.IsDefined()) value = kind.parse(node, path);
  } catch (const detail::BadValue& bad) {
    fail_at_path(bad.path, bad.what());
  }
  if (!value && required) fail(key, fmt::format("is missing; write it, as in \"{}: {}\"", key, kind.example));
  if (value) out_[key] = kind.write(*value);
  return value;
}

double Section::quantity(const std::string& key, const std::string& unit, std::optional<double> fallback,
                         Bounds bounds) {
  return required(read(key, detail::quantity_kind(unit, bounds), fallback, true));
}

std::optional<double> Section::optional_quantity(const std::string& key, const std::string& unit, Bounds bounds) {
  return read(key, detail::quantity_kind(unit, bounds), {}, false);
}

std::vector<double> Section::quantities(const std::string& key, const std::string& unit,
                                        std::optional<std::vector<double>> fallback, Bounds bounds) {
  return required(read(key, detail::list_of(detail::quantity_kind(unit, bounds)), fallback, true));
}

double Section::number(const std::string& key, std::optional<double> fallback, Bounds bounds) {
  return quantity(key, "1", fallback, bounds);
}

std::optional<double> Section::optional_number(const std::string& key, Bounds bounds) {
  return optional_quantity(key, "1", bounds);
}

std::vector<double> Section::numbers(const std::string& key, std::optional<std::vector<double>> fallback,
                                     Bounds bounds) {
  return quantities(key, "1", std::move(fallback), bounds);
}

std::int64_t Section::integer(const std::string& key, std::optional<std::int64_t> fallback, Bounds bounds) {
  return required(read(key, detail::integer_kind(bounds), fallback, true));
}

std::optional<std::int64_t> Section::optional_integer(const std::string& key, Bounds bounds) {
  return read(key, detail::integer_kind(bounds), {}, false);
}

std::vector<std::int64_t> Section::integers(const std::string& key, std::optional<std::vector<std::int64_t>> fallback,
                                            Bounds bounds) {
  return required(read(key, detail::list_of(detail::integer_kind(bounds)), fallback, true));
}

bool Section::flag(const std::string& key, std::optional<bool> fallback) {
  return required(read(key, detail::flag_kind(), fallback, true));
}

std::string Section::text(const std::string& key, std::optional<std::string> fallback) {
  return required(read(key, detail::text_kind(), fallback, true));
}

std::optional<std::string> Section::optional_text(const std::string& key) {
  return read(key, detail::text_kind(), {}, false);
}

std::vector<std::string> Section::texts(const std::string& key, std::optional<std::vector<std::string>> fallback) {
  return required(read(key, detail::list_of(detail::text_kind()), fallback, true));
}

std::string Section::choice(const std::string& key, const std::vector<std::string>& options,
                            std::optional<std::string> fallback) {
  return required(read(key, detail::choice_kind(options), fallback, true));
}

Section Section::child_section(const std::string& path, const std::string& schema_path, const YAML::Node& in,
                               YAML::Node out) {
  if (in.IsDefined() && !in.IsNull() && !in.IsMap())
    fail_at_path(path, fmt::format("must be a mapping of \"key: value\" lines, but is {}", described(in)));
  if (in.IsDefined() && !out.IsDefined()) out = YAML::Node(YAML::NodeType::Map);
  return {state_, path, schema_path, in.IsMap() ? in : YAML::Node(YAML::NodeType::Map), out};
}

Section Section::section(const std::string& key) {
  know(key, "section", "optional");
  return child_section(joined(path_, key), joined(schema_path_, key), find(key), out_[key]);
}

std::vector<Section> Section::list(const std::string& key) {
  know(key, "list", "optional");
  const YAML::Node node = find(key);
  const std::string path = joined(path_, key);
  if (!node.IsDefined()) return {};
  if (!node.IsSequence() && !node.IsNull())
    fail_at_path(path, fmt::format("must be a list, each item beginning with \"- \", but is {}", described(node)));
  YAML::Node out = out_[key];
  if (!out.IsDefined()) out = YAML::Node(YAML::NodeType::Sequence);
  std::vector<Section> items;
  for (std::size_t i = 0; i < node.size(); ++i) {
    if (i >= out.size()) out.push_back(YAML::Node(YAML::NodeType::Map));
    items.push_back(child_section(item_path(path, i), joined(schema_path_, key) + "[]", node[i], out[i]));
  }
  return items;
}

std::vector<Section> Section::one_or_more(const std::string& key) {
  const YAML::Node node = find(key);
  if (!node.IsDefined() || !node.IsSequence()) return {section(key)};
  know(key, "section", "optional");
  if (node.size() == 0) fail(key, "the list is empty; write a mapping, or a list of mappings");
  const std::string path = joined(path_, key);
  YAML::Node out = out_[key];
  if (!out.IsDefined()) out = YAML::Node(YAML::NodeType::Sequence);
  std::vector<Section> items;
  for (std::size_t i = 0; i < node.size(); ++i) {
    if (i >= out.size()) out.push_back(YAML::Node(YAML::NodeType::Map));
    items.push_back(child_section(item_path(path, i), joined(schema_path_, key), node[i], out[i]));
  }
  return items;
}

std::vector<std::pair<std::string, Section>> Section::entries() {
  std::vector<std::pair<std::string, Section>> named;
  state_->known.try_emplace(joined(schema_path_, "NAME"), KeyInfo{"section", "optional"});
  for (const auto& entry : in_) {
    const std::string& name = entry.first.Scalar();
    named.emplace_back(name,
                       child_section(joined(path_, name), joined(schema_path_, "NAME"), entry.second, out_[name]));
  }
  return named;
}

YAML::Node Section::as_written(const std::string& key, const char* type, YAML::NodeType::value kind, const char* what) {
  know(key, type, "optional");
  const std::string path = joined(path_, key);
  state_->leaves.insert(path);
  const YAML::Node node = find(key);
  if (!node.IsDefined()) return YAML::Node();
  if (node.Type() != kind) fail_at_path(path, fmt::format("must be {}, but is {}", what, described(node)));
  out_[key] = YAML::Clone(node);
  return YAML::Clone(node);
}

YAML::Node Section::free_form(const std::string& key) {
  return as_written(key, "mapping", YAML::NodeType::Map, "a mapping of \"key: value\" lines");
}

YAML::Node Section::free_list(const std::string& key) {
  return as_written(key, "mappings", YAML::NodeType::Sequence, "a list of mappings");
}

}  // namespace vitrum
