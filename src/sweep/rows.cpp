// SPDX-License-Identifier: Apache-2.0
// vitrum/sweep/rows.cpp: one row from the files that a member left.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <numeric>

#include "vitrum/core/error.hpp"
#include "vitrum/core/files.hpp"
#include "vitrum/sweep/table.hpp"

namespace vitrum::sweep {
namespace {

namespace fs = std::filesystem;
using Numbers = std::vector<std::pair<std::string, double>>;
using Table = std::vector<storage::Column>;

/// Single numbers among the attributes of a group; a yield stress of 0 is one that was not met.
void add_attributes(const storage::File& file, const std::string& group, const std::string& prefix, Numbers& numbers) {
  for (const auto& [name, value] : file.read_attributes(group)) {
    const auto* number = std::get_if<double>(&value);
    const auto* integer = std::get_if<std::int64_t>(&value);
    if (integer) numbers.emplace_back(prefix + name, static_cast<double>(*integer));
    if (number && !(name.starts_with("offset_yield") && *number == 0.0)) numbers.emplace_back(prefix + name, *number);
  }
}

bool holds_text(const storage::Column& column) {
  return std::holds_alternative<std::vector<std::string>>(column.values);
}

void add_last_row(const Table& localization, Numbers& numbers) {
  for (const auto& column : localization) {
    const auto values = storage::as_doubles(column);
    if (!values.empty()) numbers.emplace_back("last_" + column.name, values.back());
  }
}

/// Means over the last `count` shear bands, those of the last snapshot; nothing without a band.
void add_bands(const Table& table, std::int64_t count, Numbers& numbers) {
  if (count <= 0) return;
  for (const auto& [name, unit] : {std::pair("width", "nm"), {"angle", "deg"}, {"shear_offset", "nm"}}) {
    const auto values = storage::as_doubles(storage::column(table, name));
    if (static_cast<std::int64_t>(values.size()) < count)
      throw DataError("/response/bands/table has fewer rows than /response/localization has bands; deform again");
    const double sum = std::accumulate(values.end() - count, values.end(), 0.0);
    numbers.emplace_back(fmt::format("band_{}_{}", name, unit), sum / static_cast<double>(count));
  }
}

void add_activity(const Table& table, Numbers& numbers) {
  const auto n = storage::as_integers(storage::column(table, "n"));
  const auto ratio = storage::as_doubles(storage::column(table, "ratio_to_matrix"));
  for (std::size_t i = 0; i < n.size(); ++i)
    if (n[i] != 0) numbers.emplace_back(fmt::format("activity_ratio_n{}", n[i]), ratio[i]);
}

void add_exponents(const Table& power_laws, Numbers& numbers) {
  const auto* samples = std::get_if<std::vector<std::string>>(&storage::column(power_laws, "sample").values);
  if (samples == nullptr) throw DataError("/response/avalanches/power_law has no names of samples; deform again");
  const auto exponent = storage::as_doubles(storage::column(power_laws, "exponent"));
  for (std::size_t i = 0; i < samples->size(); ++i) numbers.emplace_back((*samples)[i] + "_exponent", exponent[i]);
}

void add_deformation(const std::string& path, Numbers& numbers) {
  const auto file = storage::File::open(path);
  add_attributes(file, "/response/strength", "", numbers);
  const auto localization = file.read_table("/response/localization");
  add_last_row(localization, numbers);
  if (const auto bands = storage::as_integers(storage::column(localization, "bands")); !bands.empty())
    add_bands(file.read_table("/response/bands/table"), bands.back(), numbers);
  add_activity(file.read_table("/response/activity"), numbers);
  add_exponents(file.read_table("/response/avalanches/power_law"), numbers);
  for (const std::string group : {"waiting", "aftershocks", "extremes"})
    add_attributes(file, "/response/" + group, group + "_", numbers);
}

void add_mro(const std::string& path, Numbers& numbers) {
  const auto file = storage::File::open(path);
  if (!file.has("/summary/table")) return;
  const auto table = file.read_table("/summary/table");
  const auto n = storage::as_integers(storage::column(table, "n"));
  for (const auto& column : table) {
    if (column.name == "n" || holds_text(column)) continue;
    const auto values = storage::as_doubles(column);
    for (std::size_t i = 0; i < n.size(); ++i)
      numbers.emplace_back(fmt::format("n{}_{}", n[i], column.name), values[i]);
  }
}

Row unfinished(Row row, const std::string& directory) {
  row.exit_status = static_cast<int>(Exit::interrupted);
  row.status = fs::exists(directory + "/" + resumable_mark) ? "stopped early" : "not run";
  const std::string failure = directory + "/" + failed_mark;
  if (!fs::exists(failure)) return row;
  const auto text = read_whole_file(failure);
  const auto space = text.find(' ');
  const int status = std::atoi(text.c_str());
  row.exit_status = status > 0 ? status : static_cast<int>(Exit::fault);
  row.status = space == std::string::npos ? "failed" : text.substr(space + 1);
  return row;
}

}  // namespace

Row collect(const Member& member, const std::string& directory, const std::string& identity) {
  Row row{member, "done", 0, {}};
  const std::string mark = directory + "/" + done_mark;
  if (!fs::exists(mark) || read_whole_file(mark) != identity) return unfinished(std::move(row), directory);
  try {
    if (fs::exists(directory + "/mro.h5")) add_mro(directory + "/mro.h5", row.numbers);
    if (fs::exists(directory + "/deformation.h5")) add_deformation(directory + "/deformation.h5", row.numbers);
  } catch (const Error& error) {
    row = {member, error.what(), static_cast<int>(error.status()), {}};
  }
  return row;
}

}  // namespace vitrum::sweep
