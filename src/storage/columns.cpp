// SPDX-License-Identifier: Apache-2.0
// vitrum/storage/columns.cpp: a column by its name, as the numbers that the caller wants.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "vitrum/core/error.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::storage {

const Column& column(const std::vector<Column>& table, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& candidate : table) {
    if (candidate.name == name) return candidate;
    names.push_back(candidate.name);
  }
  throw DataError(fmt::format("the table has no column \"{}\"; its columns: {}", name, fmt::join(names, ", ")));
}

std::vector<double> as_doubles(const Column& column) {
  if (const auto* doubles = std::get_if<std::vector<double>>(&column.values)) return *doubles;
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&column.values))
    return {integers->begin(), integers->end()};
  throw DataError(fmt::format("column \"{}\" holds texts where numbers are needed", column.name));
}

std::vector<std::int64_t> as_integers(const Column& column) {
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&column.values)) return *integers;
  throw DataError(fmt::format("column \"{}\" does not hold whole numbers", column.name));
}

}  // namespace vitrum::storage
