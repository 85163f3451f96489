// SPDX-License-Identifier: Apache-2.0
// vitrum/storage/arrays.cpp: arrays as EMD groups: data, dim1 .. dimN, whole or slab by slab.
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "handle.hpp"
#include "pack.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::storage {
namespace {

std::size_t product(const std::vector<std::size_t>& counts) {
  std::size_t n = 1;
  for (const auto count : counts) n *= count;
  return n;
}

std::string shape_text(const std::vector<std::size_t>& shape) { return fmt::format("({})", fmt::join(shape, ", ")); }

Slab whole(const std::vector<std::size_t>& shape) { return {std::vector<std::size_t>(shape.size(), 0), shape}; }

// The first rank has all values, the others none.
Slab whole_on_root(const File::Handle& handle, const std::vector<std::size_t>& shape) {
  Slab slab = whole(shape);
  if (!handle.is_root()) std::fill(slab.count.begin(), slab.count.end(), 0);
  return slab;
}

/// An array made, its values not yet written: moving them is collective, and must wait until every rank has come so
/// far.
struct Declared {
  h5::Id data;
  std::vector<h5::Id> axes;
};

std::string axis_name(const std::string& path, std::size_t d) { return fmt::format("{}/dim{}", path, d + 1); }

h5::Id declare_axis(const File::Handle& handle, const std::string& name, const Axis& axis) {
  h5::Id dataset = handle.create_dataset(name, H5T_NATIVE_DOUBLE, {axis.values.size()}, {});
  handle.write_attributes_of(dataset, name, {{"name", axis.name}, {"units", axis.units}});
  return dataset;
}

template <class T>
Declared declare_array(const File::Handle& handle, const ArrayInfo& info) {
  const std::string path = absolute(info.path);
  if (path == "/") handle.fail(path, "an array needs a name");
  if (h5::exists(handle.id(), path + "/data")) handle.fail(path, "is in the file already");
  const h5::Id group = handle.open_group(path);
  Attributes attributes = info.attributes;
  attributes["emd_group_type"] = std::int64_t{1};
  handle.write_attributes_of(group, path, attributes);
  Declared made{handle.create_dataset(path + "/data", h5::native<T>(), info.shape(), info.chunk), {}};
  handle.write_attributes_of(made.data, path, {{"units", info.units}});
  for (std::size_t d = 0; d < info.axes.size(); ++d)
    made.axes.push_back(declare_axis(handle, axis_name(path, d), info.axes[d]));
  return made;
}

void write_axes(const File::Handle& handle, const ArrayInfo& info, const Declared& made) {
  for (std::size_t d = 0; d < info.axes.size(); ++d) {
    const auto& values = info.axes[d].values;
    handle.run([&] {
      handle.transfer(made.axes[d], axis_name(absolute(info.path), d), H5T_NATIVE_DOUBLE, sizeof(double),
                      whole_on_root(handle, {values.size()}), nullptr, values.data());
    });
  }
}

void check_slab(const File::Handle& handle, const std::string& path, const std::vector<std::size_t>& shape,
                const Slab& slab, std::size_t values) {
  bool fits = slab.offset.size() == shape.size() && slab.count.size() == shape.size();
  for (std::size_t d = 0; fits && d < shape.size(); ++d)
    fits = slab.count[d] <= shape[d] && slab.offset[d] <= shape[d] - slab.count[d];
  if (!fits && product(slab.count) > 0)
    handle.fail(path, fmt::format("a slab at {} of size {} does not fit into shape {}", shape_text(slab.offset),
                                  shape_text(slab.count), shape_text(shape)));
  if (values != product(slab.count))
    throw Fault(fmt::format("{}: {}: a slab of size {} came with {} values", handle.path, path, shape_text(slab.count),
                            values));
}

std::vector<std::size_t> shape_of_dataset(const h5::Id& dataset) {
  return h5::shape_of(h5::Id(H5Dget_space(dataset.get())).get());
}

template <class T>
void check_convertible(const File::Handle& handle, const std::string& path, const h5::Id& dataset) {
  const h5::Id type(H5Dget_type(dataset.get()));
  const H5T_class_t kind = H5Tget_class(type.get());
  if (kind != H5T_INTEGER && kind != H5T_FLOAT && kind != H5T_ENUM) handle.fail(path, "does not hold numbers");
  if (std::is_integral_v<T> && kind == H5T_FLOAT) handle.fail(path, "holds fractions where whole numbers are needed");
}

// A slab of nothing, whatever its rank says, in the rank of the dataset.
Slab fitted(const Slab& slab, std::size_t dimensions) {
  if (product(slab.count) > 0 || slab.count.size() == dimensions) return slab;
  return {std::vector<std::size_t>(dimensions, 0), std::vector<std::size_t>(dimensions, 0)};
}

}  // namespace

