// SPDX-License-Identifier: Apache-2.0
// vitrum/storage/file.hpp: HDF5 results that describe themselves (EMD groups, compound tables, attributes).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/comm/provenance.hpp"

namespace vitrum::storage {

using Value = std::variant<std::int64_t, double, std::string, std::vector<double>, std::vector<std::int64_t>>;
using Attributes = std::map<std::string, Value>;

/// A coordinate vector of an array.
struct Axis {
  std::string name;
  std::string units;  // "" for a bare number
  std::vector<double> values;
};
Axis linear_axis(std::string name, std::string units, std::size_t n, double step = 1.0, double origin = 0.0);

/// An array as an EMD group at `path`: attribute emd_group_type = 1, dataset `data` with `units`, dim1 .. dimN.
struct ArrayInfo {
  std::string path;  // "/variance/map"
  std::string units;
  std::vector<Axis> axes;          // slowest first; their lengths are the shape
  Attributes attributes;           // formula, band, n, ...: put on the group
  std::vector<std::size_t> chunk;  // empty: contiguous
  std::vector<std::size_t> shape() const;
};

struct Column {
  std::string name;
  std::string units;
  std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<std::string>> values;
};

template <class T>
struct Array {
  std::vector<std::size_t> shape;
  std::vector<T> values;
};

/// A hyperslab of this rank.
struct Slab {
  std::vector<std::size_t> offset;
  std::vector<std::size_t> count;
};

/// An HDF5 file that is written under a temporary name and appears under its own on commit().
/// Element types: float, double, std::uint8_t, uint16_t, uint32_t, uint64_t, int32_t, int64_t.
/// All errors are DataError naming file and dataset.
class File {
 public:
  struct Handle;  // the inside, for src/storage alone

  /// For one process alone (call it on one rank).
  static File create(const std::string& path);
  /// Collective: every rank calls every member function. What is described or written whole (ArrayInfo, write, tables,
  /// attributes) counts from the first rank alone: the others may pass it empty; slabs count from every rank.
  static File create(const comm::Communicator& comm, const std::string& path);
  static File open(const std::string& path);    // read only, this process alone
  static File append(const std::string& path);  // read and write in place, this process alone

  File(File&&) noexcept;
  File& operator=(File&&) noexcept;
  ~File();  // a created file that was not committed is removed

  /// Nothing may stand at info.path yet.
  template <class T>
  void write(const ArrayInfo& info, std::span<const T> values);
  /// Creates the array; its parts are written with write_slab.
  template <class T>
  void declare(const ArrayInfo& info);
  /// Collective where the file is; a rank without a part passes zero counts.
  template <class T>
  void write_slab(const std::string& path, const Slab& slab, std::span<const T> values);
  /// Compound dataset, one member per column; column units as attributes `<name>_units`.
  void write_table(const std::string& path, const std::vector<Column>& columns, const Attributes& attributes = {});
  /// Attributes of a group or dataset; makes a group where nothing is; replaces attributes of the same name.
  void write_attributes(const std::string& group, const Attributes& attributes);
  void write_provenance(const comm::Provenance& provenance);
  void commit();

  bool has(const std::string& path) const;
  std::vector<std::string> children(const std::string& group) const;
  /// Reads the array at `path` (an EMD group or a plain dataset), converted to T; floats do not become integers.
  template <class T>
  Array<T> read(const std::string& path) const;
  template <class T>
  void read_slab(const std::string& path, const Slab& slab, std::span<T> values) const;
  std::vector<std::size_t> shape(const std::string& path) const;
  std::vector<Column> read_table(const std::string& path) const;
  Attributes read_attributes(const std::string& path) const;
  const std::string& path() const;

 private:
  explicit File(std::unique_ptr<Handle> handle);
  static File made(const std::string& path, const comm::Communicator* comm);
  std::unique_ptr<Handle> handle_;
};

/// The column of that name; DataError when absent. Doubles and integers convert to double, integers to integers.
const Column& column(const std::vector<Column>& table, const std::string& name);
std::vector<double> as_doubles(const Column& column);
std::vector<std::int64_t> as_integers(const Column& column);

}  // namespace vitrum::storage
