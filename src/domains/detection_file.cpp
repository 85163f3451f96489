// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/detection_file.cpp: reads what `vitrum calibrate` measured.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "vitrum/core/error.hpp"
#include "vitrum/domains/domains.hpp"

namespace vitrum::domains {

namespace {

/// The columns of the table, every value finite; what was not measured (`gaps`) may be NaN.
class Table {
 public:
  explicit Table(const std::string& path) : path_(path) {
    const auto file = storage::File::open(path);
    if (!file.has(name_)) fail("has no table " + std::string(name_) + ": it is no detection file");
    columns_ = file.read_table(name_);
  }

  std::vector<double> doubles(const std::string& name, bool gaps = false) const {
    const auto found =
        std::find_if(columns_.begin(), columns_.end(), [&](const storage::Column& c) { return c.name == name; });
    if (found == columns_.end()) fail("lacks the column '" + name + "' and was made by an older version");
    auto values = storage::as_doubles(*found);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!std::isfinite(values[i]) && !(gaps && std::isnan(values[i])))
        fail(fmt::format("column '{}', row {}: {} is not finite", name, i + 1, values[i]));
    }
    return values;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw DataError(fmt::format("{}: {}; make it anew with vitrum calibrate", path_, what));
  }

 private:
  static constexpr const char* name_ = "/detection/table";
  std::string path_;
  std::vector<storage::Column> columns_;
};

}  // namespace

std::vector<Detection> read_detection(const std::string& path) {
  const Table table(path);
  const auto column = [&](const char* name) { return table.doubles(name); };
  const auto n = column("n"), efficiency = table.doubles("efficiency", true),
             efficiency_error = table.doubles("efficiency_error", true), wrong = column("false_positives_per_nm2"),
             wrong_error = column("false_positives_per_nm2_error"), twin = column("twin_mean_power"),
             twin_error = column("twin_mean_power_error"), slope = column("power_slope"),
             slope_error = column("power_slope_error"), fraction = column("true_volume_fraction"),
             thickness = column("thickness_nm");
  std::vector<Detection> all;
  for (std::size_t i = 0; i < n.size(); ++i) {
    const bool known = !std::isnan(efficiency[i]);
    if (!(n[i] >= 1.0 && n[i] <= order::n_max) || (known && !(efficiency[i] >= 0.0 && efficiency[i] <= 1.0)) ||
        known == std::isnan(efficiency_error[i])) {
      table.fail(fmt::format("row {}: n = {} or efficiency {} is out of range", i + 1, n[i], efficiency[i]));
    }
    Detection d;
    d.n = static_cast<int>(n[i]);
    d.efficiency_known = known;
    if (known) d.efficiency = {efficiency[i], efficiency_error[i]};
    d.false_positives_per_nm2 = {wrong[i], wrong_error[i]};
    if (fraction[i] > 0.0) {
      d.power = PowerCalibration{{twin[i], twin_error[i]}, {slope[i], slope_error[i]}, fraction[i], thickness[i]};
    }
    all.push_back(d);
  }
  return all;
}

}  // namespace vitrum::domains