std::vector<std::size_t> ArrayInfo::shape() const {
  std::vector<std::size_t> lengths;
  for (const auto& axis : axes) lengths.push_back(axis.values.size());
  return lengths;
}

Axis linear_axis(std::string name, std::string units, std::size_t n, double step, double origin) {
  Axis axis{std::move(name), std::move(units), std::vector<double>(n)};
  for (std::size_t i = 0; i < n; ++i) axis.values[i] = origin + step * static_cast<double>(i);
  return axis;
}

template <class T>
void File::write(const ArrayInfo& mine, std::span<const T> values) {
  const ArrayInfo info = as_on_root(handle_->ranks(), mine);
  const auto shape = info.shape();
  handle_->run([&] {
    handle_->check_writable();
    if (handle_->is_root() && values.size() != product(shape))
      throw Fault(fmt::format("{}: {}: an array of shape {} came with {} values", path(), info.path, shape_text(shape),
                              values.size()));
  });
  Declared made;
  handle_->run([&] { made = declare_array<T>(*handle_, info); });
  write_axes(*handle_, info, made);
  handle_->run([&] {
    handle_->transfer(made.data, absolute(info.path), h5::native<T>(), sizeof(T), whole_on_root(*handle_, shape),
                      nullptr, values.data());
  });
}

template <class T>
void File::declare(const ArrayInfo& mine) {
  const ArrayInfo info = as_on_root(handle_->ranks(), mine);
  Declared made;
  handle_->run([&] {
    handle_->check_writable();
    made = declare_array<T>(*handle_, info);
  });
  write_axes(*handle_, info, made);
}

template <class T>
void File::write_slab(const std::string& path, const Slab& slab, std::span<const T> values) {
  const std::string name = absolute(path);
  h5::Id dataset;
  handle_->run([&] {
    handle_->check_writable();
    dataset = handle_->open_dataset(name);
    check_slab(*handle_, name, shape_of_dataset(dataset), slab, values.size());
  });
  handle_->run([&] {
    const Slab mine = fitted(slab, shape_of_dataset(dataset).size());
    handle_->transfer(dataset, name, h5::native<T>(), sizeof(T), mine, nullptr, values.data());
  });
}

template <class T>
void File::read_slab(const std::string& path, const Slab& slab, std::span<T> values) const {
  const std::string name = absolute(path);
  h5::Id dataset;
  handle_->run([&] {
    dataset = handle_->open_dataset(name);
    check_convertible<T>(*handle_, name, dataset);
    check_slab(*handle_, name, shape_of_dataset(dataset), slab, values.size());
  });
  handle_->run([&] {
    const Slab mine = fitted(slab, shape_of_dataset(dataset).size());
    T nothing{};
    T* to = values.empty() ? &nothing : values.data();
    handle_->transfer(dataset, name, h5::native<T>(), sizeof(T), mine, to, nullptr);
  });
}

template <class T>
Array<T> File::read(const std::string& path) const {
  Array<T> array;
  array.shape = shape(path);
  array.values.resize(product(array.shape));
  read_slab<T>(path, whole(array.shape), array.values);
  return array;
}

std::vector<std::size_t> File::shape(const std::string& path) const {
  std::vector<std::size_t> result;
  handle_->run([&] { result = shape_of_dataset(handle_->open_dataset(absolute(path))); });
  return result;
}

#define VITRUM_STORAGE_ELEMENT(T)                                                         \
  template void File::write<T>(const ArrayInfo&, std::span<const T>);                     \
  template void File::declare<T>(const ArrayInfo&);                                       \
  template void File::write_slab<T>(const std::string&, const Slab&, std::span<const T>); \
  template void File::read_slab<T>(const std::string&, const Slab&, std::span<T>) const;  \
  template Array<T> File::read<T>(const std::string&) const;

VITRUM_STORAGE_ELEMENT(float)
VITRUM_STORAGE_ELEMENT(double)
VITRUM_STORAGE_ELEMENT(std::uint8_t)
VITRUM_STORAGE_ELEMENT(std::uint16_t)
VITRUM_STORAGE_ELEMENT(std::uint32_t)
VITRUM_STORAGE_ELEMENT(std::uint64_t)
VITRUM_STORAGE_ELEMENT(std::int32_t)
VITRUM_STORAGE_ELEMENT(std::int64_t)

}  // namespace vitrum::storage
