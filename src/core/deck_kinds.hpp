// SPDX-License-Identifier: Apache-2.0
// vitrum/core/deck_kinds.hpp: the kinds of value a deck can hold: how each is read, written and named.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "vitrum/core/deck.hpp"

namespace vitrum::detail {

/// What is wrong with a value, and at which path inside the deck.
struct BadValue : std::runtime_error {
  BadValue(std::string where, const std::string& message) : std::runtime_error(message), path(std::move(where)) {}
  std::string path;
};

template <class T>
struct Kind {
  std::string type;                                                         // as in KeyInfo
  std::string example;                                                      // what to write after "key: "
  std::function<T(const YAML::Node& node, const std::string& path)> parse;  // throws BadValue
  std::function<YAML::Node(const T& value)> write;
};

Kind<double> quantity_kind(const std::string& unit, const Bounds& bounds);  // unit "1": a bare number
Kind<std::int64_t> integer_kind(const Bounds& bounds);
Kind<bool> flag_kind();
Kind<std::string> text_kind();
Kind<std::string> choice_kind(const std::vector<std::string>& options);

template <class T>
Kind<std::vector<T>> list_of(const Kind<T>& item);

}  // namespace vitrum::detail
