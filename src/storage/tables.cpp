// SPDX-License-Identifier: Apache-2.0
// vitrum/storage/tables.cpp: tables as HDF5 compound datasets, one member per column.
#include <algorithm>
#include <cstring>

#include "handle.hpp"
#include "pack.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::storage {
namespace {

using Texts = std::vector<std::string>;

// What all ranks must know to make the dataset: per column the kind (index in Column::values) and bytes in a row.
struct Schema {
  Texts names;
  Texts units;
  std::vector<std::int64_t> kinds;
  std::vector<std::int64_t> widths;
  std::vector<std::int64_t> rows;  // one number
};

std::size_t length(const Column& column) {
  return std::visit([](const auto& values) { return values.size(); }, column.values);
}

std::int64_t width(const Column& column) {
  const auto* texts = std::get_if<Texts>(&column.values);
  if (texts == nullptr) return 8;
  std::size_t longest = 1;
  for (const auto& text : *texts) longest = std::max(longest, text.size());
  return static_cast<std::int64_t>(longest);
}

Schema schema_of(const std::vector<Column>& columns) {
  Schema schema;
  for (const auto& column : columns) {
    schema.names.push_back(column.name);
    schema.units.push_back(column.units);
    schema.kinds.push_back(static_cast<std::int64_t>(column.values.index()));
    schema.widths.push_back(width(column));
  }
  schema.rows = {columns.empty() ? 0 : static_cast<std::int64_t>(length(columns.front()))};
  return schema;
}

Schema as_on_root(const comm::Communicator* comm, const Schema& mine) {
  return {storage::as_on_root(comm, mine.names), storage::as_on_root(comm, mine.units),
          storage::as_on_root(comm, mine.kinds), storage::as_on_root(comm, mine.widths),
          storage::as_on_root(comm, mine.rows)};
}

h5::Id member_type(std::int64_t kind, std::int64_t width) {
  if (kind == 0) return h5::Id(H5Tcopy(H5T_NATIVE_DOUBLE));
  if (kind == 1) return h5::Id(H5Tcopy(H5T_NATIVE_INT64));
  return h5::text_type(static_cast<std::size_t>(width));
}

std::size_t row_bytes(const Schema& schema) {
  std::int64_t bytes = 0;
  for (const auto w : schema.widths) bytes += w;
  return static_cast<std::size_t>(bytes);
}

h5::Id row_type(const Schema& schema) {
  h5::Id type(H5Tcreate(H5T_COMPOUND, row_bytes(schema)));
  std::size_t offset = 0;
  for (std::size_t c = 0; c < schema.names.size(); ++c) {
    H5Tinsert(type.get(), schema.names[c].c_str(), offset, member_type(schema.kinds[c], schema.widths[c]).get());
    offset += static_cast<std::size_t>(schema.widths[c]);
  }
  return type;
}

void put_cell(std::byte* where, const std::string& text) { std::memcpy(where, text.data(), text.size()); }
template <class T>
void put_cell(std::byte* where, T value) {
  std::memcpy(where, &value, sizeof value);
}

std::vector<std::byte> packed_rows(const std::vector<Column>& columns, const Schema& schema) {
  const std::size_t bytes = row_bytes(schema);
  std::vector<std::byte> rows(bytes * static_cast<std::size_t>(schema.rows[0]));
  std::size_t offset = 0;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    std::visit(
        [&](const auto& values) {
          for (std::size_t r = 0; r < values.size(); ++r) put_cell(rows.data() + r * bytes + offset, values[r]);
        },
        columns[c].values);
    offset += static_cast<std::size_t>(schema.widths[c]);
  }
  return rows;
}

void check_columns(const std::string& path, const std::vector<Column>& columns) {
  if (columns.empty()) throw Fault(fmt::format("{}: a table needs columns", path));
  for (const auto& column : columns)
    if (length(column) != length(columns.front()))
      throw Fault(fmt::format("{}: column \"{}\" has {} rows, column \"{}\" {}", path, column.name, length(column),
                              columns.front().name, length(columns.front())));
}

// One member of a compound type in a file, and how it lies in memory.
struct Member {
  std::string name;
  h5::Id type;
  H5T_class_t kind;
  bool is_variable_text;
  std::size_t offset;
};

