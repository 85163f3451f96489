// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/tables.cpp: events and curve points as columns.
#include <utility>

#include "vitrum/kmc/output.hpp"

namespace vitrum::kmc {
namespace {

template <class Row, class T>
struct Field {
  const char* name;
  const char* units;
  T Row::*member;
};

constexpr auto event_fields = std::make_tuple(
    Field<Event, double>{"time_s", "s", &Event::time_s}, Field<Event, double>{"strain", "", &Event::strain},
    Field<Event, std::int64_t>{"voxel", "", &Event::voxel}, Field<Event, std::int32_t>{"mode", "", &Event::mode},
    Field<Event, std::int32_t>{"generation", "", &Event::generation}, Field<Event, double>{"e1", "", &Event::e1},
    Field<Event, double>{"e3", "", &Event::e3}, Field<Event, double>{"barrier_eV", "eV", &Event::barrier_eV},
    Field<Event, double>{"s1_GPa", "GPa", &Event::s1_GPa}, Field<Event, double>{"s3_GPa", "GPa", &Event::s3_GPa},
    Field<Event, std::int32_t>{"type", "", &Event::type}, Field<Event, std::int32_t>{"thermal", "", &Event::thermal},
    Field<Event, std::int64_t>{"cascade_id", "", &Event::cascade});

constexpr auto curve_fields =
    std::make_tuple(Field<CurvePoint, double>{"strain", "", &CurvePoint::strain},
                    Field<CurvePoint, double>{"stress_GPa", "GPa", &CurvePoint::stress_GPa},
                    Field<CurvePoint, double>{"time_s", "s", &CurvePoint::time_s},
                    Field<CurvePoint, double>{"plastic_strain", "", &CurvePoint::plastic_strain},
                    Field<CurvePoint, std::int64_t>{"events", "", &CurvePoint::events},
                    Field<CurvePoint, std::int64_t>{"thermal", "", &CurvePoint::thermal},
                    Field<CurvePoint, std::int64_t>{"athermal", "", &CurvePoint::athermal},
                    Field<CurvePoint, double>{"elastic_energy_eV", "eV", &CurvePoint::elastic_energy_eV},
                    Field<CurvePoint, double>{"work_eV", "eV", &CurvePoint::work_eV},
                    Field<CurvePoint, double>{"dissipated_eV", "eV", &CurvePoint::dissipated_eV},
                    Field<CurvePoint, double>{"energy_error", "", &CurvePoint::energy_error},
                    Field<CurvePoint, std::int64_t>{"segment", "", &CurvePoint::segment},
                    Field<CurvePoint, double>{"temperature_K", "K", &CurvePoint::temperature_K},
                    Field<CurvePoint, double>{"imposed", "", &CurvePoint::imposed});

template <class Row, class T>
storage::Column to_column(const Field<Row, T>& field, const std::vector<Row>& rows) {
  std::vector<std::conditional_t<std::is_floating_point_v<T>, double, std::int64_t>> values;
  values.reserve(rows.size());
  for (const auto& row : rows) values.push_back(row.*field.member);
  return {field.name, field.units, std::move(values)};
}

template <class Row, class T>
void from_column(const Field<Row, T>& field, const std::vector<storage::Column>& table, std::vector<Row>& rows) {
  const auto& column = storage::column(table, field.name);
  const auto fill = [&](const auto& values) {
    rows.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) rows[i].*field.member = static_cast<T>(values[i]);
  };
  if constexpr (std::is_floating_point_v<T>) {
    fill(storage::as_doubles(column));
  } else {
    fill(storage::as_integers(column));
  }
}

template <class Row, class Fields>
std::vector<storage::Column> to_table(const Fields& fields, const std::vector<Row>& rows) {
  return std::apply([&](const auto&... field) { return std::vector<storage::Column>{to_column(field, rows)...}; },
                    fields);
}

template <class Row, class Fields>
std::vector<Row> from_table(const Fields& fields, const std::vector<storage::Column>& table) {
  std::vector<Row> rows;
  std::apply([&](const auto&... field) { (from_column(field, table, rows), ...); }, fields);
  return rows;
}

}  // namespace

std::vector<storage::Column> event_table(const std::vector<Event>& events) { return to_table(event_fields, events); }
std::vector<storage::Column> curve_table(const std::vector<CurvePoint>& curve) { return to_table(curve_fields, curve); }
std::vector<Event> events_from(const std::vector<storage::Column>& table) {
  return from_table<Event>(event_fields, table);
}
std::vector<CurvePoint> curve_from(const std::vector<storage::Column>& table) {
  return from_table<CurvePoint>(curve_fields, table);
}

}  // namespace vitrum::kmc
