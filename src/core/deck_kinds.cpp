// SPDX-License-Identifier: Apache-2.0
// vitrum/core/deck_kinds.cpp: scalars and lists of a deck, checked for type, unit and range.
#include "deck_kinds.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "deck_state.hpp"
#include "vitrum/core/quantity.hpp"

namespace vitrum::detail {
namespace {

const std::string& scalar(const YAML::Node& node, const std::string& path, std::string_view what) {
  if (node.IsNull()) throw BadValue(path, fmt::format("has no value; write {}, or remove the key", what));
  if (!node.IsScalar()) throw BadValue(path, fmt::format("must be {}, but is {}", what, described(node)));
  return node.Scalar();
}

bool is_within(double value, const Bounds& bounds) {
  const bool above = bounds.lo_open ? value > bounds.lo : value >= bounds.lo;
  const bool below = bounds.hi_open ? value < bounds.hi : value <= bounds.hi;
  return above && below;
}

std::string bounds_text(const Bounds& bounds, const std::string& unit) {
  std::string text;
  if (std::isfinite(bounds.lo))
    text = fmt::format("{} {}", bounds.lo_open ? "more than" : "at least", format_quantity(bounds.lo, unit));
  if (std::isfinite(bounds.hi))
    text += fmt::format("{}{} {}", text.empty() ? "" : " and ", bounds.hi_open ? "less than" : "at most",
                        format_quantity(bounds.hi, unit));
  return text;
}

void check_bounds(double value, const Bounds& bounds, const std::string& unit, const std::string& path,
                  const std::string& written) {
  if (!is_within(value, bounds))
    throw BadValue(path, fmt::format("{} is out of range; it must be {}", written, bounds_text(bounds, unit)));
}

// "1e6" counts as a whole number, "3.0" does not.
bool parse_exponent_form(const std::string& text, std::int64_t& value) {
  double number = 0.0;
  const char* end = text.data() + text.size();
  const auto [rest, code] = std::from_chars(text.data(), end, number);
  if (code != std::errc() || rest != end || text.find_first_of("eE") == std::string::npos) return false;
  if (!(std::abs(number) <= 0x1p53) || number != std::floor(number)) return false;
  value = static_cast<std::int64_t>(number);
  return true;
}

std::int64_t parse_integer(const YAML::Node& node, const std::string& path) {
  const std::string& text = scalar(node, path, "a whole number");
  std::int64_t value = 0;
  const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
  const char* end = text.data() + text.size();
  const auto [rest, code] = std::from_chars(begin, end, value);
  if (code == std::errc::result_out_of_range)
    throw BadValue(path, fmt::format("{} is too large for a 64-bit whole number", text));
  if (code == std::errc() && rest == end) return value;
  if (parse_exponent_form(text, value)) return value;
  throw BadValue(path, fmt::format("\"{}\" is not a whole number; write one without unit or decimal point", text));
}

// Words such as "null" are quoted by the emitter, so they stay words.
YAML::Node text_node(const std::string& text) { return YAML::Node(text); }

}  // namespace

Kind<double> quantity_kind(const std::string& unit, const Bounds& bounds) {
  const bool bare = unit == "1";
  const std::string what = bare ? "a number" : fmt::format("a number with a unit, as in \"1 {}\"", unit);
  const auto parse = [=](const YAML::Node& node, const std::string& path) {
    const std::string& text = scalar(node, path, what);
    try {
      const double value = parse_quantity(text, unit);
      check_bounds(value, bounds, unit, path, text);
      return value;
    } catch (const std::invalid_argument& error) {
      throw BadValue(path, error.what());
    }
  };
  const auto write = [unit](double value) { return YAML::Node(format_quantity(value, unit)); };
  return {bare ? "number" : fmt::format("quantity [{}]", unit), bare ? "<number>" : fmt::format("<number> {}", unit),
          parse, write};
}

Kind<std::int64_t> integer_kind(const Bounds& bounds) {
  const auto parse = [bounds](const YAML::Node& node, const std::string& path) {
    const std::int64_t value = parse_integer(node, path);
    check_bounds(static_cast<double>(value), bounds, "1", path, node.Scalar());
    return value;
  };
  return {"integer", "<whole number>", parse, [](std::int64_t value) { return YAML::Node(std::to_string(value)); }};
}

Kind<bool> flag_kind() {
  const auto parse = [](const YAML::Node& node, const std::string& path) {
    const std::string& text = scalar(node, path, "true or false");
    bool value = false;
    if (!YAML::convert<bool>::decode(node, value))
      throw BadValue(path, fmt::format("\"{}\" is neither true nor false", text));
    return value;
  };
  return {"flag", "true", parse, [](bool value) { return YAML::Node(value); }};
}

Kind<std::string> text_kind() {
  const auto parse = [](const YAML::Node& node, const std::string& path) { return scalar(node, path, "a text"); };
  return {"text", "<text>", parse, text_node};
}

Kind<std::string> choice_kind(const std::vector<std::string>& options) {
  const std::string all = fmt::format("{}", fmt::join(options, ", "));
  const auto parse = [=](const YAML::Node& node, const std::string& path) {
    const std::string& text = scalar(node, path, "one of " + all);
    for (const auto& option : options)
      if (option == text) return text;
    const std::string near = nearest(text, options);
    throw BadValue(path, fmt::format("\"{}\" is not one of {}{}", text, all,
                                     near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
  };
  const std::string bars = fmt::format("{}", fmt::join(options, "|"));
  return {"choice " + bars, options.empty() ? "" : options.front(), parse, text_node};
}

template <class T>
Kind<std::vector<T>> list_of(const Kind<T>& item) {
  const auto parse = [item](const YAML::Node& node, const std::string& path) {
    const std::string shape = fmt::format("a list, as in [{0}, {0}]", item.example);
    if (node.IsNull()) throw BadValue(path, fmt::format("has no value; write {}, or remove the key", shape));
    if (!node.IsSequence()) throw BadValue(path, fmt::format("must be {}, but is {}", shape, described(node)));
    std::vector<T> values;
    for (std::size_t i = 0; i < node.size(); ++i) values.push_back(item.parse(node[i], item_path(path, i)));
    return values;
  };
  const auto write = [item](const std::vector<T>& values) {
    YAML::Node list(YAML::NodeType::Sequence);
    list.SetStyle(YAML::EmitterStyle::Flow);
    for (const auto& value : values) list.push_back(item.write(value));
    return list;
  };
  return {"list of " + item.type, fmt::format("[{0}, {0}]", item.example), parse, write};
}

template Kind<std::vector<double>> list_of(const Kind<double>&);
template Kind<std::vector<std::int64_t>> list_of(const Kind<std::int64_t>&);
template Kind<std::vector<std::string>> list_of(const Kind<std::string>&);

}  // namespace vitrum::detail
