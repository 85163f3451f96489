// SPDX-License-Identifier: Apache-2.0
// vitrum/sweep/table.cpp: the tables of a sweep, as CSV and HDF5.
#include "vitrum/sweep/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vitrum::sweep {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

template <class Row, class KeysOf>
std::vector<std::string> union_of(const std::vector<Row>& rows, KeysOf keys_of) {
  std::vector<std::string> names;
  for (const auto& row : rows)
    for (const auto& name : keys_of(row))
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  return names;
}

template <class Pairs>
std::vector<std::string> firsts(const Pairs& pairs) {
  std::vector<std::string> names;
  for (const auto& pair : pairs) names.push_back(pair.first);
  return names;
}

std::string text_of(const Values& values, const std::string& key) {
  for (const auto& [name, value] : values)
    if (name == key) return value;
  return "";
}

double number_of(const Row& row, const std::string& name) {
  for (const auto& [key, value] : row.numbers)
    if (key == name) return value;
  return missing;
}

Mean mean_of(const Ensemble& point, const std::string& name) {
  for (const auto& mean : point.means)
    if (mean.name == name) return mean;
  return {name, missing, missing, 0};
}

template <class Item, class Get>
auto column_values(const std::vector<Item>& items, Get get) {
  std::vector<decltype(get(items.front()))> values;
  for (const auto& item : items) values.push_back(get(item));
  return values;
}

using Columns = std::vector<storage::Column>;

/// The point of each row, from 1 in order of first appearance.
std::vector<std::int64_t> points_of(const std::vector<Row>& rows) {
  std::vector<Values> points;
  std::vector<std::int64_t> result;
  for (const auto& row : rows) {
    const auto point = row.member.point();
    const auto found = std::find(points.begin(), points.end(), point);
    result.push_back(found - points.begin() + 1);
    if (found == points.end()) points.push_back(point);
  }
  return result;
}

Columns member_columns(const std::vector<Row>& rows) {
  Columns columns;
  columns.push_back({"member", "", column_values(rows, [](const Row& r) { return std::int64_t(r.member.index); })});
  columns.push_back({"point", "", points_of(rows)});
  for (const auto& key : union_of(rows, [](const Row& r) { return firsts(r.member.values); }))
    columns.push_back({key, "", column_values(rows, [&](const Row& r) { return text_of(r.member.values, key); })});
  columns.push_back({"status", "", column_values(rows, [](const Row& r) { return r.status; })});
  for (const auto& name : union_of(rows, [](const Row& r) { return firsts(r.numbers); }))
    columns.push_back({name, "", column_values(rows, [&](const Row& r) { return number_of(r, name); })});
  return columns;
}

Columns ensemble_columns(const std::vector<Ensemble>& points) {
  Columns columns;
  std::vector<std::int64_t> number(points.size());
  for (std::size_t i = 0; i < number.size(); ++i) number[i] = static_cast<std::int64_t>(i + 1);
  columns.push_back({"point", "", std::move(number)});
  for (const auto& key : union_of(points, [](const Ensemble& p) { return firsts(p.point); }))
    columns.push_back({key, "", column_values(points, [&](const Ensemble& p) { return text_of(p.point, key); })});
  columns.push_back({"members", "", column_values(points, [](const Ensemble& p) { return std::int64_t(p.members); })});
  columns.push_back({"done", "", column_values(points, [](const Ensemble& p) { return std::int64_t(p.done); })});
  const auto names = [](const Ensemble& p) { return column_values(p.means, [](const Mean& m) { return m.name; }); };
  for (const auto& name : union_of(points, names)) {
    columns.push_back({name, "", column_values(points, [&](const Ensemble& p) { return mean_of(p, name).mean; })});
    columns.push_back(
        {name + "_se", "", column_values(points, [&](const Ensemble& p) { return mean_of(p, name).standard_error; })});
  }
  return columns;
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string result = "\"";
  for (char c : text) result += c == '"' ? std::string("\"\"") : c == '\n' ? std::string(" ") : std::string(1, c);
  return result + "\"";
}

std::string written(double value) { return std::isnan(value) ? "" : fmt::format("{}", value); }
std::string written(std::int64_t value) { return std::to_string(value); }
std::string written(const std::string& value) { return quoted(value); }

std::string csv_of(const Columns& columns, std::size_t rows) {
  std::string text;
  for (std::size_t c = 0; c < columns.size(); ++c) text += (c > 0 ? "," : "") + quoted(columns[c].name);
  text += "\n";
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns.size(); ++c)
      text +=
          (c > 0 ? "," : "") + std::visit([&](const auto& values) { return written(values[r]); }, columns[c].values);
    text += "\n";
  }
  return text;
}

/// Two passes, in the order of the members.
Mean mean_over(const std::string& name, const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0.0;
  for (double value : values) sum += value;
  const double mean = sum / n;
  double squares = 0.0;
  for (double value : values) squares += (value - mean) * (value - mean);
  const double error = values.size() > 1 ? std::sqrt(squares / (n - 1.0) / n) : missing;
  return {name, mean, error, values.size()};
}

Ensemble ensemble_of(const std::vector<const Row*>& rows) {
  Ensemble point{rows.front()->member.point(), rows.size(), 0, {}};
  std::vector<std::string> names;
  for (const auto* row : rows) {
    if (row->status == "done") ++point.done;
    for (const auto& [name, value] : row->numbers)
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  for (const auto& name : names) {
    std::vector<double> values;
    for (const auto* row : rows)
      if (const double value = number_of(*row, name); !std::isnan(value)) values.push_back(value);
    if (!values.empty()) point.means.push_back(mean_over(name, values));
  }
  return point;
}

}  // namespace

std::vector<Ensemble> ensembles(const std::vector<Row>& rows) {
  std::vector<std::vector<const Row*>> groups;
  const auto number = points_of(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto point = static_cast<std::size_t>(number[i]);
    if (point > groups.size()) groups.resize(point);
    groups[point - 1].push_back(&rows[i]);
  }
  std::vector<Ensemble> result;
  for (const auto& group : groups) result.push_back(ensemble_of(group));
  return result;
}

std::string csv(const std::vector<Row>& rows) { return csv_of(member_columns(rows), rows.size()); }
std::string csv(const std::vector<Ensemble>& points) { return csv_of(ensemble_columns(points), points.size()); }

void write(storage::File& file, const std::vector<Row>& rows, const std::vector<Ensemble>& points) {
  file.write_table("/members", member_columns(rows));
  file.write_table("/ensembles", ensemble_columns(points));
}

}  // namespace vitrum::sweep
