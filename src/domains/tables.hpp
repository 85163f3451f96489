// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/tables.hpp: columns of result tables from rows of structs.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "vitrum/domains/domains.hpp"
#include "vitrum/storage/columns.hpp"

namespace vitrum::domains {

using storage::column_of;

/// `name` and `name`_error.
template <class Row, class Get>
void add_uncertain(std::vector<storage::Column>& table, const std::string& name, const std::string& units,
                   const std::vector<Row>& rows, Get&& get) {
  table.push_back(column_of<double>(name, units, rows, [&](const Row& row) { return get(row).value; }));
  table.push_back(column_of<double>(name + "_error", units, rows, [&](const Row& row) { return get(row).error; }));
}

/// `name`, `name`_error, _z and _p of an Association.
template <class Row, class Get>
void add_association(std::vector<storage::Column>& table, const std::string& name, const std::string& units,
                     const std::vector<Row>& rows, Get&& get) {
  table.push_back(column_of<double>(name, units, rows, [&](const Row& row) { return get(row).value; }));
  table.push_back(column_of<double>(name + "_error", units, rows, [&](const Row& row) { return get(row).error; }));
  table.push_back(column_of<double>(name + "_z", "", rows, [&](const Row& row) { return get(row).z; }));
  table.push_back(column_of<double>(name + "_p", "", rows, [&](const Row& row) { return get(row).p; }));
}

/// /summary/widths, /summary/reference, /summary/thickness, /thickness, /randomness and /colocalization.
void write_statistics(storage::File& file, const Result& result);

}  // namespace vitrum::domains
