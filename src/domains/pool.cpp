// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/pool.cpp: several areas of one sample: pooled values and the variance between the areas.
#include "vitrum/domains/pool.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "vitrum/core/error.hpp"

namespace vitrum::domains {

namespace {

/// Chance that chi-square of `degrees` is at least x: the finite series of even and odd degrees (Abramowitz & Stegun
/// 26.4.4, 26.4.5).
double chi_square_tail(double x, std::size_t degrees) {
  if (degrees == 0 || !(x > 0.0)) return 1.0;
  const bool odd = degrees % 2 == 1;
  double term = std::exp(-0.5 * x) * (odd ? std::sqrt(2.0 * x / std::numbers::pi) : 1.0);
  double tail = odd ? std::erfc(std::sqrt(0.5 * x)) : 0.0;
  for (std::size_t d = odd ? 3 : 2; d <= degrees; d += 2) {
    tail += term;
    term *= x / static_cast<double>(d);
  }
  return std::min(1.0, tail);
}

struct Weighted {
  double sum = 0.0, squares = 0.0, mean = 0.0, common = 0.0;
};

Weighted weighted(std::span<const Uncertain> areas, double between_variance) {
  Weighted w;
  for (const Uncertain& area : areas) {
    const double weight = 1.0 / (area.error * area.error + between_variance);
    w.sum += weight;
    w.squares += weight * weight;
    w.mean += weight * area.value;
    w.common += weight * area.common;
  }
  w.mean /= w.sum;
  w.common /= w.sum;
  return w;
}

}  // namespace

Pooled pool(std::span<const Uncertain> areas) {
  std::vector<Uncertain> own;
  for (const Uncertain& area : areas) {
    const double rest = area.error * area.error - area.common * area.common;
    if (!std::isfinite(area.value) || !std::isfinite(rest) || !(rest > 0.0)) continue;
    own.push_back({area.value, std::sqrt(rest), area.common});
  }
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  if (own.empty()) return {{unknown, unknown, unknown}, unknown, unknown, 0};
  const Weighted fixed = weighted(own, 0.0);
  double q = 0.0;
  for (const Uncertain& area : own)
    q += (area.value - fixed.mean) * (area.value - fixed.mean) / (area.error * area.error);
  const double freedom = static_cast<double>(own.size()) - 1.0;
  const double scale = fixed.sum - fixed.squares / fixed.sum;
  const double between = scale > 0.0 ? std::max(0.0, (q - freedom) / scale) : 0.0;
  const Weighted random = weighted(own, between);
  const Uncertain value{random.mean, std::hypot(std::sqrt(1.0 / random.sum), random.common), random.common};
  return {value, std::sqrt(between), chi_square_tail(q, own.size() - 1), own.size()};
}

namespace {

/// The summary of one area.
struct Area {
  std::vector<storage::Column> table;
  std::vector<std::int64_t> n;

  bool has(const std::string& name) const {
    return std::any_of(table.begin(), table.end(), [&](const auto& column) { return column.name == name; });
  }
  double at(const std::string& name, std::size_t row) const {
    return storage::as_doubles(storage::column(table, name))[row];
  }
};

Area read_area(const std::string& path) {
  const auto file = storage::File::open(path);
  if (!file.has("/summary/table")) throw DataError(path + ": has no /summary; areas without domains cannot be pooled");
  Area area;
  area.table = file.read_table("/summary/table");
  area.n = storage::as_integers(storage::column(area.table, "n"));
  if (!area.has("volume_fraction_common")) {
    throw DataError(path + ": /summary/table is of an older version; make it anew with vitrum characterize");
  }
  return area;
}

}  // namespace

std::vector<PooledRow> pool(const std::vector<std::string>& results) {
  std::vector<Area> areas;
  for (const auto& path : results) {
    areas.push_back(read_area(path));
    if (areas.back().n != areas.front().n) throw DataError(path + ": has other domain types than " + results.front());
  }
  std::vector<PooledRow> rows;
  if (areas.empty()) return rows;
  const Area& first = areas.front();
  for (std::size_t row = 0; row < first.n.size(); ++row) {
    for (const storage::Column& column : first.table) {
      const auto error = column.name + "_error", common = column.name + "_common";
      if (!first.has(error)) continue;
      std::vector<Uncertain> values;
      for (const Area& area : areas)
        values.push_back({area.at(column.name, row), area.at(error, row), area.at(common, row)});
      const Pooled pooled = pool(values);
      if (pooled.areas > 0) rows.push_back({first.n[row], column.name, column.units, pooled});
    }
  }
  return rows;
}

void write_pooled(storage::File& file, const std::vector<PooledRow>& rows) {
  std::vector<std::int64_t> n, areas;
  std::vector<std::string> quantity, units;
  std::vector<double> value, error, common, between, chance;
  for (const PooledRow& row : rows) {
    n.push_back(row.n);
    areas.push_back(static_cast<std::int64_t>(row.pooled.areas));
    quantity.push_back(row.quantity);
    units.push_back(row.units);
    value.push_back(row.pooled.value.value);
    error.push_back(row.pooled.value.error);
    common.push_back(row.pooled.value.common);
    between.push_back(row.pooled.between);
    chance.push_back(row.pooled.chance);
  }
  file.write_table(
      "/pooled/table",
      {{"n", "", n},
       {"quantity", "", quantity},
       {"units", "", units},
       {"value", "", value},
       {"error", "", error},
       {"common", "", common},
       {"between", "", between},
       {"chance", "", chance},
       {"areas", "", areas}},
      {{"about", std::string("several areas of one sample by random effects (DerSimonian & Laird 1986); "
                             "between: standard deviation between areas beyond their errors; chance: p of "
                             "the areas being alike; common: the part of the error that all areas share")}});
}

}  // namespace vitrum::domains
