// SPDX-License-Identifier: Apache-2.0
// vitrum/storage/columns.hpp: columns of result tables from rows of structs.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "vitrum/storage/file.hpp"

namespace vitrum::storage {

/// One value a row; `get` is a pointer to a member of the row or anything that is called with one. T: double,
/// std::int64_t or std::string.
template <class T, class Row, class Get>
Column column_of(std::string name, std::string units, const std::vector<Row>& rows, Get&& get) {
  std::vector<T> values;
  values.reserve(rows.size());
  for (const Row& row : rows) values.push_back(static_cast<T>(std::invoke(get, row)));
  return {std::move(name), std::move(units), std::move(values)};
}

}  // namespace vitrum::storage