std::vector<Member> members_of(const File::Handle& handle, const std::string& path, hid_t type) {
  std::vector<Member> members;
  std::size_t offset = 0;
  for (int m = 0; m < H5Tget_nmembers(type); ++m) {
    const auto number = static_cast<unsigned>(m);
    char* letters = H5Tget_member_name(type, number);
    Member member{letters, {}, H5Tget_member_class(type, number), false, offset};
    H5free_memory(letters);
    const h5::Id in_file(H5Tget_member_type(type, number));
    if (member.kind == H5T_FLOAT)
      member.type = h5::Id(H5Tcopy(H5T_NATIVE_DOUBLE));
    else if (member.kind == H5T_INTEGER || member.kind == H5T_ENUM)
      member.type = h5::Id(H5Tcopy(H5T_NATIVE_INT64));
    else if (member.kind == H5T_STRING)
      member.type = h5::Id(H5Tcopy(in_file.get()));
    else
      handle.fail(path, fmt::format("column \"{}\" holds neither numbers nor texts", member.name));
    member.is_variable_text = member.kind == H5T_STRING && H5Tis_variable_str(in_file.get()) > 0;
    offset += H5Tget_size(member.type.get());
    members.push_back(std::move(member));
  }
  return members;
}

template <class T>
T cell(const std::byte* where) {
  T value;
  std::memcpy(&value, where, sizeof value);
  return value;
}

std::string text_cell(const std::byte* where, const Member& member) {
  if (member.is_variable_text) {
    const char* letters = cell<const char*>(where);
    return letters != nullptr ? letters : "";
  }
  const std::string text(reinterpret_cast<const char*>(where), H5Tget_size(member.type.get()));
  return text.substr(0, text.find('\0'));
}

template <class T, class Read>
std::vector<T> unpacked(const std::vector<std::byte>& rows, std::size_t bytes, const Member& member, Read&& read) {
  std::vector<T> values;
  for (std::size_t at = member.offset; at < rows.size(); at += bytes) values.push_back(read(rows.data() + at));
  return values;
}

Column column_from(const std::vector<std::byte>& rows, std::size_t bytes, const Member& member) {
  Column column{member.name, "", {}};
  if (member.kind == H5T_FLOAT)
    column.values = unpacked<double>(rows, bytes, member, cell<double>);
  else if (member.kind == H5T_STRING)
    column.values =
        unpacked<std::string>(rows, bytes, member, [&](const std::byte* at) { return text_cell(at, member); });
  else
    column.values = unpacked<std::int64_t>(rows, bytes, member, cell<std::int64_t>);
  return column;
}

}  // namespace

void File::write_table(const std::string& path, const std::vector<Column>& columns, const Attributes& mine) {
  handle_->run([&] {
    handle_->check_writable();
    if (handle_->is_root()) check_columns(path, columns);
  });
  const Schema schema = as_on_root(handle_->ranks(), schema_of(columns));
  Attributes attributes = storage::as_on_root(handle_->ranks(), mine);
  for (std::size_t c = 0; c < schema.names.size(); ++c) attributes[schema.names[c] + "_units"] = schema.units[c];
  const std::string name = absolute(path);
  const auto rows = static_cast<std::size_t>(schema.rows[0]);
  h5::Id type, dataset;
  std::vector<std::byte> bytes;
  handle_->run([&] {
    type = row_type(schema);
    dataset = handle_->create_dataset(name, type.get(), {rows}, {});
    handle_->write_attributes_of(dataset, name, attributes);
    if (handle_->is_root()) bytes = packed_rows(columns, schema);
  });
  handle_->run([&] {  // apart: the transfer is collective, and a rank that failed above does not come to it
    const Slab slab{{0}, {handle_->is_root() ? rows : 0}};
    handle_->transfer(dataset, name, type.get(), row_bytes(schema), slab, nullptr, bytes.data());
  });
}

std::vector<Column> File::read_table(const std::string& path) const {
  const std::string name = absolute(path);
  const h5::Id dataset = handle_->open_dataset(name);
  const h5::Id in_file(H5Dget_type(dataset.get()));
  if (H5Tget_class(in_file.get()) != H5T_COMPOUND) handle_->fail(name, "is not a table");
  const auto members = members_of(*handle_, name, in_file.get());
  const std::size_t bytes = members.back().offset + H5Tget_size(members.back().type.get());
  const h5::Id type(H5Tcreate(H5T_COMPOUND, bytes));
  for (const auto& member : members) H5Tinsert(type.get(), member.name.c_str(), member.offset, member.type.get());

  const h5::Id space(H5Dget_space(dataset.get()));
  const auto count = static_cast<std::size_t>(std::max<hssize_t>(0, H5Sget_simple_extent_npoints(space.get())));
  std::vector<std::byte> rows(bytes * count);
  if (count > 0 && H5Dread(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, rows.data()) < 0)
    handle_->fail_in_hdf5(name, "cannot be read");
  std::vector<Column> columns;
  const Attributes attributes = read_attributes(name);
  for (const auto& member : members) {
    columns.push_back(column_from(rows, bytes, member));
    const auto units = attributes.find(member.name + "_units");
    if (units != attributes.end() && std::holds_alternative<std::string>(units->second))
      columns.back().units = std::get<std::string>(units->second);
  }
  if (count > 0) H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, rows.data());
  return columns;
}

}  // namespace vitrum::storage
