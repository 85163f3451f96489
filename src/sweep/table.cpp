// SPDX-License-Identifier: Apache-2.0
// vitrum/sweep/table.cpp: one row a member, from the files that the members left.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "vitrum/core/error.hpp"
#include "vitrum/core/files.hpp"
#include "vitrum/sweep/sweep.hpp"

namespace vitrum::sweep {
namespace {

namespace fs = std::filesystem;
using Numbers = std::vector<std::pair<std::string, double>>;

void add_deformation(const std::string& path, Numbers& numbers) {
  const auto file = storage::File::open(path);
  for (const auto& [name, value] : file.read_attributes("/statistics/strength"))
    if (const auto* number = std::get_if<double>(&value)) numbers.emplace_back(name, *number);
  if (file.has("/statistics/localization"))
    for (const auto& column : file.read_table("/statistics/localization")) {
      const auto values = storage::as_doubles(column);
      if (!values.empty()) numbers.emplace_back("last_" + column.name, values.back());
    }
  if (!file.has("/statistics/activity")) return;
  const auto table = file.read_table("/statistics/activity");
  const auto n = storage::as_integers(storage::column(table, "n"));
  const auto ratio = storage::as_doubles(storage::column(table, "ratio_to_matrix"));
  for (std::size_t i = 0; i < n.size(); ++i)
    if (n[i] != 0) numbers.emplace_back(fmt::format("activity_ratio_n{}", n[i]), ratio[i]);
}

void add_mro(const std::string& path, Numbers& numbers) {
  const auto file = storage::File::open(path);
  if (!file.has("/summary/table")) return;
  const auto table = file.read_table("/summary/table");
  const auto n = storage::as_integers(storage::column(table, "n"));
  for (const auto& column : table) {
    if (column.name == "n" || std::holds_alternative<std::vector<std::string>>(column.values)) continue;
    const auto values = storage::as_doubles(column);
    for (std::size_t i = 0; i < n.size(); ++i)
      numbers.emplace_back(fmt::format("n{}_{}", n[i], column.name), values[i]);
  }
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string result = "\"";
  for (char c : text) result += c == '"' ? std::string("\"\"") : c == '\n' ? std::string(" ") : std::string(1, c);
  return result + "\"";
}

std::vector<std::string> number_names(const std::vector<Row>& rows) {
  std::vector<std::string> names;
  for (const auto& row : rows)
    for (const auto& [name, value] : row.numbers)
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  return names;
}

double number_of(const Row& row, const std::string& name) {
  for (const auto& [key, value] : row.numbers)
    if (key == name) return value;
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

Row collect(const Member& member, const std::string& directory) {
  Row row{member, "done", 0, {}};
  const std::string failure = directory + "/failed";
  if (fs::exists(failure)) {
    const auto text = read_whole_file(failure);
    row.exit_status = std::atoi(text.c_str());
    row.status = text.substr(text.find(' ') + 1);
    return row;
  }
  try {
    if (fs::exists(directory + "/mro.h5")) add_mro(directory + "/mro.h5", row.numbers);
    if (fs::exists(directory + "/deformation.h5")) add_deformation(directory + "/deformation.h5", row.numbers);
  } catch (const Error& error) {
    row.status = error.what();
    row.exit_status = static_cast<int>(error.status());
  }
  if (row.status == "done" && !fs::exists(directory + "/deck.yaml")) {
    row.status = "not run";
    row.exit_status = static_cast<int>(Exit::fault);
  }
  return row;
}

std::string csv(const std::vector<Row>& rows) {
  const auto names = number_names(rows);
  std::string text = "member";
  if (!rows.empty())
    for (const auto& [key, value] : rows.front().member.values) text += "," + quoted(key);
  text += ",status";
  for (const auto& name : names) text += "," + quoted(name);
  text += "\n";
  for (const auto& row : rows) {
    text += std::to_string(row.member.index);
    for (const auto& [key, value] : row.member.values) text += "," + quoted(value);
    text += "," + quoted(row.status);
    for (const auto& name : names) {
      const double value = number_of(row, name);
      text += std::isnan(value) ? std::string(",") : fmt::format(",{}", value);
    }
    text += "\n";
  }
  return text;
}

void write(storage::File& file, const std::vector<Row>& rows) {
  std::vector<storage::Column> columns;
  std::vector<std::int64_t> index;
  std::vector<std::string> status;
  for (const auto& row : rows) {
    index.push_back(static_cast<std::int64_t>(row.member.index));
    status.push_back(row.status);
  }
  columns.push_back({"member", "", std::move(index)});
  for (std::size_t i = 0; !rows.empty() && i < rows.front().member.values.size(); ++i) {
    std::vector<std::string> values;
    for (const auto& row : rows) values.push_back(row.member.values[i].second);
    columns.push_back({rows.front().member.values[i].first, "", std::move(values)});
  }
  columns.push_back({"status", "", std::move(status)});
  for (const auto& name : number_names(rows)) {
    std::vector<double> values;
    for (const auto& row : rows) values.push_back(number_of(row, name));
    columns.push_back({name, "", std::move(values)});
  }
  file.write_table("/members", columns);
}

}  // namespace vitrum::sweep
